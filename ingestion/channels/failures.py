"""What can go wrong with a channel, sorted by whether trying again can help.

What goes here: the two errors of the channels and their sentences for people. What does not: which library error is which (each channel
knows its own).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final, Literal

from ingestion.errors import IngestionError
from ingestion.messages import Message

FailureKind = Literal["permanent", "transient"]
_UNFORESEEN: Final = "unexpected_error"


@dataclass(frozen=True, slots=True)
class FailureMessage(Message):
    """The sentence of a failure, and the name under which it is counted."""

    error: str = _UNFORESEEN

    def with_values(self, **values: object) -> FailureMessage:
        """The sentence with its places filled in, under the same name."""
        filled = Message(self.fr, self.ar, self.en).with_values(**values)
        return FailureMessage(filled.fr, filled.ar, filled.en, self.error)


class ChannelFailure(IngestionError):
    """A channel that could not be read; use one of its two kinds.

    Attributes:
        message: what happened and what to do, for people.
        detail: what the library said, in its own words and whole: secrets are taken out, then it is cut, before it is stored or shown.
    """

    kind: ClassVar[FailureKind]

    def __init__(self, message: Message, detail: object = "") -> None:
        self.message = message
        self.detail = str(detail)
        super().__init__(message.en)

    @property
    def error(self) -> str:
        """The name under which it is counted, such as `unreachable`."""
        return self.message.error if isinstance(self.message, FailureMessage) else _UNFORESEEN


class PermanentFailure(ChannelFailure):
    """Trying again changes nothing until a person has done something: a refused password, a wrong host key, a missing table."""

    kind = "permanent"


class TransientFailure(ChannelFailure):
    """It may work in a moment, or tomorrow: a cut connection, a busy server.

    Attributes:
        retry_after: seconds that the server asked to wait, or None.
    """

    kind = "transient"

    def __init__(self, message: Message, detail: object = "", retry_after: float | None = None) -> None:
        super().__init__(message, detail)
        self.retry_after = retry_after


UNREACHABLE: Final = FailureMessage(
    error="unreachable",
    fr="{address} ne répond pas ou a coupé la connexion ; nouvel essai la nuit prochaine.",
    ar="لا يستجيب {address} أو قطع الاتصال؛ ستعاد المحاولة الليلة القادمة.",
    en="{address} does not answer or cut the connection; it is tried again next night.",
)
BUSY: Final = FailureMessage(
    error="server_error",
    fr="{address} a répondu par l'erreur {status} ; nouvel essai la nuit prochaine.",
    ar="أجاب {address} بالخطأ {status}؛ ستعاد المحاولة الليلة القادمة.",
    en="{address} answered with error {status}; it is tried again next night.",
)
DAMAGED_ANSWER: Final = FailureMessage(
    error="damaged_answer",
    fr="La réponse de {address} est incomplète ou illisible ; nouvel essai la nuit prochaine.",
    ar="جواب {address} ناقص أو غير مقروء؛ ستعاد المحاولة الليلة القادمة.",
    en="The answer of {address} is incomplete or unreadable; it is tried again next night.",
)
OUT_OF_TIME: Final = FailureMessage(
    error="out_of_time",
    fr="{address} est trop lent : le temps prévu est écoulé ; nouvel essai la nuit prochaine.",
    ar="{address} بطيء جدا: انقضى الوقت المخصص؛ ستعاد المحاولة الليلة القادمة.",
    en="{address} is too slow: the time set aside is over; it is tried again next night.",
)
NOT_WRITTEN: Final = FailureMessage(
    error="not_written",
    fr="Le fichier reçu n'a pas pu être enregistré : vérifiez l'espace disque et les droits du dossier inbox.",
    ar="تعذر حفظ الملف المستلم: تحققوا من مساحة القرص وصلاحيات مجلد inbox.",
    en="What came could not be stored: check the disk space and the rights of the inbox folder.",
)
ACCESS_REFUSED: Final = FailureMessage(
    error="auth_failed",
    fr="{address} refuse nos identifiants : demandez-en de nouveaux au partenaire, puis corrigez channels.yaml.",
    ar="يرفض {address} بيانات الدخول: اطلبوا من الشريك بيانات جديدة ثم صححوا channels.yaml.",
    en="{address} refuses our credentials: ask the partner for new ones, then correct channels.yaml.",
)
WRONG_HOST_KEY: Final = FailureMessage(
    error="wrong_host_key",
    fr="{address} ne présente pas la clé attendue ; rien n'a été lu. Faites confirmer la nouvelle clé par le partenaire, par téléphone, "
    "avant de la mettre dans channels.yaml.",
    ar="لا يقدم {address} المفتاح المنتظر؛ لم يُقرأ أي شيء. أكدوا المفتاح الجديد مع الشريك هاتفيا قبل وضعه في channels.yaml.",
    en="{address} does not show the expected key; nothing was read. Have the partner confirm the new key by telephone before you put it "
    "into channels.yaml.",
)
UNTRUSTED_CERTIFICATE: Final = FailureMessage(
    error="untrusted_certificate",
    fr="Le certificat de {address} n'est pas valable ; rien n'a été lu. Signalez-le au partenaire.",
    ar="شهادة {address} غير صالحة؛ لم يُقرأ أي شيء. أبلغوا الشريك بذلك.",
    en="The certificate of {address} is not valid; nothing was read. Tell the partner.",
)
NOT_FOUND: Final = FailureMessage(
    error="not_found",
    fr="{what} n'existe pas chez {address} : vérifiez le chemin ou la table avec le partenaire.",
    ar="لا يوجد {what} لدى {address}: تحققوا من المسار أو الجدول مع الشريك.",
    en="{what} does not exist at {address}: check the path or table with the partner.",
)
REFUSED_REQUEST: Final = FailureMessage(
    error="request_refused",
    fr="{address} refuse la demande (erreur {status}) : vérifiez les réglages de ce flux avec le partenaire.",
    ar="يرفض {address} الطلب (خطأ {status}): تحققوا من إعدادات هذا التدفق مع الشريك.",
    en="{address} refuses the request (error {status}): check the settings of this feed with the partner.",
)
CHANGED_SHAPE: Final = FailureMessage(
    error="changed_shape",
    fr="{what} chez {address} n'a plus la forme convenue : voyez avec le partenaire ce qui a changé.",
    ar="لم يعد {what} لدى {address} على الشكل المتفق عليه: استفسروا الشريك عما تغير.",
    en="{what} at {address} no longer has the agreed shape: ask the partner what has changed.",
)
TOO_LARGE: Final = FailureMessage(
    error="too_large",
    fr="{address} envoie plus que la limite de {limit} Mo ; rien n'a été gardé. Voyez avec le partenaire pourquoi.",
    ar="يرسل {address} أكثر من الحد الأقصى {limit} ميغابايت؛ لم يُحتفظ بأي شيء. استفسروا الشريك عن السبب.",
    en="{address} sends more than the limit of {limit} MB; nothing was kept. Ask the partner why.",
)
BAD_SETTINGS: Final = FailureMessage(
    error="bad_settings",
    fr="channels.yaml ne peut pas être utilisé : {reason}.",
    ar="لا يمكن استعمال channels.yaml: {reason}.",
    en="channels.yaml cannot be used: {reason}.",
)
UNEXPECTED: Final = FailureMessage(
    error="unexpected_error",
    fr="Une erreur imprévue a arrêté la lecture de {address} ; le détail est dans l'état du canal.",
    ar="أوقف خطأ غير متوقع قراءة {address}؛ التفاصيل في حالة القناة.",
    en="An unforeseen error ended the reading of {address}; the detail is in the state of the channel.",
)
FORBIDDEN_NAME: Final = FailureMessage(
    error="forbidden_name",
    fr="« {name} » n'est pas repris : ce nom est trop long ou mène hors du dossier. Demandez au partenaire de renommer le fichier.",
    ar="لم يُؤخذ «{name}»: الاسم طويل جدا أو يؤدي إلى خارج المجلد. اطلبوا من الشريك إعادة تسمية الملف.",
    en="“{name}” is not taken: the name is too long or leads out of the folder. Ask the partner to rename the file.",
)
OVERSIZED: Final = FailureMessage(
    error="too_large",
    fr="« {name} » n'est pas repris : le fichier est plus grand que tout ce qu'une livraison peut contenir. Voyez avec le partenaire.",
    ar="لم يُؤخذ «{name}»: الملف أكبر مما يمكن أن تتضمنه أي إرسالية. استفسروا الشريك.",
    en="“{name}” is not taken: the file is larger than any delivery can be. Ask the partner.",
)
LINK: Final = FailureMessage(
    error="link",
    fr="« {name} » n'est pas repris : c'est un lien. Demandez au partenaire de déposer le fichier lui-même.",
    ar="لم يُؤخذ «{name}»: هو رابط فقط. اطلبوا من الشريك إيداع الملف نفسه.",
    en="“{name}” is not taken: it is a link. Ask the partner to put the file itself there.",
)
