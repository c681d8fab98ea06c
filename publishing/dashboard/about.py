"""How to read the dashboard: what its marks mean, what a release is, under which terms it may be used, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ingestion.messages import Language, Message
from ingestion.wording import closed
from publishing.dashboard.page import Page
from publishing.dashboard.words import WORDS
from publishing.edition import Edition
from publishing.open_data.settings import read_settings

_RELEASE: Final = Message("Qu’est-ce qu’une publication ?", "ما هي النشرة؟", "What is a release?")
_RELEASE_TEXT: Final = Message(
    "Une publication est une photo des données, faite une nuit après les contrôles et qui ne change plus. Son numéro figure au bas de"
    " chaque page : citez-le avec le chiffre. Un chiffre qui change ensuite paraît dans une autre publication, et sa page dit ce qu’il"
    " était d’abord.",
    "النشرة صورة للمعطيات تؤخذ ليلا بعد المراقبة ولا تتغير بعد ذلك. يظهر رقمها في أسفل كل صفحة: اذكروه مع الرقم المستشهد به. وإذا تغير رقم"
    " لاحقا فإنه يظهر في نشرة أخرى، وتذكر صفحته قيمته الأولى.",
    "A release is a picture of the data, taken one night after the checks, that does not change. Its number stands at the foot of each"
    " page: cite it with the figure. A figure that changes later appears in another release, and its page says what it was at first.",
)
_NOTICE: Final = "© OpenStreetMap contributors (ODbL)"
_LICENCE: Final = Message("Licence", "الرخصة", "Licence")
_LICENCE_TEXT: Final = Message(
    "Chiffres : {title}. Citez « {publisher} » et le numéro de la publication. Fond de carte : {notice}.",
    "الأرقام: {title}. اذكروا «{publisher}» ورقم النشرة. الخريطة: {notice}.",
    "Figures: {title}. Cite “{publisher}” and the number of the release. Map: {notice}.",
)
_CONTACT: Final = Message("Contact", "للاتصال", "Contact")
_CONTACT_TEXT: Final = Message(
    "{publisher}. Le responsable de chaque indicateur est nommé sur sa page.",
    "{publisher}. المسؤول عن كل مؤشر مذكور في صفحته.",
    "{publisher}. The owner of each indicator is named on its page.",
)


def pages(edition: Edition, language: Language) -> Iterator[Page]:
    """`about.html`."""
    terms = read_settings()
    publisher = terms.publisher.ar if language == "ar" else terms.publisher.fr
    parts = [(WORDS[name], WORDS[f"{name}_text"].text(language)) for name in ("statuses", "confidentiality", "coverage")]
    parts += [
        (_RELEASE, _RELEASE_TEXT.text(language)),
        (
            _LICENCE,
            _LICENCE_TEXT.text(language).format(
                title=closed(terms.licence_title, language), publisher=publisher, notice=closed(_NOTICE, language)
            ),
        ),
        (_CONTACT, _CONTACT_TEXT.text(language).format(publisher=publisher)),
    ]
    yield Page("about.html", WORDS["about"], "about.html.j2", {"parts": parts})
