"""Each sentence of the bulletin for each kind of value that a figure can have, against sentences written by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ingestion.messages import Language
from ingestion.periods import Period
from publishing.bulletin import sentences
from publishing.bulletin.headline import standing
from publishing.bulletin.letters import printable
from publishing.bulletin.provinces import classes, outlines
from publishing.bulletin.sentences import Revision
from publishing.edition import Figure, Kpi, Words

OCTOBER = Period(date(2026, 10, 1), "month")
HIDDEN = object()
_MARKS = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069")) | {0x202F: " ", 0xA0: " "}


def figure(value: Any, unit: str = "jobs", previous: float | None = None, of: tuple[float, float] | None = None, **more: Any) -> Figure:
    is_hidden = value is HIDDEN
    known = None if is_hidden else value
    numerator, denominator = of or (known, None)
    return Figure(
        "K", more.get("period", OCTOBER), "03", "total", "total", numerator, denominator, known, unit, more.get("target"), previous, 1.0,
        "final", "A", "C" if is_hidden else "F", 0,
    )  # fmt: skip


def plain(text: str | None) -> str | None:
    return None if text is None else text.translate(_MARKS)


@pytest.mark.parametrize(
    ("start", "kind", "language", "within", "against"),
    [
        (date(2026, 10, 1), "month", "fr", "en octobre 2026", "à octobre 2026"),
        (date(2026, 5, 1), "month", "fr", "en mai 2026", "à mai 2026"),
        (date(2026, 8, 1), "month", "fr", "en août 2026", "à août 2026"),
        (date(2026, 10, 1), "quarter", "fr", "au 4e trimestre 2026", "au 4e trimestre 2026"),
        (date(2026, 1, 1), "year", "fr", "en 2026", "à 2026"),
        (date(2026, 10, 1), "month", "ar", "في أكتوبر 2026", "أكتوبر 2026"),
        (date(2026, 10, 1), "quarter", "ar", "في الفصل الرابع من سنة 2026", "الفصل الرابع من سنة 2026"),
        (date(2026, 1, 1), "year", "ar", "في سنة 2026", "سنة 2026"),
    ],
)
def test_a_period_stands_in_a_sentence(start: date, kind: Any, language: Language, within: str, against: str) -> None:
    period = Period(start, kind)

    assert sentences.in_period(period, language) == within
    assert sentences.against(period, language) == against


@pytest.mark.parametrize(
    ("created", "lost", "net", "language", "said"),
    [
        (108.0, 35.0, 73.0, "fr", "En octobre 2026, 108 emplois durables ont été créés et 35 ont été perdus ; le solde est de +73."),
        (1.0, 1.0, 0.0, "fr", "En octobre 2026, 1 emploi durable a été créé et 1 a été perdu ; le solde est nul."),
        (0.0, 2.0, -2.0, "fr", "En octobre 2026, aucun emploi durable n'a été créé et 2 ont été perdus ; le solde est de −2."),
        (3.0, 0.0, 3.0, "fr", "En octobre 2026, 3 emplois durables ont été créés et aucun n'a été perdu ; le solde est de +3."),
        (HIDDEN, 5.0, None, "fr", "En octobre 2026, le nombre d'emplois durables créés est confidentiel et 5 ont été perdus."),
        (None, None, None, "fr", "En octobre 2026, le nombre d'emplois durables créés n'est pas connu et le nombre d'emplois perdus n'est pas connu."),
        (101.0, 35.0, 66.0, "ar", "في أكتوبر 2026، تم إحداث 101 منصب شغل دائم وتم فقدان 35 منصبا، وبذلك يبلغ الصافي +66."),
        (15.0, 3.0, 12.0, "ar", "في أكتوبر 2026، تم إحداث 15 منصب شغل دائما وتم فقدان 3 مناصب، وبذلك يبلغ الصافي +12."),
        (2.0, 1.0, 1.0, "ar", "في أكتوبر 2026، تم إحداث منصبي شغل دائمين وتم فقدان منصب واحد، وبذلك يبلغ الصافي +1."),
        (5.0, 2.0, 3.0, "ar", "في أكتوبر 2026، تم إحداث 5 مناصب شغل دائمة وتم فقدان منصبين، وبذلك يبلغ الصافي +3."),
        (0.0, 0.0, 0.0, "ar", "في أكتوبر 2026، لم يُحدث أي منصب شغل دائم ولم يُفقد أي منصب، وبذلك يكون الصافي منعدما."),
    ],
)  # fmt: skip
def test_jobs_created_lost_and_net(created: Any, lost: Any, net: Any, language: Language, said: str) -> None:
    assert plain(sentences.flows(OCTOBER, figure(created), figure(lost), figure(net), language)) == said


def test_jobs_of_which_there_is_no_row_are_not_known() -> None:
    said = sentences.flows(OCTOBER, None, None, None, "fr")

    assert said == "En octobre 2026, le nombre d'emplois durables créés n'est pas connu et le nombre d'emplois perdus n'est pas connu."


@pytest.mark.parametrize(
    ("value", "previous", "unit", "language", "said"),
    [
        (108.0, 164.0, "jobs", "fr", "C'est 56 de moins qu'en septembre 2026 (164)."),
        (165.0, 164.0, "jobs", "fr", "C'est 1 de plus qu'en septembre 2026 (164)."),
        (164.0, 164.0, "jobs", "fr", "C'est autant qu'en septembre 2026."),
        (0.626, 0.665, "share", "fr", "C'est 3,9 points de moins qu'en septembre 2026 (66,5 %)."),
        (0.665, 0.66504, "share", "fr", "C'est autant qu'en septembre 2026."),  # as it is shown
        (108.0, 164.0, "jobs", "ar", "أي بنقصان 56 مقارنة مع شتنبر 2026 (164)."),
        (165.0, 164.0, "jobs", "ar", "أي بزيادة 1 مقارنة مع شتنبر 2026 (164)."),
        (164.0, 164.0, "jobs", "ar", "وهو المستوى نفسه المسجل في شتنبر 2026."),
        (5.0, None, "jobs", "fr", None),
        (HIDDEN, None, "jobs", "fr", None),
    ],
)
def test_a_movement(value: Any, previous: float | None, unit: str, language: Language, said: str | None) -> None:
    assert plain(sentences.movement(figure(value, unit, previous), language)) == said


@pytest.mark.parametrize(
    ("value", "target", "unit", "language", "said"),
    [
        (1034.0, 555.0, "jobs", "fr", "Nom, 2026 : 1 034 pour une cible de 555, soit 186,3 % de la cible."),
        (555.0, 555.0, "jobs", "fr", "Nom, 2026 : 555 pour une cible de 555, cible atteinte exactement."),
        (0.0, 555.0, "jobs", "fr", "Nom, 2026 : 0 pour une cible de 555, soit 0 % de la cible."),
        (9999.0, 10000.0, "jobs", "fr", "Nom, 2026 : 9 999 pour une cible de 10 000, soit 99,9 % de la cible."),
        (-5.0, 10.0, "jobs", "fr", "Nom, 2026 : −5 pour une cible de 10, soit 15 au-dessous."),
        (3.0, 0.0, "jobs", "fr", "Nom, 2026 : 3 pour une cible de 0, soit 3 au-dessus."),
        (0.541, 0.58, "share", "fr", "Nom, 2026 : 54,1 % pour une cible de 58 %, soit 3,9 points au-dessous."),
        (7.0, None, "jobs", "fr", "Nom, 2026 : 7 ; aucune cible n'est fixée."),
        (None, 5.0, "jobs", "fr", "Nom, 2026 : pas de chiffre ; la cible est de 5."),
        (None, None, "jobs", "fr", "Nom, 2026 : ni chiffre ni cible."),
        (HIDDEN, 5.0, "jobs", "fr", "Nom, 2026 : chiffre confidentiel."),
        (50.0, 100.0, "jobs", "ar", "Nom، 2026: 50 مقابل هدف 100، أي 50 % من الهدف."),
        (5.0, 5.0, "jobs", "ar", "Nom، 2026: 5 مقابل هدف 5، وقد بُلغ الهدف بالضبط."),
        (0.541, 0.58, "share", "ar", "Nom، 2026: 54,1 % مقابل هدف 58 %، أي 3,9 نقطة تحت الهدف."),
        (7.0, None, "jobs", "ar", "Nom، 2026: 7؛ لم يُحدد أي هدف."),
        (None, 5.0, "jobs", "ar", "Nom، 2026: لا رقم؛ الهدف هو 5."),
        (HIDDEN, 5.0, "jobs", "ar", "Nom، 2026: رقم سري."),
    ],
)  # fmt: skip
def test_how_a_figure_stands_to_its_target(value: Any, target: float | None, unit: str, language: Language, said: str) -> None:
    assert plain(sentences.standing("Nom", "2026", figure(value, unit), target, language)) == said


@pytest.mark.parametrize(
    ("value", "of", "language", "said"),
    [
        (0.4356, (44.0, 101.0), "fr", "Femmes : 43,6 % (44 sur 101 connus)."),
        (None, (0.0, 0.0), "fr", "Femmes : –."),
        (HIDDEN, None, "fr", "Femmes : confidentiel."),
        (0.5, (1.0, 2.0), "ar", "Femmes: 50 % (1 من أصل 2، connus)."),
    ],
)
def test_a_share_with_its_parts(value: Any, of: tuple[float, float] | None, language: Language, said: str) -> None:
    assert plain(sentences.part_of("Femmes", figure(value, "share", of=of), "connus", language)) == said


@pytest.mark.parametrize(
    ("values", "language", "said"),
    [
        ({"Cuir": 20.0, "Textile": 3.0}, "fr", "Premier secteur : Cuir (20 emplois)."),
        ({"Cuir": 1.0, "Textile": 0.0}, "fr", "Premier secteur : Cuir (1 emploi)."),
        ({"Cuir": 3.0, "Textile": 3.0}, "fr", "Premier secteur, à égalité : Cuir, Textile (3 emplois chacun)."),
        ({"Cuir": 9.0, "Textile": HIDDEN}, "fr", "Premier secteur : Cuir (9 emplois), parmi les chiffres qui ne sont pas confidentiels."),
        ({"Cuir": 0.0}, "fr", None),
        ({}, "fr", None),
        ({"Cuir": 2.0}, "ar", "Premier secteur: Cuir (منصبان)."),
    ],
)
def test_what_leads(values: dict[str, Any], language: Language, said: str | None) -> None:
    named = [(name, figure(value)) for name, value in values.items()]

    assert plain(sentences.leading("Premier secteur", named, language)) == said


@pytest.mark.parametrize(
    ("value", "of", "language", "said"),
    [
        (0.6259, (1862.0, 2975.0), "fr", "En octobre 2026, les espaces du pôle ont été occupés 62,6 % du temps d'ouverture : 1 862 heures réservées sur 2 975."),
        (None, (0.0, 0.0), "fr", "En octobre 2026, l'occupation des espaces n'est pas connue."),
        (HIDDEN, None, "fr", "En octobre 2026, l'occupation des espaces est confidentielle."),
        (0.5, (10.5, 21.0), "ar", "في أكتوبر 2026، بلغ إشغال فضاءات القطب 50 % من وقت الافتتاح: الساعات المحجوزة 10,5 من أصل 21."),
    ],
)  # fmt: skip
def test_how_full_the_hub_was(value: Any, of: tuple[float, float] | None, language: Language, said: str) -> None:
    assert plain(sentences.occupied(OCTOBER, figure(value, "share", of=of), language)) == said


@pytest.mark.parametrize(
    ("visitors", "organisations", "language", "said"),
    [
        (1175.0, 301.0, "fr", "1 175 visiteurs différents sont venus et 301 organisations ont été actives."),
        (1.0, 1.0, "fr", "1 visiteur est venu et 1 organisation a été active."),
        (0.0, 0.0, "fr", "Aucun visiteur n'est venu et aucune organisation n'a été active."),
        (HIDDEN, None, "fr", "Le nombre de visiteurs est confidentiel et le nombre d'organisations actives n'est pas connu."),
        (12.0, 2.0, "ar", "استقبل القطب 12 زائرا مختلفا ونشطت به منظمتان."),
        (0.0, 0.0, "ar", "لم يستقبل القطب أي زائر ولم تنشط به أي منظمة."),
    ],
)
def test_who_came(visitors: Any, organisations: Any, language: Language, said: str) -> None:
    assert plain(sentences.users(figure(visitors, "persons"), figure(organisations, "organisations"), language)) == said


def test_a_revision_with_all_its_causes() -> None:
    revision = Revision(OCTOBER.previous(), 97.0, 101.0, date(2026, 10, 5), 5.0, -2.0, 2.0, -1.0)

    assert sentences.revised("Nom", "jobs", revision, "fr") == (
        "Nom, septembre 2026 : 97 publié le 5 octobre 2026, 101 à présent "
        "(+4 : données tardives +5, corrections −2, rapprochement des organisations +2, règles de calcul −1)."
    )


def test_a_revision_of_a_figure_that_had_no_value() -> None:
    revision = Revision(OCTOBER.previous(), None, 3.0, date(2026, 10, 1), 0.0, 3.0, 0.0, 0.0)

    assert (
        plain(sentences.revised("Nom", "jobs", revision, "ar"))
        == "Nom، شتنبر 2026: دون قيمة عند النشر يوم 1 أكتوبر 2026، و3 الآن (+3: تصحيحات +3)."
    )


@pytest.mark.parametrize(
    ("value", "target", "unit", "direction", "is_over", "mark", "word"),
    [
        (10.0, 10.0, "jobs", "up", False, "met", "atteinte"),
        (5.0, 10.0, "jobs", "up", False, "running", "en cours"),
        (5.0, 10.0, "jobs", "up", True, "unmet", "non atteinte"),
        (0.4, 0.5, "share", "up", False, "unmet", "en deçà"),
        (0.4, 0.5, "share", "down", False, "met", "respectée"),
        (0.6, 0.5, "share", "down", False, "unmet", "dépassée"),
        (0.6, 0.5, "share", "none", False, "open", "au-dessus"),
        (5.0, None, "jobs", "up", True, "open", "sans cible"),
        (HIDDEN, 5.0, "jobs", "up", True, "open", "confidentiel"),
        (None, 5.0, "jobs", "up", True, "open", "–"),
    ],
)
def test_the_word_for_how_a_target_stands(
    value: Any, target: float | None, unit: str, direction: str, is_over: bool, mark: str, word: str
) -> None:
    words = Words("N", "N", "N")
    kpi = Kpi("K", words, words, (), 1, "f", unit, direction, "count", "o", "jobs")

    found, said = standing(kpi, figure(value, unit, target=target), is_over)

    assert (found, said.fr) == (mark, word)


def test_classes_hold_about_as_many_provinces_each_and_equal_values_share_one() -> None:
    assert classes([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]) == [(1.0, 2.0), (3.0, 4.0), (5.0, 6.0), (7.0, 8.0)]
    assert classes([5.0, 5.0, 5.0, 5.0]) == [(5.0, 5.0)]
    assert classes([]) == []


def test_each_label_stands_inside_its_province() -> None:
    for rings, (x, y) in outlines().values():
        crossings = sum(
            (y0 <= y) != (y1 <= y) and x < x0 + (y - y0) / (y1 - y0) * (x1 - x0)
            for ring in rings
            for (x0, y0), (x1, y1) in zip(ring, ring[1:] + ring[:1], strict=True)
        )
        assert crossings % 2 == 1  # a ray from within leaves an outline an odd number of times


@pytest.mark.parametrize(
    ("text", "language", "limit", "kept"),
    [
        ("Cuir", "fr", 40, "Cuir"),
        ("日本\u202e\x00", "fr", 40, "????"),
        ("W" * 5000, "fr", 5, "WWWWW…"),
        ("a\n\tb", "fr", 40, "a b"),
        ("Cuir", "ar", 40, "\u2068Cuir\u2069"),
    ],
)
def test_foreign_text_is_cut_and_holds_only_letters_of_the_font(text: str, language: Language, limit: int, kept: str) -> None:
    assert printable(text, language, limit) == kept
