"""Why a file cannot be read, and what to do, in the partner's language.

Belongs here: the sentences of ``UnreadableFile`` that the readers raise, and the translation of the cell reader's
errors into them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
    fr="Une fois décompressé, le classeur est démesurément grand.",
    ar="حجم المصنّف بعد فك الضغط مفرط.",
    en="Once unpacked, the workbook is out of all proportion.",
)
SPLIT = Message(
    fr="Copiez les lignes remplies dans un nouveau classeur, ou répartissez-les sur plusieurs fichiers.",
    ar="انسخوا الأسطر المملوءة إلى مصنّف جديد، أو وزعوها على عدة ملفات.",
    en="Copy the filled rows into a new workbook, or divide them over several files.",
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
UNKNOWN_FORMAT = Message(
    fr="Le fichier est un {kind}, qui n’est pas lu ici.",
    ar="نوع الملف ({kind}) غير مقروء هنا.",
    en="The file is a {kind}, which is not read here.",
)
USE_TABLE_FORMAT = Message(
    fr="Envoyez un classeur (.xlsx, .ods) ou un fichier texte délimité (.csv).",
    ar="يرجى إرسال مصنّف (‎.xlsx‎ أو ‎.ods‎) أو ملف نصي مفصول بفواصل (‎.csv‎).",
    en="Send a workbook (.xlsx, .ods) or a delimited text file (.csv).",
)


@contextmanager
def of_workbook(path: Path) -> Iterator[None]:
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
        if "password" in str(error).lower() or _is_encrypted(path):
            raise UnreadableFile(path, PROTECTED, REMOVE_PASSWORD) from error
        raise UnreadableFile(path, DAMAGED_WORKBOOK, SAVE_ANEW) from error


def _is_encrypted(path: Path) -> bool:
    """Whether an OLE file holds an encrypted .xlsx: its directory names the stream ``EncryptedPackage``."""
    with path.open("rb") as file:
        return "EncryptedPackage".encode("utf-16-le") in file.read(4 << 20)
