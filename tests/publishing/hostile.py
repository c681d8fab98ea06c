"""What every output must withstand, by kind of file: each check takes a folder and returns what is wrong in it, one line each.

What goes here: the checks, and the list of outputs that are held against them. A new output is one line of `OUTPUTS`.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import frictionless
from lxml import etree, html
from pypdf import PdfReader

from publishing.edition import Edition
from publishing.open_data import write_open_data

OUTPUTS: dict[str, Callable[[Edition, Path], None]] = {"open_data": write_open_data}
# Letters that turn the text after them; U+2066 to U+2069 may stand in text of our own, which always closes what it opens.
_OVERRIDES = re.compile("[\u202a\u202b\u202d\u202e]")
_OPENING, _CLOSING = "\u2066\u2067\u2068", "\u2069"
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_ADDRESSES = frozenset({"href", "src", "action", "formaction", "data", "poster", "{http://www.w3.org/1999/xlink}href"})
_FRAMES = frozenset({"iframe", "object", "embed", "base", "applet", "frame"})


def workbooks(folder: Path) -> list[str]:
    """No formula, no link to anywhere outside, no overriding letter in any workbook."""
    return [f"{path.name}: {wrong}" for path in sorted(folder.rglob("*.xlsx")) for wrong in _workbook(path)]


def _workbook(path: Path) -> Iterator[str]:
    with zipfile.ZipFile(path) as package:
        for name in package.namelist():
            if not name.endswith((".xml", ".rels")):
                continue
            tree = etree.fromstring(package.read(name))
            if name.startswith("xl/worksheets/") and next(tree.iter(f"{{{_SHEETS}}}f"), None) is not None:
                yield f"{name} has a formula"
            if any(link.get("TargetMode") == "External" for link in tree.iter("{*}Relationship")):
                yield f"{name} leads outside"
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


CHECKS = (workbooks, pages, tables_for_people, documents, packages)
