"""The mail that carries a receipt: text and HTML, and the annotated workbook with it.

What goes here: headers and parts. What does not: sending (`sending.py`), the sentences of the receipt (`quality.receipts`).
"""

from __future__ import annotations

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Final

from ingestion.contract import load_contracts
from ingestion.ledger import LoadRecord
from ingestion.messages import Message
from ingestion.partners import Partner
from ingestion.periods import Period
from ingestion.wording import number, period_text

_MOST_ATTACHED: Final = 15 << 20
_LISTED_IN_HTML: Final = 1_000
_SUBJECTS: Final = {
    "accepted": Message("Accepté", "مقبول", "Accepted"),
    "accepted_with_rejections": Message(
        "Lignes à corriger ({rejected})", "أسطر ينبغي تصحيحها ({rejected})", "Rows to correct ({rejected})"
    ),
    "refused": Message("Fichier à renvoyer", "ملف ينبغي إعادة إرساله", "File to send again"),
}
_TYPES: Final = {
    ".xlsx": "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsm": "vnd.ms-excel.sheet.macroEnabled.12",
    ".xltm": "vnd.ms-excel.template.macroEnabled.12",
    ".ods": "vnd.oasis.opendocument.spreadsheet",
    ".json": "json",
}
TOO_LARGE: Final = Message(
    "La copie annotée est trop lourde pour un courriel ; demandez-la-nous en rappelant la référence ci-dessous.",
    "النسخة المشروحة أكبر من أن ترسل بالبريد؛ اطلبوها منا مع ذكر المرجع أسفله.",
    "The annotated copy is too large for a mail; ask us for it, quoting the reference below.",
)


def message_id(record: LoadRecord, sender: str) -> str:
    """The id of a load's mail: the same however often it is made."""
    return f"<{record.load_id}@{sender.rsplit('@', 1)[1]}>"


def message_of(record: LoadRecord, partner: Partner, folder: Path, recipients: tuple[str, ...], sender: str, now: datetime) -> EmailMessage:
    """Makes the mail from a receipt's folder.

    Args:
        record: the load.
        partner: whose language it is in.
        folder: holds the receipt's files.
        recipients: their addresses.
        sender: ours.
        now: when it is sent.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject(record, partner)
    message["From"] = Address("Qutb", addr_spec=sender)
    message["To"] = [Address(addr_spec=recipient) for recipient in recipients]
    message["Date"] = format_datetime(now)
    message["Message-ID"] = message_id(record, sender)
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no answer by a machine
    attached, is_left_out = _attachments(folder)
    text = _only(folder, ".txt").read_text(encoding="utf-8")
    if is_left_out:
        text += f"\n{TOO_LARGE.text(partner.language)}\n{record.load_id}\n"
    message.set_content(text)
    message.add_alternative(_only(folder, ".html").read_text(encoding="utf-8"), subtype="html")
    for path in attached:
        message.add_attachment(path.read_bytes(), maintype="application", subtype=_TYPES[path.suffix], filename=path.name)
    message["Content-Language"] = partner.language  # last: making parts moves headers of this kind into the first of them
    return message


def subject(record: LoadRecord, partner: Partner) -> str:
    """What was sent, for when, and what became of it."""
    language = partner.language
    period = period_text(Period(record.period_start, record.period_type), language)  # type: ignore[arg-type]
    contract = load_contracts()[record.contract].names.in_language(language)
    verdict = _SUBJECTS[record.verdict].text(language).format(rejected=number(record.rows_rejected, language))
    return f"{verdict} – {contract}, {period}" if language != "ar" else f"{verdict} – {contract}، {period}"


def _attachments(folder: Path) -> tuple[list[Path], bool]:
    """The annotated copy, else the JSON where the page could not list every cell; and whether the copy was too large."""
    copies = sorted(path for path in folder.iterdir() if ".annote." in path.name)
    if not copies:
        page = _only(folder, ".json")
        return ([page] if _is_needed(page) else []), False
    fits = [path for path in copies if path.stat().st_size <= _MOST_ATTACHED]
    return fits, not fits


def _is_needed(path: Path) -> bool:
    import json

    return int(json.loads(path.read_text(encoding="utf-8"))["findings_total"]) > _LISTED_IN_HTML


def _only(folder: Path, suffix: str) -> Path:
    return next(path for path in sorted(folder.iterdir()) if path.name.startswith("recu-") and path.suffix == suffix)
