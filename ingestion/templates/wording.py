"""What a template says to the person who fills it in.

What goes here: sentences in the three languages. What does not: where they stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ingestion.messages import Message

HINT: Final = Message(
    fr="Une ligne par enregistrement, à partir de la ligne {row}. Les colonnes marquées * sont obligatoires. Voir la feuille « {sheet} ».",
    ar="سطر لكل تسجيل ابتداء من السطر {row}. الأعمدة المشار إليها بالعلامة * إلزامية. انظروا الورقة «{sheet}».",
    en="One row a record, from row {row} on. Columns marked * are required. See the sheet “{sheet}”.",
)
HELP_SHEET: Final = Message(fr="Mode d'emploi", ar="طريقة التعبئة", en="Instructions")
LISTS_SHEET: Final = "Qutb"
OWN_SHEETS: Final = frozenset(
    {LISTS_SHEET, HELP_SHEET.fr, HELP_SHEET.ar, HELP_SHEET.en}
)  # nobody needs to be told that these were not read
REQUIRED: Final = Message(fr="Obligatoire.", ar="إلزامي.", en="Required.")
OPTIONAL: Final = Message(fr="Facultatif.", ar="اختياري.", en="Optional.")
EXAMPLE: Final = Message(fr="Exemple : {example}", ar="مثال: {example}", en="Example: {example}")
LIMITS: Final = Message(fr="Attendu : {limits}.", ar="المطلوب: {limits}.", en="Expected: {limits}.")
UNIT: Final = Message(fr="Unité : {unit}.", ar="الوحدة: {unit}.", en="Unit: {unit}.")
KEY: Final = Message(
    fr="Une même référence ne figure qu'une fois.",
    ar="لا يتكرر المرجع نفسه.",
    en="The same reference stands only once.",
)
WRONG: Final = Message(fr="Valeur à revoir", ar="قيمة تحتاج إلى مراجعة", en="Value to check")

HELP: Final = (
    Message(
        fr="Remplissez la première feuille, une ligne par enregistrement, sans changer ni déplacer les titres.",
        ar="املؤوا الورقة الأولى، سطرا لكل تسجيل، دون تغيير العناوين أو نقلها.",
        en="Fill in the first sheet, one row a record, without changing or moving the headings.",
    ),
    Message(
        fr="Placez le pointeur sur un titre pour lire ce que la colonne attend.",
        ar="ضعوا المؤشر على عنوان لقراءة ما ينتظره العمود.",
        en="Rest the pointer on a heading to read what its column expects.",
    ),
    Message(
        fr="Là où une flèche apparaît, choisissez dans la liste.",
        ar="حيثما يظهر سهم، اختاروا من اللائحة.",
        en="Where an arrow appears, choose from the list.",
    ),
    Message(
        fr="Laissez vide ce que vous ne savez pas, sauf dans les colonnes marquées *.",
        ar="اتركوا ما لا تعرفونه فارغا، إلا في الأعمدة المشار إليها بالعلامة *.",
        en="Leave blank what you do not know, except in the columns marked *.",
    ),
    Message(
        fr="Indiquez la période dans le nom du fichier, par exemple « {name} 2026-05.xlsx » pour mai 2026.",
        ar="اكتبوا الفترة في اسم الملف، مثلا «{name} 2026-05.xlsx» لشهر ماي 2026.",
        en="Tell the period in the file's name, for example “{name} 2026-05.xlsx” for May 2026.",
    ),
    Message(
        fr="Vous recevrez un accusé qui nomme chaque cellule à corriger.",
        ar="ستتوصلون بإشعار يبيّن كل خانة تحتاج إلى تصحيح.",
        en="You will receive a receipt that names each cell to correct.",
    ),
)
COLUMNS: Final = Message(fr="Les colonnes", ar="الأعمدة", en="The columns")

FORMATS: Final[Mapping[str, Message]] = {
    "text": Message(fr="Texte.", ar="نص.", en="Text."),
    "integer": Message(fr="Nombre entier.", ar="عدد صحيح.", en="Whole number."),
    "number": Message(fr="Nombre.", ar="عدد.", en="Number."),
    "money": Message(fr="Montant en dirhams, en chiffres.", ar="مبلغ بالدرهم، بالأرقام.", en="Amount in dirhams, in figures."),
    "share": Message(fr="Part en pourcentage.", ar="نسبة مئوية.", en="Share, as a percentage."),
    "date": Message(fr="Date : jour/mois/année.", ar="تاريخ: اليوم/الشهر/السنة.", en="Date: day/month/year."),
    "timestamp": Message(
        fr="Date et heure : jour/mois/année heure:minutes, heure du Maroc.",
        ar="التاريخ والساعة: اليوم/الشهر/السنة الساعة:الدقائق، بتوقيت المغرب.",
        en="Date and time: day/month/year hour:minutes, Moroccan time.",
    ),
    "time": Message(fr="Heure : heure:minutes.", ar="الساعة: الساعة:الدقائق.", en="Time: hour:minutes."),
    "boolean": Message(fr="Oui ou non.", ar="نعم أو لا.", en="Yes or no."),
    "province": Message(
        fr="Une des neuf provinces et préfectures de la région, à choisir dans la liste.",
        ar="إحدى عمالات وأقاليم الجهة التسعة، تُختار من اللائحة.",
        en="One of the nine provinces and prefectures of the region, chosen from the list.",
    ),
    "commune": Message(
        fr="Une commune de la province, à choisir dans la liste ; remplissez d'abord la province.",
        ar="جماعة تابعة للإقليم، تُختار من اللائحة؛ املؤوا الإقليم أولا.",
        en="A commune of the province, chosen from the list; fill in the province first.",
    ),
    "ice": Message(
        fr="Identifiant commun de l'entreprise : 15 chiffres, zéros de tête compris.",
        ar="التعريف الموحد للمقاولة: 15 رقما مع الأصفار الأولى.",
        en="Common company identifier: 15 digits, leading zeros included.",
    ),
    "code": Message(fr="À choisir dans la liste.", ar="يُختار من اللائحة.", en="Choose from the list."),
    "open_code": Message(
        fr="À choisir dans la liste, ou à écrire si la valeur n'y est pas.",
        ar="يُختار من اللائحة، أو يُكتب إن لم يكن فيها.",
        en="Choose from the list, or write it in if it is not there.",
    ),
    "iso_days": Message(fr="Jours de la semaine.", ar="أيام الأسبوع.", en="Days of the week."),
    "person": Message(
        fr="Identité d'une personne ; elle est remplacée par un pseudonyme dès la lecture du fichier.",
        ar="هوية شخص؛ تُستبدل برمز مستعار فور قراءة الملف.",
        en="A person's identity; it is replaced by a pseudonym as soon as the file is read.",
    ),
    "contact": Message(
        fr="Coordonnée d'une personne ; elle ne figure pas dans l'entrepôt.",
        ar="معلومة للاتصال بشخص؛ لا تُحفظ في المستودع.",
        en="A person's contact detail; it does not enter the warehouse.",
    ),
}
EXAMPLES: Final[Mapping[str, Message]] = {
    "integer": Message(fr="12", ar="12", en="12"),
    "number": Message(fr="37,5", ar="37,5", en="37.5"),
    "money": Message(fr="12500", ar="12500", en="12500"),
    "share": Message(fr="35 %", ar="35 %", en="35%"),
    "date": Message(fr="12/05/2026", ar="12/05/2026", en="12/05/2026"),
    "timestamp": Message(fr="12/05/2026 14:30", ar="12/05/2026 14:30", en="12/05/2026 14:30"),
    "time": Message(fr="08:30", ar="08:30", en="08:30"),
    "ice": Message(fr="001561191000066", ar="001561191000066", en="001561191000066"),
    "iso_days": Message(fr="lundi-samedi", ar="الاثنين-السبت", en="Monday-Saturday"),
}
YES_NO: Final = (Message(fr="Oui", ar="نعم", en="Yes"), Message(fr="Non", ar="لا", en="No"))
