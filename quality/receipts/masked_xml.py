"""XML without identities, of any part of a spreadsheet's package: only texts change, never what names a cell or another part.

Belongs here: texts and attributes of elements, formulas, texts cut into pieces by their look. Does not belong here: what an identity is
(`persons.py`), and which part is of which kind (the packages).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ingestion.drift import MASKED
from quality.receipts.persons import Kind, Persons

if TYPE_CHECKING:
    from lxml import etree

# `AB12345` is an identity and the name of a cell: these attributes name cells, parts and looks.
_NAMING: Final = frozenset(
    ("r", "ref", "sqref", "topLeftCell", "activeCell", "activeCellId", "spans", "id", "Id", "uid", "guid", "Type", "PartName",
     "ContentType", "idRef", "cellRange", "range", "ssid", "shapeid", "spid", "rsid", "revId", "ca", "formulas", "base-cell-address")
)  # fmt: skip
_NAMING_ENDS: Final = ("address", "style-name", "range", "Id", "uid")
# What people write into attributes; all others hold names and numbers of programs, in which only known identities are looked for.
_WRITTEN: Final = frozenset(
    ("descr", "title", "displayName", "userId", "prompt", "promptTitle", "error", "errorTitle", "display", "tooltip", "caption", "comment",
     "alt", "author", "href", "Target", "summary", "help-message", "string-value", "creator", "longDesc", "connection", "sourceFile", "url")
)  # fmt: skip
_FORMULAS: Final = frozenset(
    ("f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula", "totalsRowFormula", "sqref", "ref", "FmlaMacro",
     "FmlaLink", "FmlaRange", "FmlaPict", "Anchor")
)  # fmt: skip
_GROUPS: Final = ("si", "is", "text", "p", "h")
_LEAVES: Final = ("t", "span", "a", "r", "s", "font")
_COPIES: Final = frozenset(("v", "val"))  # of cells, in pivot tables and filters
_MEASURES: Final = frozenset(("row", "col", "rowOff", "colOff", "Row", "Column", "TotalTime", "NumberOfPages"))
_NOWHERE: Final = "about:blank"


def mask_tree(root: etree._Element, persons: Persons, kind: Kind) -> bool:
    """Masks the identities in all texts of a tree, in place; returns whether there were any."""
    changed = False
    for element in root.iter():
        if not isinstance(element.tag, str):  # a comment or an instruction of XML: nobody sees it
            if element.text and persons.without(element.text, "free") != element.text:
                element.text = MASKED
                changed = True
            changed |= _tail(element, persons, kind)
            continue
        name = local(element.tag)
        if name in _GROUPS:
            changed |= _group(element, persons, kind)
        if element.text and name not in _MEASURES:
            told = persons.formula(element.text) if name in _FORMULAS else persons.without(element.text, kind)
            if told != element.text:
                element.text = "0" if name == "v" and _is_numeric(element) else told
                changed = True
        changed |= _tail(element, persons, kind)
        changed |= _attributes(element, persons, kind)
    return changed


def local(tag: str) -> str:
    """The name of an element or attribute without its namespace."""
    return tag.rsplit("}", 1)[-1]


def _tail(element: etree._Element, persons: Persons, kind: Kind) -> bool:
    if element.tail and (told := persons.without(element.tail, kind)) != element.tail:
        element.tail = told
        return True
    return False


def _group(element: etree._Element, persons: Persons, kind: Kind) -> bool:
    """A text in pieces, each with its look: an identity may be cut in two by them."""
    whole = "".join(str(text) for text in element.itertext())
    if len(element) == 0 or persons.without(whole, kind) == whole:
        return False
    pieces = [each for each in element.iter() if isinstance(each.tag, str) and (each.text or (each.tail and each is not element))]
    if any(persons.without(each.text or "", kind) != (each.text or "") for each in pieces):
        return False  # it stands whole in one of the pieces, which are looked at next
    first = next((each for each in pieces if each.text and each is not element and local(each.tag) in _LEAVES), element)
    for each in pieces:
        each.text = None if each is not first else persons.without(whole, kind)
        if each is not element:
            each.tail = None
    return True


def _attributes(element: etree._Element, persons: Persons, kind: Kind) -> bool:
    changed = False
    for key, value in element.attrib.items():
        name = local(str(key))
        if name in _NAMING or name.endswith(_NAMING_ENDS) or not value:
            continue
        if name in ("formula", "condition", "expression"):
            told = persons.formula(str(value))
        elif name in _WRITTEN or name in _COPIES:
            told = persons.without(str(value), "derived" if name in _COPIES else kind)
        else:
            told = persons.without_numbers(str(value), with_letters=True)
        if told != value:
            # An address of the web with another letter in it may keep a workbook from being opened.
            element.set(key, _NOWHERE if name in ("Target", "href") else told)
            changed = True
    return changed


def _is_numeric(element: etree._Element) -> bool:
    """Whether a chart's copy of a value must be a number."""
    return any(local(str(parent.tag)) == "numCache" for parent in element.iterancestors())
