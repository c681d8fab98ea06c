"""The receipt as a page: well formed, self-contained, harmless whatever a partner wrote, right to left in Arabic."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import etree
from lxml import html as lxml_html
from receipt_helpers import receipt

from ingestion.messages import Language, Message
from ingestion.observed import HeadingSeen
from quality.receipts import Receipt, html
from quality.receipts.page import LISTED_CELLS
from quality.receipts.receipt import Problem

HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', '=HYPERLINK("http://evil","x")', "{{ 7*7 }}", "</td></table>",
    "\u202egnp.exe", "a\u2069\u2069b", "\x00\x1b[31m", "A" * 5000, "سطر\nآخر", "&lt;b&gt;",
]  # fmt: skip
LANGUAGES: tuple[Language, ...] = ("fr", "ar", "en")


@pytest.fixture(scope="module")
def hostile() -> Receipt:
    """All of it, wherever something that a partner wrote is shown."""
    told = receipt([("S", f"B{index + 2}", value) for index, value in enumerate(HOSTILE)])
    return replace(told, file_name=HOSTILE[0], unknown=tuple(HeadingSeen(value, HOSTILE[1], None) for value in HOSTILE))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_is_well_formed(hostile: Receipt, language: Language) -> None:
    root = etree.fromstring(html(hostile, language).removeprefix("<!DOCTYPE html>\n"))

    assert root.tag == "html"


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_that_a_partner_wrote_becomes_markup(hostile: Receipt, language: Language) -> None:
    tree = lxml_html.document_fromstring(html(hostile, language))

    tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert not tags & {"script", "img", "a", "iframe", "object", "form", "link", "base"}
    assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on")]
    found = [cell.text_content() for cell in tree.xpath("//td[@class='found']")]
    assert any("<script>alert(1)</script>" in each for each in found)
    assert any("{{ 7*7 }}" in each for each in found)


def test_no_other_machine_is_asked_for_anything(hostile: Receipt) -> None:
    tree = lxml_html.document_fromstring(html(hostile, "fr"))

    assert not tree.xpath("//@src | //@href | //@action")
    assert "url(" not in tree.findtext(".//style")
    assert "@import" not in tree.findtext(".//style")


def test_letters_that_redirect_the_text_are_shown_by_their_number(hostile: Receipt) -> None:
    page = html(hostile, "fr")

    assert "\u202e" not in page
    assert "[U+202E]gnp.exe" in page
    assert "\x1b" not in page


def test_a_value_of_five_thousand_letters_is_cut(hostile: Receipt) -> None:
    assert "A" * 80 + "…" in html(hostile, "fr")
    assert "A" * 81 not in html(hostile, "fr")


def test_every_isolate_that_is_opened_is_closed(hostile: Receipt) -> None:
    for line in html(hostile, "ar").splitlines():
        if "content:" in line:  # the counter of pages, whose signs are spelled out
            continue
        assert line.count("\u2066") + line.count("\u2068") == line.count("\u2069")


def test_arabic_runs_from_right_to_left_and_the_others_do_not(hostile: Receipt) -> None:
    roots = {language: lxml_html.document_fromstring(html(hostile, language)) for language in LANGUAGES}

    assert {language: (root.get("lang"), root.get("dir")) for language, root in roots.items()} == {
        "fr": ("fr", "ltr"), "ar": ("ar", "rtl"), "en": ("en", "ltr"),
    }  # fmt: skip


def test_the_layout_names_no_side_by_left_or_right(hostile: Receipt) -> None:
    style = lxml_html.document_fromstring(html(hostile, "ar")).findtext(".//style")

    assert not re.search(r"(text-align|float|margin|padding|border)-?:? ?(left|right)", style)


def test_a_cell_in_arabic_text_is_kept_whole() -> None:
    assert "\u2066B4\u2069" in html(receipt([("S", "B4", "x")]), "ar")


def test_the_ten_most_frequent_problems_come_first_and_the_rest_is_told() -> None:
    told = receipt([("S", "B4", "x")])
    problems = tuple(
        Problem(f"r{i}", "error", Message(f"C{i}", f"C{i}", f"C{i}"), Message("m", "m", "m"), 20 - i, told.problems[0].first)
        for i in range(12)
    )

    tree = lxml_html.document_fromstring(html(replace(told, problems=problems), "fr"))

    counts = [cell.text for cell in tree.xpath("//section[@class='error']//td[@class='count']")]
    assert counts == [str(20 - i) for i in range(10)]
    assert "10 problèmes les plus fréquents sur 12" in tree.text_content()


def test_a_long_list_is_cut_and_the_number_left_out_is_exact() -> None:
    cells = [("S", f"B{row}", "x") for row in range(2, LISTED_CELLS + 2 + 1234)]

    tree = lxml_html.document_fromstring(html(receipt(cells), "fr", has_copy=True))

    assert len(tree.xpath("//td[@class='found']")) == LISTED_CELLS
    assert "Et 1\u202f234\u00a0cellules encore" in tree.text_content()
    assert "copie annotée" in tree.text_content()


def test_the_page_speaks_no_code() -> None:
    page = html(receipt([("S", "B4", "x")], [("S", "C4", "y")]), "fr")

    assert "headcount" not in page
    assert "check_digits" not in page


def test_a_file_that_never_became_rows_is_not_said_to_be_free_of_errors() -> None:
    reason, note = Message("Illisible.", "غير مقروء.", "Unreadable."), Message("La feuille masquée n'a pas été lue.", "x", "x")

    page = html(replace(receipt([]), verdict="refused", reason=reason, problems=(), notes=(note,), rows_accepted=0), "fr")

    assert "Illisible." in page
    assert "La feuille masquée" in page
    assert "Rien à corriger" not in page
    assert "telles quelles" not in page


def test_the_same_receipt_gives_the_same_page(hostile: Receipt) -> None:
    assert html(hostile, "ar") == html(hostile, "ar")
