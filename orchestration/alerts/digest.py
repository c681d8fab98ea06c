"""The digest of a night: what needs a person, as text and as a page.

What goes here: sections and their lines, rendered twice from the same. What does not: facts (`facts.py`), sending (`sending.py`). The same
facts give the same letter, to the byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ingestion.messages import Language, Message
from ingestion.wording import closed, counted, day, listed, number, period_text
from orchestration.alerts import sentences as say
from orchestration.alerts.facts import NightFacts, questions_by_owner
from orchestration.mailing.letters import Letter

if TYPE_CHECKING:
    from jinja2 import Template

_MOST_LISTED: Final = 20
_LETTERS: Final = 400
_OPENING: Final = "\u2066\u2067\u2068"
_CLOSING: Final = "\u2069"


@dataclass(frozen=True, slots=True)
class Section:
    """A title, what to do about it, and its lines; `left_out` tells how many were left out."""

    title: str
    advice: str
    lines: tuple[str, ...]
    left_out: str | None
    count: int


def digest_letter(news: NightFacts, recipients: tuple[str, ...], language: Language) -> Letter:
    """The letter about a night, of what has not been told before."""
    title = say.TITLE.text(language).format(day=day(news.on, language))
    sections = list(sections_of(news, language))
    release = release_line(news, language)
    standing = list(standing_lines(news, language))
    closing = say.WHERE.text(language)
    if not sections and not news.pairs_waiting and news.release != "not_released":
        release = f"{release} {say.NOTHING_FOR_YOU.text(language)}"
    page = _template().render(
        language=language,
        direction="rtl" if language == "ar" else "ltr",
        house=say.HOUSE.text(language),
        title=title,
        release=release,
        is_bad=news.release == "not_released",
        sections=sections,
        standing=standing,
        closing=closing,
    )
    text = _text([say.HOUSE.text(language), title, "", release], sections, [*standing, closing])
    name = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Letter(
        id=f"digest-{news.on.isoformat()}-{language}-{name}",
        what=f"the digest ({language})",
        recipients=recipients,
        language=language,
        subject=f"Qutb – {title}{'، ' if language == 'ar' else ', '}{_subject(news, sections, language)}",
        text=text,
        html=page,
    )


def release_line(facts: NightFacts, language: Language) -> str:
    """What became of the release."""
    forms = {"released": say.RELEASED, "nothing_new": say.NOTHING_NEW, "not_released": say.NOT_RELEASED}
    release = closed(facts.release_id, language) if facts.release_id else say.NO_RELEASE.text(language)
    return forms[facts.release].text(language).format(release=release)


def sections_of(news: NightFacts, language: Language) -> Iterator[Section]:
    """What needs a person, most pressing first."""

    def named(*parts: Message) -> str:
        return listed([part.text(language) for part in parts], language)

    def section(title: Message, advice: Message | None, lines: Sequence[str], more: str = "") -> Iterator[Section]:
        if lines:
            left_out = len(lines) - _MOST_LISTED
            yield Section(
                title=title.text(language) + more,
                advice=advice.text(language) if advice else "",
                lines=tuple(lines[:_MOST_LISTED]),
                left_out=say.MORE.text(language).format(count=number(left_out, language)) if left_out > 0 else None,
                count=len(lines),
            )

    stops = f" [{say.STOPS.text(language)}]"
    checks = [
        f"{closed(check.name, language)}{stops if check.stops else ''}{_colon(language)}{_said(check.message, language)}"
        for check in news.checks
    ]
    yield from section(say.CHECKS, say.CHECKS_DO, checks)
    yield from section(
        say.MOVEMENTS,
        say.MOVEMENTS_DO,
        [f"{closed(each.id, language)}{_colon(language)}{_said(each.message, language)}" for each in news.movements],
    )
    refused = [
        f"{named(each.partner, each.contract)}{_comma(language)}{period_text(each.period, language)}{_colon(language)}"
        f"{_said(each.reason, language)}"
        for each in news.refused
    ]
    yield from section(say.REFUSED, say.REFUSED_DO, refused)
    overdue = [
        f"{named(each.partner, each.contract)}{_comma(language)}{period_text(each.period, language)}"
        f" ({say.DUE_ON.text(language).format(day=day(each.due_on, language))})"
        for each in news.overdue
    ]
    yield from section(say.OVERDUE, say.OVERDUE_DO, overdue)
    for owner, questions in questions_by_owner(news).items():
        lines = [
            f"{closed(each.id, language)} – {named(each.partner, each.contract)}{_comma(language)}{period_text(each.period, language)}"
            f"{_colon(language)}{_said(each.message, language)}"
            for each in questions
        ]
        yield from section(say.QUESTIONS, say.QUESTIONS_DO, lines, more=f" – {say.OWNED_BY[owner].text(language)}")
    channels = []
    for channel in news.channels:
        since = f" ({say.SINCE.text(language).format(day=day(channel.since, language))})" if channel.since else ""
        name = closed(f"{channel.feed} [{channel.kind}]", language)
        channels.append(f"{name}{since}{_colon(language)}{_said(channel.message, language)}")
    yield from section(say.CHANNELS, None, channels)


def standing_lines(facts: NightFacts, language: Language) -> Iterator[str]:
    """What waits, whether or not it is new."""
    if facts.pairs_waiting:
        yield say.PAIRS.text(language).format(count=number(facts.pairs_waiting, language))
    if facts.questions_open and facts.oldest_days is not None:
        yield say.STILL_OPEN.text(language).format(
            count=number(facts.questions_open, language), days=counted(facts.oldest_days, say.DAYS, language)
        )


def _subject(news: NightFacts, sections: Sequence[Section], language: Language) -> str:
    things = [f"{section.title} ({number(section.count, language)})" for section in sections]
    if news.release == "not_released":
        things.insert(0, say.SUBJECT_NOT_RELEASED.text(language))
    if not things and not news.pairs_waiting:
        return say.SUBJECT_FINE.text(language)
    if not things:
        things = [say.PAIRS.text(language).format(count=number(news.pairs_waiting, language)).rstrip(".")]
    told = listed(things[:3], language) + (" …" if len(things) > 3 else "")
    return say.SUBJECT_NEEDED.text(language).format(things=told)


def _text(opening: Sequence[str], sections: Sequence[Section], closing: Sequence[str]) -> str:
    lines = [*opening]
    for section in sections:
        lines += ["", section.title, *(f"  – {line}" for line in section.lines)]
        lines += [f"  {said}" for said in (section.left_out, section.advice) if said]
    return "\n".join([*lines, "", *closing]) + "\n"


def _said(message: Message, language: Language) -> str:
    """A sentence of ours on one line; cut where it is long, with what it opened closed again (values in it were made harmless before)."""
    text = " ".join(message.text(language).splitlines())
    if len(text) <= _LETTERS:
        return text
    kept = text[:_LETTERS]
    left_open = sum(kept.count(mark) for mark in _OPENING) - kept.count(_CLOSING)
    return f"{kept}{_CLOSING * left_open}…"


def _colon(language: Language) -> str:
    return "\u00a0: " if language == "fr" else ": "


def _comma(language: Language) -> str:
    return "، " if language == "ar" else ", "


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template("digest.html.j2")
