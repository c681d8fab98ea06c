"""What a bulletin says in sentences, made from figures, right in French and in Arabic for every value that a figure can have.

What goes here: sentences that hold numbers, and how a period stands in one. What does not: headings and labels (`words.py`), which
sentences a bulletin calls for (the sections). A figure that is kept back or absent is said to be so; none is ever guessed or made 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from ingestion.messages import Language, Message
from ingestion.periods import Period
from ingestion.wording import Noun, counted, day, decimal, listed, number, period_text, share
from publishing.edition import Figure
from publishing.wording import change_text, figure_text

# Arabic nouns in the case that their sentences ask for.
_JOBS: Final = Noun(
    ("emploi durable", "emplois durables"),
    ("منصب شغل دائم واحد", "منصبي شغل دائمين", "مناصب شغل دائمة", "منصب شغل دائما", "منصب شغل دائم"),
    ("lasting job", "lasting jobs"),
)
_POSTS: Final = Noun(("emploi", "emplois"), ("منصب واحد", "منصبين", "مناصب", "منصبا", "منصب"), ("job", "jobs"))
_POSTS_NAMED: Final = Noun(("emploi", "emplois"), ("منصب واحد", "منصبان", "مناصب", "منصبا", "منصب"), ("job", "jobs"))
_VISITORS: Final = Noun(
    ("visiteur", "visiteurs différents"),
    ("زائرا واحدا", "زائرين اثنين", "زوار مختلفين", "زائرا مختلفا", "زائر مختلف"),
    ("visitor", "different visitors"),
)
_ORGANISATIONS: Final = Noun(
    ("organisation", "organisations"), ("منظمة واحدة", "منظمتان", "منظمات", "منظمة", "منظمة"), ("organisation", "organisations")
)
_FLOWS: Final = Message("{period}, {created} et {lost}{net}.", "{period}، {created} {lost}{net}.", "{period}, {created} and {lost}{net}.")
_CREATED: Final = (
    Message("aucun emploi durable n'a été créé", "لم يُحدث أي منصب شغل دائم", "no lasting job was created"),
    Message("{jobs} a été créé", "تم إحداث {jobs}", "{jobs} was created"),
    Message("{jobs} ont été créés", "تم إحداث {jobs}", "{jobs} were created"),
)
_CREATED_HIDDEN: Final = Message(
    "le nombre d'emplois durables créés est confidentiel",
    "عدد مناصب الشغل الدائمة المحدثة سري",
    "the number of lasting jobs created is confidential",
)
_CREATED_UNKNOWN: Final = Message(
    "le nombre d'emplois durables créés n'est pas connu",
    "عدد مناصب الشغل الدائمة المحدثة غير معروف",
    "the number of lasting jobs created is not known",
)
_LOST: Final = (
    Message("aucun n'a été perdu", "ولم يُفقد أي منصب", "none was lost"),
    Message("{number} a été perdu", "وتم فقدان {jobs}", "{number} was lost"),
    Message("{number} ont été perdus", "وتم فقدان {jobs}", "{number} were lost"),
)
_LOST_HIDDEN: Final = Message(
    "le nombre d'emplois perdus est confidentiel", "وعدد المناصب المفقودة سري", "the number of jobs lost is confidential"
)
_LOST_UNKNOWN: Final = Message(
    "le nombre d'emplois perdus n'est pas connu", "وعدد المناصب المفقودة غير معروف", "the number of jobs lost is not known"
)
_NET: Final = Message(" ; le solde est de {net}", "، وبذلك يبلغ الصافي {net}", "; the balance is {net}")
_NET_ZERO: Final = Message(" ; le solde est nul", "، وبذلك يكون الصافي منعدما", "; the balance is nil")
_MORE: Final = Message(
    "C'est {amount} de plus {than} ({previous}).",
    "أي بزيادة {amount} مقارنة مع {than} ({previous}).",
    "That is {amount} more than {than} ({previous}).",
)
_LESS: Final = Message(
    "C'est {amount} de moins {than} ({previous}).",
    "أي بنقصان {amount} مقارنة مع {than} ({previous}).",
    "That is {amount} less than {than} ({previous}).",
)
_SAME: Final = Message("C'est autant {than}.", "وهو المستوى نفسه المسجل في {than}.", "That is as much as {than}.")
_STANDING: Final = Message("{name}, {period} : {said}.", "{name}، {period}: {said}.", "{name}, {period}: {said}.")
_AGAINST: Final = Message(
    "{value} pour une cible de {target}, {outcome}",
    "{value} مقابل هدف {target}، {outcome}",
    "{value} against a target of {target}, {outcome}",
)
_NO_TARGET: Final = Message("{value} ; aucune cible n'est fixée", "{value}؛ لم يُحدد أي هدف", "{value}; no target is set")
_NO_FIGURE: Final = Message("pas de chiffre ; la cible est de {target}", "لا رقم؛ الهدف هو {target}", "no figure; the target is {target}")
_HIDDEN: Final = Message("chiffre confidentiel", "رقم سري", "figure confidential")
_NOTHING: Final = Message("ni chiffre ni cible", "لا رقم ولا هدف", "neither figure nor target")
_EXACTLY: Final = Message("cible atteinte exactement", "وقد بُلغ الهدف بالضبط", "target met exactly")
_PART: Final = Message("soit {part} de la cible", "أي {part} من الهدف", "that is {part} of the target")
_ABOVE: Final = Message("soit {amount} au-dessus", "أي {amount} فوق الهدف", "that is {amount} above it")
_BELOW: Final = Message("soit {amount} au-dessous", "أي {amount} تحت الهدف", "that is {amount} below it")
_SHARE: Final = Message(
    "{name} : {share} ({part} sur {whole} {known}).",
    "{name}: {share} ({part} من أصل {whole}، {known}).",
    "{name}: {share} ({part} of {whole} {known}).",
)
_SHARE_ONLY: Final = Message("{name} : {share}.", "{name}: {share}.", "{name}: {share}.")
_FIRST: Final = Message("{what} : {name} ({jobs}){among}.", "{what}: {name} ({jobs}){among}.", "{what}: {name} ({jobs}){among}.")
_FIRST_EQUAL: Final = Message(
    "{what}, à égalité : {name} ({jobs} chacun){among}.",
    "{what} بالتساوي: {name} ({jobs} لكل منها){among}.",
    "{what}, equal: {name} ({jobs} each){among}.",
)
_AMONG: Final = Message(
    ", parmi les chiffres qui ne sont pas confidentiels", "، من بين الأرقام غير السرية", ", among the figures that are not confidential"
)
_OCCUPIED: Final = Message(
    "{period}, les espaces du pôle ont été occupés {share} du temps d'ouverture : {part} heures réservées sur {whole}.",
    "{period}، بلغ إشغال فضاءات القطب {share} من وقت الافتتاح: الساعات المحجوزة {part} من أصل {whole}.",
    "{period}, the hub's spaces were occupied {share} of their open time: {part} hours booked of {whole}.",
)
_OCCUPATION_UNKNOWN: Final = Message(
    "{period}, l'occupation des espaces n'est pas connue.",
    "{period}، إشغال الفضاءات غير معروف.",
    "{period}, the occupancy of the spaces is not known.",
)
_OCCUPATION_HIDDEN: Final = Message(
    "{period}, l'occupation des espaces est confidentielle.",
    "{period}، إشغال الفضاءات سري.",
    "{period}, the occupancy of the spaces is confidential.",
)
_USERS: Final = Message("{visitors} et {organisations}.", "{visitors} {organisations}.", "{visitors} and {organisations}.")
_CAME: Final = (
    Message("Aucun visiteur n'est venu", "لم يستقبل القطب أي زائر", "No visitor came"),
    Message("{visitors} est venu", "استقبل القطب {visitors}", "{visitors} came"),
    Message("{visitors} sont venus", "استقبل القطب {visitors}", "{visitors} came"),
)
_CAME_HIDDEN: Final = Message("Le nombre de visiteurs est confidentiel", "عدد الزوار سري", "The number of visitors is confidential")
_CAME_UNKNOWN: Final = Message("Le nombre de visiteurs n'est pas connu", "عدد الزوار غير معروف", "The number of visitors is not known")
_ACTIVE: Final = (
    Message("aucune organisation n'a été active", "ولم تنشط به أي منظمة", "no organisation was active"),
    Message("{organisations} a été active", "ونشطت به {organisations}", "{organisations} was active"),
    Message("{organisations} ont été actives", "ونشطت به {organisations}", "{organisations} were active"),
)
_ACTIVE_HIDDEN: Final = Message(
    "le nombre d'organisations actives est confidentiel", "وعدد المنظمات النشيطة سري", "the number of active organisations is confidential"
)
_ACTIVE_UNKNOWN: Final = Message(
    "le nombre d'organisations actives n'est pas connu",
    "وعدد المنظمات النشيطة غير معروف",
    "the number of active organisations is not known",
)
_EXTREMES: Final = Message(
    "Le plus occupé : {most} ({most_share}) ; le moins occupé : {least} ({least_share}).",
    "الأكثر إشغالا: {most} ({most_share})؛ الأقل إشغالا: {least} ({least_share}).",
    "Most occupied: {most} ({most_share}); least occupied: {least} ({least_share}).",
)
_REVISED: Final = Message(
    "{name}, {period} : {first} publié le {day}, {current} à présent ({change} : {causes}).",
    "{name}، {period}: {first} عند النشر يوم {day}، و{current} الآن ({change}: {causes}).",
    "{name}, {period}: {first} published on {day}, {current} now ({change}: {causes}).",
)
_NO_VALUE: Final = Message("sans valeur", "دون قيمة", "no value")
_CAUSES: Final = (
    Message("données tardives {change}", "معطيات متأخرة {change}", "late data {change}"),
    Message("corrections {change}", "تصحيحات {change}", "corrections {change}"),
    Message("rapprochement des organisations {change}", "مطابقة المنظمات {change}", "matching of organisations {change}"),
    Message("règles de calcul {change}", "قواعد الحساب {change}", "rules {change}"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Revision:
    """A figure as it was first published and as it is now; its change is the sum of its four causes."""

    period: Period
    first_value: float | None
    current_value: float | None
    first_published_on: date
    late_data: float
    correction: float
    linkage: float
    rule_change: float

    @property
    def causes(self) -> tuple[float, float, float, float]:
        """What each cause changed: late data, corrections, linkage, rules."""
        return (self.late_data, self.correction, self.linkage, self.rule_change)


def in_period(period: Period, language: Language) -> str:
    """A period where a sentence says when: `en mai 2026`, `au 2e trimestre 2026`, `في سنة 2026`."""
    text = period_text(period, language)
    if language == "fr":
        return f"{'au' if period.type == 'quarter' else 'en'} {text}"
    if language == "ar":
        return f"في سنة {text}" if period.type == "year" else f"في {text}"
    return f"in {text}"


def against(period: Period, language: Language) -> str:
    """A period that another is compared with: `à mai 2026`, `au 2e trimestre 2026`, `سنة 2026`."""
    text = period_text(period, language)
    if language == "fr":
        return f"{'au' if period.type == 'quarter' else 'à'} {text}"
    return f"سنة {text}" if language == "ar" and period.type == "year" else text


def flows(period: Period, created: Figure | None, lost: Figure | None, net: Figure | None, language: Language) -> str:
    """Jobs created, lost and their balance, in one sentence."""
    return _FLOWS.text(language).format(
        period=_opening(in_period(period, language)),
        created=_counting(created, _CREATED, _CREATED_HIDDEN, _CREATED_UNKNOWN, language, jobs=_JOBS),
        lost=_counting(lost, _LOST, _LOST_HIDDEN, _LOST_UNKNOWN, language, jobs=_POSTS),
        net=_balance(net, language),
    )


def movement(figure: Figure | None, language: Language) -> str | None:
    """How a figure changed against the period before; None where that is not known."""
    if figure is None or figure.change is None:
        return None
    amount = change_text(abs(figure.change), figure.unit, language).replace("+", "")
    before = figure.period.previous()
    if figure_text(figure.value, figure.unit, language) == figure_text(figure.previous_value, figure.unit, language):
        return _SAME.text(language).format(than=_than(before, language))
    said = _MORE if figure.change > 0 else _LESS
    previous = figure_text(figure.previous_value, figure.unit, language)
    return said.text(language).format(amount=amount, than=_than(before, language), previous=previous)


def standing(name: str, period: str, figure: Figure | None, target: float | None, language: Language) -> str:
    """A figure against its target: met, exceeded, missed and by how much; or that one of both is missing.

    Args:
        name: the KPI.
        period: when, in words.
        figure: the figure; None where there is none.
        target: the target; None where none is set.
        language: of the sentence.
    """
    return _STANDING.text(language).format(name=name, period=period, said=_standing(figure, target, language))


def outcome(value: float, target: float, unit: str, language: Language) -> str:
    """How a value stands to its target: exactly met, a part of it (counts), or so many points above or below (shares, scores, balances)."""
    if figure_text(value, unit, language) == figure_text(target, unit, language):
        return _EXACTLY.text(language)
    if target > 0 and value >= 0 and unit in ("jobs", "organisations", "persons", "visits", "services", "MAD", "mentions"):
        # What falls short of all is never shown as 100 %, nor what exceeds it.
        part = value / target
        part = min(part, 0.999) if part < 1 else max(part, 1.001)
        return _PART.text(language).format(part=share(part, language))
    amount = change_text(abs(value - target), unit, language).replace("+", "")
    return (_ABOVE if value > target else _BELOW).text(language).format(amount=amount)


def part_of(name: str, figure: Figure | None, known: str, language: Language) -> str | None:
    """A share with what it is made of: `Part des femmes : 43,6 % (44 sur 101 …)`; None where there is no figure at all."""
    if figure is None:
        return None
    text = figure_text(figure.value, figure.unit, language, is_confidential=figure.is_confidential)
    if figure.value is None or figure.numerator is None or figure.denominator is None:
        return _SHARE_ONLY.text(language).format(name=name, share=text)
    part, whole = (number(round(value), language) for value in (figure.numerator, figure.denominator))
    return _SHARE.text(language).format(name=name, share=text, part=part, whole=whole, known=known)


def leading(what: str, figures: Sequence[tuple[str, Figure]], language: Language) -> str | None:
    """Which name has the largest count of jobs, or which have it together (at most three); None where none has any.

    Args:
        what: what the names are: `Premier secteur`.
        figures: (name, figure).
        language: of the sentence.
    """
    free = [(name, figure.value) for name, figure in figures if figure.value]
    if not free:
        return None
    most = max(value for _, value in free)
    first = [name for name, value in free if value == most]
    if most < 0 or len(first) > 3:
        return None
    among = _AMONG.text(language) if any(figure.is_confidential for _, figure in figures) else ""
    said = _FIRST if len(first) == 1 else _FIRST_EQUAL
    return said.text(language).format(
        what=what, name=listed(first, language), jobs=counted(round(most), _POSTS_NAMED, language), among=among
    )


def occupied(period: Period, figure: Figure | None, language: Language) -> str:
    """How much of its open time the hub was booked."""
    when = _opening(in_period(period, language))
    if figure is not None and figure.is_confidential:
        return _OCCUPATION_HIDDEN.text(language).format(period=when)
    if figure is None or figure.value is None or figure.numerator is None or figure.denominator is None:
        return _OCCUPATION_UNKNOWN.text(language).format(period=when)
    return _OCCUPIED.text(language).format(
        period=when,
        share=figure_text(figure.value, figure.unit, language),
        part=decimal(figure.numerator, language),
        whole=decimal(figure.denominator, language),
    )


def users(visitors: Figure | None, organisations: Figure | None, language: Language) -> str:
    """Who came: visitors and active organisations."""
    return _USERS.text(language).format(
        visitors=_counting(visitors, _CAME, _CAME_HIDDEN, _CAME_UNKNOWN, language, visitors=_VISITORS),
        organisations=_counting(organisations, _ACTIVE, _ACTIVE_HIDDEN, _ACTIVE_UNKNOWN, language, organisations=_ORGANISATIONS),
    )


def extremes(figures: Sequence[tuple[str, Figure]], language: Language) -> str | None:
    """The most and the least occupied kind of space; None where fewer than two are known, or all are alike or some are kept back."""
    values = [(figure.value, name) for name, figure in figures if figure.value is not None]
    if len(values) < 2 or any(figure.is_confidential for _, figure in figures):
        return None
    (least, least_name), (most, most_name) = min(values, key=lambda value: value[0]), max(values, key=lambda value: value[0])
    if least == most:
        return None
    shares = {"most_share": figure_text(most, "share", language), "least_share": figure_text(least, "share", language)}
    return _EXTREMES.text(language).format(most=most_name, least=least_name, **shares)


def revised(name: str, unit: str, revision: Revision, language: Language) -> str:
    """What a figure was, what it is, and what each cause changed."""

    def value(of: float | None) -> str:
        return _NO_VALUE.text(language) if of is None else figure_text(of, unit, language)

    causes = [
        cause.text(language).format(change=change_text(change, unit, language))
        for cause, change in zip(_CAUSES, revision.causes, strict=True)
        if change
    ]
    return _REVISED.text(language).format(
        name=name,
        period=period_text(revision.period, language),
        first=value(revision.first_value),
        current=value(revision.current_value),
        day=day(revision.first_published_on, language),
        change=change_text(sum(revision.causes), unit, language),
        causes=listed(causes, language),
    )


def _standing(figure: Figure | None, target: float | None, language: Language) -> str:
    if figure is not None and figure.is_confidential:
        return _HIDDEN.text(language)
    if figure is None or figure.value is None:
        return (
            _NOTHING.text(language) if target is None else _NO_FIGURE.text(language).format(target=_closed_target(target, figure, language))
        )
    value = figure_text(figure.value, figure.unit, language)
    if target is None:
        return _NO_TARGET.text(language).format(value=value)
    return _AGAINST.text(language).format(
        value=value, target=figure_text(target, figure.unit, language), outcome=outcome(figure.value, target, figure.unit, language)
    )


def _closed_target(target: float, figure: Figure | None, language: Language) -> str:
    return decimal(target, language) if figure is None else figure_text(target, figure.unit, language)


def _counting(
    figure: Figure | None, forms: tuple[Message, Message, Message], hidden: Message, unknown: Message, language: Language, **nouns: Noun
) -> str:
    """A clause for none, one or many of something, or for a count that is kept back or not known."""
    if figure is not None and figure.is_confidential:
        return hidden.text(language)
    if figure is None or figure.value is None:
        return unknown.text(language)
    count = round(figure.value)
    words = {name: counted(count, noun, language) for name, noun in nouns.items()}
    return forms[min(count, 2)].text(language).format(number=number(count, language), **words)


def _balance(net: Figure | None, language: Language) -> str:
    if net is None or net.value is None:
        return ""
    return _NET.text(language).format(net=change_text(net.value, net.unit, language)) if net.value else _NET_ZERO.text(language)


def _than(period: Period, language: Language) -> str:
    if language == "ar":
        return against(period, language)
    return f"qu'{in_period(period, language)}" if language == "fr" else in_period(period, language)


def _opening(text: str) -> str:
    return text[0].upper() + text[1:]
