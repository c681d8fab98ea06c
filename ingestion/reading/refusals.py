"""Why a file cannot be read, and what to do, in the partner's language.

Belongs here: the sentences of ``UnreadableFile`` that the readers raise, and the translation of the cell reader's
errors into them.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingestion.drift import masked_path
from ingestion.errors import UnreadableFile
from ingestion.messages import Message

EMPTY = Message(fr="Le fichier est vide.", ar="الملف فارغ.", en="The file is empty.")
SEND_FILLED = Message(fr="Envoyez le fichier rempli.", ar="يرجى إرسال الملف بعد ملئه.", en="Send the file filled in.")

DAMAGED_PACKING = Message(
    fr="Le fichier compressé est abîmé ou incomplet.",
    ar="الملف المضغوط معطوب أو ناقص.",
    en="The packed file is damaged or incomplete.",
)
SEND_AGAIN = Message(
    fr="Envoyez-le de nouveau ; s’il s’ouvre chez vous, compressez-le d’abord une nouvelle fois.",
    ar="يرجى إرساله من جديد، وإن كان يُفتح لديكم فأعيدوا ضغطه أولا.",
    en="Send it again; if it opens on your side, pack it anew first.",
)
DAMAGED_WORKBOOK = Message(
    fr="Le classeur est abîmé ou incomplet.",
    ar="المصنّف معطوب أو ناقص.",
    en="The workbook is damaged or incomplete.",
)
SAVE_ANEW = Message(
    fr="Ouvrez-le dans Excel, enregistrez-le sous un nouveau nom au format .xlsx et envoyez ce nouveau fichier.",
    ar="افتحوه في إكسل واحفظوه باسم جديد بصيغة ‎.xlsx‎ ثم أرسلوا الملف الجديد.",
    en="Open it in Excel, save it under a new name as .xlsx and send the new file.",
)
PROTECTED = Message(
    fr="Le classeur est protégé par un mot de passe.",
    ar="المصنّف محمي بكلمة مرور.",
    en="The workbook is protected by a password.",
)
REMOVE_PASSWORD = Message(
    fr="Enlevez le mot de passe d’ouverture (Fichier, Informations, Protéger le classeur) et renvoyez le fichier.",
    ar="أزيلوا كلمة مرور الفتح (ملف، معلومات، حماية المصنّف) ثم أعيدوا إرسال الملف.",
    en="Remove the password to open (File, Info, Protect Workbook) and send the file again.",
)
TOO_LARGE_UNPACKED = Message(
    fr="Une fois décompressé, le fichier est démesurément grand.",
    ar="حجم الملف بعد فك الضغط مفرط.",
    en="Once unpacked, the file is out of all proportion.",
)
SPLIT = Message(
    fr="Copiez les lignes remplies dans un nouveau fichier, ou répartissez-les sur plusieurs fichiers.",
    ar="انسخوا الأسطر المملوءة إلى ملف جديد، أو وزعوها على عدة ملفات.",
    en="Copy the filled rows into a new file, or divide them over several files.",
)
FAR_CELL = Message(
    fr="La feuille « {sheet} » s’étend jusqu’à la cellule {cell}, bien au-delà d’un tableau.",
    ar="تمتد الورقة «{sheet}» إلى الخلية {cell}، أي أبعد بكثير من أي جدول.",
    en="The sheet “{sheet}” reaches as far as cell {cell}, well beyond any table.",
)
DELETE_BEYOND = Message(
    fr="Supprimez les lignes et colonnes vides au-delà du tableau (Ctrl+Fin montre la dernière cellule), enregistrez et renvoyez.",
    ar="احذفوا الأسطر والأعمدة الفارغة خارج الجدول (Ctrl+End يبيّن آخر خلية)، ثم احفظوا الملف وأعيدوا إرساله.",
    en="Delete the empty rows and columns beyond the table (Ctrl+End shows the last cell), save, and send again.",
)
TOO_MANY_SHEETS = Message(
    fr="Le classeur a plus de feuilles qu’il n’en est lu.",
    ar="عدد أوراق المصنّف يتجاوز ما يُقرأ.",
    en="The workbook has more sheets than are read.",
)
UNKNOWN_FORMAT = Message(
    fr="Le fichier est un {kind}, qui n’est pas lu ici.",
    ar="نوع الملف ({kind}) غير مقروء هنا.",
    en="The file is a {kind}, which is not read here.",
)
NOT_TEXT = Message(
    fr="Le fichier n’est ni un texte ni un tableau d’un format connu.",
    ar="الملف ليس نصا ولا جدولا بصيغة معروفة.",
    en="The file is neither a text nor a table of a known format.",
)
USE_TABLE_FORMAT = Message(
    fr="Envoyez un classeur (.xlsx, .ods), un fichier texte délimité (.csv), JSON ou Parquet.",
    ar="يرجى إرسال مصنّف (‎.xlsx‎ أو ‎.ods‎) أو ملف نصي مفصول بفواصل (‎.csv‎) أو JSON أو Parquet.",
    en="Send a workbook (.xlsx, .ods), a delimited text file (.csv), JSON or Parquet.",
)

NO_FILE = Message(
    fr="Ce n’est pas un fichier ordinaire (dossier, lien brisé ou canal).",
    ar="هذا ليس ملفا عاديا (مجلد أو رابط معطوب أو قناة).",
    en="This is not an ordinary file (a folder, a broken link or a pipe).",
)
SEND_FILE = Message(
    fr="Déposez le fichier lui-même.",
    ar="يرجى إيداع الملف نفسه.",
    en="Drop the file itself.",
)
NESTED_ARCHIVE = Message(
    fr="L’archive contient une autre archive : {member}.",
    ar="الأرشيف يحتوي على أرشيف آخر: {member}.",
    en="The archive holds another archive: {member}.",
)
PACK_ONCE = Message(
    fr="Envoyez le tableau seul, ou compressé une seule fois en .zip ou .gz.",
    ar="يرجى إرسال الجدول وحده أو مضغوطا مرة واحدة بصيغة ‎.zip‎ أو ‎.gz‎.",
    en="Send the table alone, or packed once only as .zip or .gz.",
)
ENCRYPTED_ARCHIVE = Message(
    fr="L’archive est protégée par un mot de passe.",
    ar="الأرشيف محمي بكلمة مرور.",
    en="The archive is protected by a password.",
)
PACK_OPEN = Message(
    fr="Compressez le fichier sans mot de passe, ou envoyez-le tel quel.",
    ar="اضغطوا الملف بدون كلمة مرور أو أرسلوه كما هو.",
    en="Pack the file without a password, or send it as it is.",
)
NO_TABLE_INSIDE = Message(
    fr="L’archive ne contient aucun tableau.",
    ar="لا يحتوي الأرشيف على أي جدول.",
    en="The archive holds no table.",
)
TOO_MANY_MEMBERS = Message(
    fr="L’archive contient {count} fichiers ; {most} au plus sont lus.",
    ar="عدد الملفات في الأرشيف {count}، ولا يُقرأ أكثر من {most}.",
    en="The archive holds {count} files; at most {most} are read.",
)
SEND_FEWER = Message(
    fr="Répartissez-les sur plusieurs envois.",
    ar="وزّعوها على عدة إرساليات.",
    en="Divide them over several deliveries.",
)
IN_MEMBER = Message(
    fr="Dans « {member} » : {reason}",
    ar="في «{member}»: {reason}",
    en="In “{member}”: {reason}",
)
BROKEN_JSON = Message(
    fr="Le fichier JSON est abîmé ou incomplet (ligne {line}, caractère {column}).",
    ar="ملف JSON معطوب أو ناقص (السطر {line}، الحرف {column}).",
    en="The JSON file is damaged or incomplete (line {line}, character {column}).",
)
EXPORT_AGAIN = Message(
    fr="Refaites l’export depuis votre application, sans modifier le fichier à la main, puis renvoyez-le.",
    ar="أعيدوا تصدير الملف من تطبيقكم دون تعديله يدويا، ثم أرسلوه من جديد.",
    en="Export it again from your application, without editing the file by hand, and send it.",
)
DEEP_JSON = Message(
    fr="Le fichier JSON emboîte ses données bien au-delà d’un tableau.",
    ar="بيانات ملف JSON متداخلة بعمق لا يناسب جدولا.",
    en="The JSON file nests its data well beyond any table.",
)
NO_RECORDS = Message(
    fr="Le fichier ne contient aucune liste d’enregistrements.",
    ar="لا يحتوي الملف على أي قائمة تسجيلات.",
    en="The file holds no list of records.",
)
SEND_RECORDS = Message(
    fr="Envoyez une liste d’objets : un objet par ligne du tableau.",
    ar="يرجى إرسال قائمة كائنات: كائن لكل سطر من الجدول.",
    en="Send a list of objects: one object for each row of the table.",
)
LONG_RECORD = Message(
    fr="L’enregistrement ou la ligne {number} est démesurément long.",
    ar="التسجيلة أو السطر {number} طويل بإفراط.",
    en="Record or line {number} is out of all proportion.",
)
CHECK_EXPORT = Message(
    fr="Vérifiez l’export : chaque enregistrement doit tenir sur sa ligne, avec les seules colonnes du tableau.",
    ar="تحققوا من التصدير: يجب أن تكون كل تسجيلة في سطرها وبأعمدة الجدول فقط.",
    en="Check the export: each record needs a line of its own, with the columns of the table only.",
)
TOO_MANY_COLUMNS = Message(
    fr="Le tableau a plus de {most} colonnes.",
    ar="عدد أعمدة الجدول يتجاوز {most}.",
    en="The table has more than {most} columns.",
)
DAMAGED_PARQUET = Message(
    fr="Le fichier Parquet est abîmé ou incomplet.",
    ar="ملف Parquet معطوب أو ناقص.",
    en="The Parquet file is damaged or incomplete.",
)
TOO_LARGE = Message(
    fr="Le fichier est démesurément grand.",
    ar="حجم الملف مفرط.",
    en="The file is out of all proportion.",
)
DIVIDE = Message(
    fr="Répartissez les lignes sur plusieurs fichiers.",
    ar="وزّعوا الأسطر على عدة ملفات.",
    en="Divide the rows over several files.",
)


def in_member(path: Path, member: str, error: UnreadableFile) -> UnreadableFile:
    """The refusal of one member as a refusal of the archive that names it."""
    reason = Message(
        IN_MEMBER.fr.format(member=masked_path(member), reason=error.reason.fr),
        IN_MEMBER.ar.format(member=masked_path(member), reason=error.reason.ar),
        IN_MEMBER.en.format(member=masked_path(member), reason=error.reason.en),
    )
    return UnreadableFile(path, reason, error.advice)


@contextmanager
def of_packing(path: Path, damages: tuple[type[Exception], ...]) -> Iterator[None]:
    """Turns what an unpacker raises on bad bytes into a refusal.

    Raises:
        UnreadableFile: damaged, cut off, or locked by a password.
    """
    try:
        yield
    except damages as error:
        if "password" in str(error):
            raise UnreadableFile(path, ENCRYPTED_ARCHIVE, PACK_OPEN) from error
        raise UnreadableFile(path, DAMAGED_PACKING, SEND_AGAIN) from error
    except OSError as error:
        # A forged offset leads before the beginning of the file, and bz2 tells bad bytes without a number; any other is a fault of
        # the disk, not of the file.
        if error.errno not in (errno.EINVAL, None):
            raise
        raise UnreadableFile(path, DAMAGED_PACKING, SEND_AGAIN) from error


_OF_CELL_READER: dict[str, tuple[Message, Message]] = {
    "protected": (PROTECTED, REMOVE_PASSWORD),
    "damaged": (DAMAGED_WORKBOOK, SAVE_ANEW),
    "sheets": (TOO_MANY_SHEETS, SPLIT),
    "word": (UNKNOWN_FORMAT.with_values(kind="Word"), USE_TABLE_FORMAT),
}


def name_of(reason: Message) -> str:
    """A short name for what refuses a workbook, to hand it from one process to another."""
    return next((name for name, (known, _) in _OF_CELL_READER.items() if known == reason), "damaged")


def by_name(name: str) -> tuple[Message, Message]:
    """Reason and advice of a short name."""
    return _OF_CELL_READER[name]


@contextmanager
def of_workbook(path: Path, source: Path | bytes | None = None) -> Iterator[None]:
    """Turns what the cell reader raises on a bad workbook into a refusal.

    Raises:
        UnreadableFile: password-protected or damaged.
    """
    try:
        yield
    except UnreadableFile:
        raise
    except BaseException as error:
        # A panic of the Rust reader derives from BaseException on purpose; here it means one bad file, not a bad
        # process.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        reason, advice = by_name("protected" if "password" in str(error).lower() else _told(path if source is None else source))
        raise UnreadableFile(path, reason, advice) from error


def _told(source: Path | bytes) -> str:
    """What the directory of an OLE file tells: an encrypted .xlsx has a stream ``EncryptedPackage``, a letter of Word another."""
    if isinstance(source, bytes):
        head = source[: 4 << 20]
    else:
        with source.open("rb") as file:
            head = file.read(4 << 20)
    if "EncryptedPackage".encode("utf-16-le") in head:
        return "protected"
    return "word" if "WordDocument".encode("utf-16-le") in head else "damaged"
