"""The bulletin as a file: what its pages say, what must never be in it, and how it is made; against figures made by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pypdf
import pytest
from bulletin_helpers import OCTOBER, PROVINCES, edition, row
from pypdf.generic import IndirectObject

from ingestion.messages import Language
from ingestion.periods import Period
from publishing.bulletin import write_bulletin, write_bulletins

YEAR = Period(date(2026, 1, 1), "year")
LANGUAGES: tuple[Language, ...] = ("fr", "ar")
HOSTILE = (
    '#panic("x")',
    "$x$ *gras* _i_ <label> @ref",
    "<script>alert(1)</script>",
    "\u202eabc",
    "م" * 5000,
    "W" * 5000,
    "=HYPERLINK(1)",
    "日本 😀\x00\x07",
    "\u202e" * 60,
)
VALUES = [
    row("JOB-01", 1108.0, previous=1164.0, questions=1),
    row("JOB-01", 1164.0, period=OCTOBER.previous()),
    row("JOB-02", 35.0),
    row("JOB-03", 1073.0),
    row("JOB-06", 0.436, of=(44.0, 101.0)),
    row("HUB-01", 0.625, of=(1862.0, 2975.0), previous=0.664, coverage=0.5, status="provisional"),
    row("HUB-05", 1175.0),
    row("HUB-04", 301.0),
    row("JOB-01", 2034.0, period=YEAR, target=2555.0, status="provisional"),
    row("HUB-01", 0.541, period=YEAR, target=0.58),
    row("JOB-01", 20.0, breakdown="sector", breakdown_value="leather"),
    row("JOB-01", None, breakdown="sector", breakdown_value="textile", conf="C"),
    *(row("JOB-01", 10.0 + i, period=YEAR, territory=code) for i, code in enumerate(PROVINCES[:-1])),
    row("JOB-01", None, period=YEAR, territory=PROVINCES[-1], conf="D"),
]  # fmt: skip


def pages(path: Path) -> list[str]:
    """The text of each page, with plain spaces and without the marks of direction."""
    marks = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069\u200e\u200f\u200b")) | {0x202F: " ", 0xA0: " "}
    return [" ".join(page.extract_text().translate(marks).split()) for page in pypdf.PdfReader(path).pages]


def everything(path: Path) -> bytes:
    """Every stream and string of the file, unpacked."""
    reader, found = pypdf.PdfReader(path), b""
    for number in range(1, int(reader.trailer["/Size"])):  # type: ignore[call-overload]
        part = reader.get_object(IndirectObject(number, 0, reader))
        found += repr(part).encode() + (part.get_data() if hasattr(part, "get_data") else b"")
    return found


def made(tmp_path: Path, language: Language, values: list[Any], **more: Any) -> Path:
    path = tmp_path / f"{language}.pdf"
    with edition(values, **more) as of:
        write_bulletin(of, language, path)
    return path


def test_a_chart_of_the_year_stands_in_for_one_that_is_not_published(tmp_path: Path) -> None:
    of_year = row("JOB-01", 208.0, period=YEAR, breakdown="sector", breakdown_value="leather")
    not_shown = [("JOB-01", "month", "region", "sector"), *(("JOB-01", kind, "region", "sex") for kind in ("month", "quarter", "year"))]
    with edition([row("JOB-01", 1108.0), of_year], not_shown=not_shown) as made:
        write_bulletins(made, tmp_path)
    french, arabic = (" ".join(pages(tmp_path / f"bulletin_2026-10_{language}.pdf")) for language in ("fr", "ar"))

    assert "secteur (2026 à ce jour)" in french
    assert "Premier secteur (2026 à ce jour) : Cuir (208 emplois)." in french
    assert "Graphiques dont le titre nomme une autre période que octobre 2026" in french
    assert french.count("Tableau non publié : trop de ses chiffres portent sur un petit nombre de personnes.") == 1  # by sex
    assert "208" in arabic


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_targets_and_shares_are_printed(tmp_path: Path, language: Language) -> None:
    text = " ".join(pages(made(tmp_path, language, VALUES)))

    for expected in ("1 108", "1 073", "2 034", "2 555", "62,5 %", "58 %", "1 175", "301", "79,6 %", "© OpenStreetMap contributors"):
        assert expected in text


def test_the_french_pages_say_it_in_sentences(tmp_path: Path) -> None:
    text = " ".join(pages(made(tmp_path, "fr", VALUES)))

    assert "En octobre 2026, 1 108 emplois durables ont été créés et 35 ont été perdus ; le solde est de +1 073." in text
    assert "C'est 56 de moins qu'en septembre 2026 (1 164)." in text
    assert "62,5 % du temps d'ouverture : 1 862 heures réservées sur 2 975." in text
    assert "chiffres de ce bulletin tenus confidentiels : 2." in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_tagged_told_its_language_and_bears_only_the_house_font(tmp_path: Path, language: Language) -> None:
    reader = pypdf.PdfReader(made(tmp_path, language, VALUES))
    root: Any = reader.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]).startswith(language)
    assert reader.metadata is not None
    assert "2026" in str(reader.metadata.title)
    assert b"pdfuaid" in reader.xmp_metadata.stream.get_data()  # type: ignore[union-attr]
    fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    described = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"] for font in fonts]
    assert described
    assert all(str(each["/FontName"]).split("+")[1].startswith("QutbSans") for each in described)
    assert all(any(key in each for key in ("/FontFile", "/FontFile2", "/FontFile3")) for each in described)
    assert all(part.get("/Alt") for part in figures(root["/StructTreeRoot"]))
    assert len(list(figures(root["/StructTreeRoot"]))) >= 3  # two charts and the map
    assert 2 <= len(reader.pages) <= 4


def figures(part: Any) -> Any:
    """The figures of a structure tree."""
    part = part.get_object()
    if not isinstance(part, dict):
        return
    if part.get("/S") == "/Figure":
        yield part
    children = part.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        yield from figures(child)


def test_the_same_release_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        with edition(VALUES) as of:
            write_bulletins(of, tmp_path / name)

    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == ["bulletin_2026-10_ar.pdf", "bulletin_2026-10_fr.pdf"]
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes() for name in names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_kept_back_is_said_and_is_nowhere_in_the_file(tmp_path: Path, language: Language) -> None:
    path = made(tmp_path, language, VALUES)

    word = "confidentiel" if language == "fr" else "سري"
    assert word in " ".join(pages(path))
    assert b"7777" not in everything(path)
    assert "7 777" not in " ".join(pages(path))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_headline_that_is_kept_back_shows_the_word_and_no_zero(tmp_path: Path, language: Language) -> None:
    path = made(tmp_path, language, [row("JOB-01", None, conf="C"), row("JOB-02", 3.0)])

    expected = {"fr": "le nombre d'emplois durables créés est confidentiel et 3 ont été perdus.", "ar": "سري"}
    assert expected[language] in " ".join(pages(path))


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_names_are_only_text_and_the_pages_stay_few(tmp_path: Path, language: Language) -> None:
    labels = [("sector", f"s{i}", text, text) for i, text in enumerate(HOSTILE)]
    labels += [("partner", f"p{i}", text, text) for i, text in enumerate(HOSTILE)]
    values = [*VALUES[:10], *(row("JOB-01", 5.0 + i, breakdown="sector", breakdown_value=f"s{i}") for i in range(len(HOSTILE)))]
    feeds = [(f"p{i}", "c", "month", date(2026, 10, 1), date(2026, 10, 31), "missing") for i in range(len(HOSTILE))]

    path = made(tmp_path, language, values, labels=labels, feeds=feeds, name="#panic() \u202e日" * 300)

    said = pages(path)
    assert len(said) <= 4
    assert '#panic("x")' in " ".join(said)
    assert "\u202e" not in " ".join(said)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("period", [OCTOBER, Period(date(2026, 10, 1), "quarter"), YEAR])
def test_a_period_with_nothing_at_all_says_so(tmp_path: Path, language: Language, period: Period) -> None:
    text = " ".join(pages(made(tmp_path, language, [], period=period)))

    # Arabic is read back word by word, in the order in which it is seen.
    said = {"fr": ["Aucun chiffre n'est connu pour cette période"], "ar": ["فارغة", "الصفر", "الجداول"]}[language]
    assert all(part in text for part in said)


def test_revisions_are_told_with_their_causes_and_growth_is_none(tmp_path: Path) -> None:
    after, published = "20261115T020000Z", datetime(2026, 10, 5, 2, tzinfo=UTC)
    september, running = date(2026, 9, 1), datetime(2026, 9, 5, 2, tzinfo=UTC)
    revisions = [
        ("JOB-01", "month", september, 97.0, 101.0, published, 5.0, -1.0, 0.0, 0.0, after),
        ("HUB-05", "month", september, 40.0, 900.0, running, 860.0, 0.0, 0.0, 0.0, after),  # grew with its month
        ("HUB-04", "month", september, 10.0, 12.0, published, 0.0, 0.0, 2.0, 0.0, "20261010T020000Z"),  # told by the last bulletin
        ("JOB-02", "month", september, 1.0, 2.0, published, 1.0, 0.0, 0.0, 0.0, after),  # no headline figure
    ]

    text = " ".join(pages(made(tmp_path, "fr", VALUES, revisions=revisions)))

    assert "97 publié le 5 octobre 2026, 101 à présent (+4 : données tardives +5, corrections −1)." in text
    assert "Chiffres phares révisés : 1. Révisés avant cela : 1." in text


def test_what_did_not_come_is_named(tmp_path: Path) -> None:
    october = (date(2026, 10, 1), date(2026, 10, 31))
    feeds = [("p", "c", "month", *october, "missing"), ("p", "d", "week", *october, "awaited"), ("p", "e", "month", *october, "on_time")]
    labels = [("partner", "p", "Chambre", "الغرفة"), ("contract", "c", "Emplois", "التصريحات")]

    text = " ".join(pages(made(tmp_path, "fr", VALUES, feeds=feeds, labels=labels)))

    assert "Envois manquants : Chambre, Emplois (octobre 2026)." in text
    assert "Nom HUB-01 (50 %)." in text  # coverage
    assert "Nom JOB-01 (1 question)." in text
