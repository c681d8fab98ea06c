"""What every output must withstand, by kind of file: each check takes a folder and returns what is wrong in it, one line each.

What goes here: the checks, and the list of outputs that are held against them. A new output is one line of `OUTPUTS`.
"""

from __future__ import annotations

import json
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import frictionless
from lxml import etree, html
from pypdf import PdfReader

from publishing.bulletin import write_bulletins
from publishing.dashboard import write_dashboard
from publishing.edition import Edition
from publishing.open_data import write_open_data
from publishing.workbook import write_workbooks

Check = Callable[[Path], list[str]]
OUTPUTS: dict[str, Callable[[Edition, Path], None]] = {
    "workbook": write_workbooks,
    "bulletin": write_bulletins,
    "dashboard": write_dashboard,
    "open_data": write_open_data,
}
# The only script of ours, as pages at either depth write its address.
OWN_SCRIPTS = frozenset({"../assets/comfort.js", "../../assets/comfort.js"})
# Letters that turn the text after them; U+2066 to U+2069 may stand in text of our own, which always closes what it opens.
_OVERRIDES = re.compile("[\u202a\u202b\u202d\u202e]")
_OPENING, _CLOSING = "\u2066\u2067\u2068", "\u2069"
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_COPY = ".annote."  # in the name of a partner's workbook that we have marked
_MOST_LETTERS = 2_000  # of a line: a receipt shows the beginning of what is longer
_ADDRESSES = frozenset({"href", "src", "action", "formaction", "data", "poster", "{http://www.w3.org/1999/xlink}href"})
_FRAMES = frozenset({"iframe", "object", "embed", "base", "applet", "frame"})


def workbooks(folder: Path) -> list[str]:
    """No formula, no link to anywhere outside, no overriding letter in any workbook of ours."""
    ours = [path for path in sorted(folder.rglob("*.xlsx")) if _COPY not in path.name]
    return [f"{path.name}: {wrong}" for path in ours for wrong in _workbook(path, lambda part: True)]


def annotated_copies(folder: Path) -> list[str]:
    """A partner's workbook on its way back: nothing runs, nothing leads outside, and what we wrote into it turns no text.

    The cells of the partner are as they were, letters that turn text among them.
    """
    found = []
    for path in sorted(folder.rglob(f"*{_COPY}*")):
        if path.suffix == ".xlsx":
            wrongs = _workbook(path, lambda part: "qutb" in part or "comments" in part)
        elif path.suffix == ".ods":
            wrongs = _open_document(path)
        else:
            wrongs = iter(["is of a kind that nobody looks into"])
        found += [f"{path.name}: {wrong}" for wrong in wrongs]
    return found


def _open_document(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as package:
        tree = etree.fromstring(package.read("content.xml"))
    for element in tree.iter("*"):
        names = {etree.QName(name).localname: value for name, value in element.attrib.items()}
        if "formula" in names:
            yield "has a formula"
        # Our summary leads to cells of this very file.
        if not names.get("href", "#").startswith("#"):
            yield "leads outside"
    ours = [*tree.iter(f"{{{_OFFICE}}}annotation"), next(tree.iter(f"{{{_TABLE}}}table"))]
    yield from (wrong for element in ours for text in element.itertext() for wrong in _directions(text))


def _workbook(path: Path, is_ours: Callable[[str], bool]) -> Iterator[str]:
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if not name.endswith((".xml", ".rels")):
                continue
            tree = etree.fromstring(package.read(name))
            if name.startswith("xl/worksheets/") and next(tree.iter(f"{{{_SHEETS}}}f"), None) is not None:
                yield f"{name} has a formula"
            if any(link.get("TargetMode") == "External" for link in tree.iter("{*}Relationship")):
                yield f"{name} leads outside"
            if is_ours(name):
                yield from (f"{name}: {wrong}" for wrong in _directions("".join(tree.itertext())))


def pages(folder: Path, scripts: frozenset[str] = frozenset()) -> list[str]:
    """No script but `scripts` (their addresses as pages write them), no handler, no running link, no frame, no overriding letter."""
    found = []
    for path in sorted(folder.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        found += [f"{path.name}: {wrong}" for wrong in (*_page(text, scripts), *_directions(html.fromstring(text.encode()).text_content()))]
    return found


def _page(text: str, scripts: frozenset[str]) -> Iterator[str]:
    for element in html.fromstring(text.encode()).iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "script" and element.get("src") not in scripts:
            yield f"script {element.get('src')}"
        if element.tag in _FRAMES:
            yield f"<{element.tag}>"
        for name, value in element.attrib.items():
            if name.startswith("on"):
                yield f"{element.tag} has {name}"
            # Browsers leave out spaces and control characters in front of and inside the scheme.
            if name in _ADDRESSES and re.sub(r"[\x00-\x20]", "", value).lower().startswith(("javascript:", "vbscript:", "data:text")):
                yield f"{element.tag} runs {value[:40]}"
            if _OVERRIDES.search(value):
                yield f"{element.tag} {name} turns text"


def _directions(text: str) -> Iterator[str]:
    if match := _OVERRIDES.search(text):
        yield f"U+{ord(match[0]):04X}"
    depth = 0
    for letter in text:
        depth += (letter in _OPENING) - (letter in _CLOSING)
        if depth < 0:
            yield "closes a direction that it did not open"
            return
    if depth:
        yield "leaves a direction open"


def tables_for_people(folder: Path) -> list[str]:
    """No cell of a CSV for people (open data is for machines: `packages`) that a spreadsheet would run."""
    import csv

    found = []
    for path in sorted(folder.rglob("*.csv")):
        if "open_data" in path.parts:
            continue
        with path.open(encoding="utf-8-sig", newline="") as lines:
            cells = [cell for row in csv.reader(lines) for cell in row]
        found += [f"{path.name}: {cell[:40]!r}" for cell in cells if cell[:1] in "=+-@\t\r" and cell and not _is_number(cell)]
    return found


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return not cell.startswith("+")


def documents(folder: Path) -> list[str]:
    """Every PDF opens, runs nothing, and turns no text."""
    found = []
    for path in sorted(folder.rglob("*.pdf")):
        reader = PdfReader(path)
        found += [f"{path.name}: {name}" for name in ("/OpenAction", "/AA", "/AcroForm") if name in reader.trailer["/Root"]]
        if any(_OVERRIDES.search(page.extract_text()) for page in reader.pages):
            found.append(f"{path.name}: turns text")
    return found


def packages(folder: Path) -> list[str]:
    """Every data package is valid, whatever its text."""
    found = []
    for path in sorted(folder.rglob("datapackage.json")):
        report = frictionless.validate(str(path))
        found += [f"{path.name}: {' '.join(map(str, error))}" for error in report.flatten(["type", "note"])]
    return found


def texts(folder: Path) -> list[str]:
    """No text for people moves a terminal, turns what follows it, or has a line without end."""
    paths = sorted(path for pattern in ("*.txt", "*.log", "*.md") for path in folder.rglob(pattern))
    return [f"{path.name}: {wrong}" for path in paths for wrong in text(path.read_bytes().decode("utf-8", "replace"))]


def text(said: str) -> list[str]:
    """What is wrong in a text that a terminal shows, such as what a command prints."""
    found = [f"U+{ord(letter):04X}" for letter in sorted(set(said)) if unicodedata.category(letter) == "Cc" and letter not in "\n\t"]
    for line in said.split("\n"):
        found += _directions(line)
        found += [f"a line of {len(line)} letters"] if len(line) > _MOST_LETTERS else []
    return found


def documents_of_machines(folder: Path) -> list[str]:
    """Every JSON document can be read."""
    found = []
    for path in sorted(folder.rglob("*.json")):
        try:
            json.loads(path.read_bytes())
        except ValueError as error:
            found.append(f"{path.name}: {error}")
    return found


def own_pages(folder: Path) -> list[str]:
    """Pages that may run our own script."""
    return pages(folder, OWN_SCRIPTS)


CHECKS: tuple[Check, ...] = (workbooks, annotated_copies, own_pages, tables_for_people, texts, documents, packages, documents_of_machines)
