"""What is asked of a partner whose load is odd, in French, Arabic and English: what was found, what was expected, what to do.

What goes here: the sentences, and how figures stand in them. What does not: what is odd (`history.py`). A sentence names columns, figures
and categories of a code list; never a value of a free text or of a column that may tell a person.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ingestion.contract import Contract
from ingestion.messages import Language, Message
from ingestion.wording import LANGUAGES, closed, listed, number, share


@dataclass(frozen=True, slots=True)
class Said:
    """What a sentence is made of.

    Attributes:
        what: which sentence.
        observed: the figure found.
        expected: the figure expected.
        count: rows.
        other: the other column, where two are compared.
        category: the category, as the code list has it; a hash of a word is never told.
        rows: numbers of rows in the file.
    """

    what: str
    observed: float = 0.0
    expected: float = 0.0
    count: int = 0
    other: str | None = None
    category: str | None = None
    rows: tuple[int, ...] = ()


NOT_COMPARED: Final = Message(
    "Ce fichier n'a pas pu être comparé aux précédents. Ce n'est pas de votre fait : l'équipe Qutb regarde pourquoi.",
    "تعذرت مقارنة هذا الملف بالملفات السابقة. ليس ذلك من جهتكم: فريق قطب يبحث عن السبب.",
    "This file could not be compared with the earlier ones. It is not your doing: the Qutb team is looking into it.",
)
MORE: Final = Message(
    "{count} autres écarts avec vos envois précédents ne sont pas détaillés ici. Vérifiez le fichier en entier.",
    "توجد فوارق أخرى مع ملفاتكم السابقة لم تُفصَّل هنا، عددها {count}. تحققوا من الملف بأكمله.",
    "{count} more differences from your earlier deliveries are not detailed here. Please check the whole file.",
)
_SIZE_UP: Final = Message(
    "Vérifiez l'unité de la colonne « {column} » : ses valeurs sont environ {factor} fois celles des envois précédents.",
    "تحققوا من وحدة العمود «{column}»: قيمه تعادل نحو {factor} مرة قيم الملفات السابقة.",
    "Check the unit of the column “{column}”: its values are about {factor} times those of earlier deliveries.",
)
_SIZE_DOWN: Final = Message(
    "Vérifiez l'unité de la colonne « {column} » : ses valeurs sont environ {factor} fois plus petites que celles des envois précédents.",
    "تحققوا من وحدة العمود «{column}»: قيمه أصغر بنحو {factor} مرة من قيم الملفات السابقة.",
    "Check the unit of the column “{column}”: its values are about {factor} times smaller than those of earlier deliveries.",
)
_ITSELF: Final = Message(
    "Pour les mêmes organisations ou références, les valeurs de « {column} » valent en moyenne {factor} fois celles d'avant. Vérifiez-les.",
    "بالنسبة إلى المنظمات أو المراجع نفسها، تعادل قيم «{column}» في المتوسط {factor} مرة القيم السابقة. تحققوا منها.",
    "For the same organisations or references, the values of “{column}” are on average {factor} times the earlier ones. Check them.",
)
_SENTENCES: Final[Mapping[str, Message]] = {
    "volume.less": Message(
        "Ce fichier compte {seen} lignes ; d'après vos envois précédents, {usual} environ étaient attendues. Vérifiez qu'il est complet.",
        "يضم هذا الملف أسطرا عددها {seen}؛ وكان المنتظر نحو {usual} حسب ملفاتكم السابقة. تحققوا من أنه كامل.",
        "This file has {seen} rows; about {usual} were expected from your earlier deliveries. Check that it is complete.",
    ),
    "volume.more": Message(
        "Ce fichier compte {seen} lignes ; d'après vos envois précédents, {usual} environ étaient attendues. Vérifiez qu'aucune ligne n'est répétée ni d'une autre période.",  # noqa: E501
        "يضم هذا الملف أسطرا عددها {seen}؛ وكان المنتظر نحو {usual} حسب ملفاتكم السابقة. تحققوا من عدم وجود أسطر مكررة أو من فترة أخرى.",
        "This file has {seen} rows; about {usual} were expected from your earlier deliveries. Check that no row is repeated or of another period.",  # noqa: E501
    ),
    "sum": Message(
        "Le total de la colonne « {column} » est {seen} ; {usual} environ étaient attendus. Vérifiez les valeurs et leur unité.",
        "مجموع العمود «{column}» هو {seen}؛ وكان المنتظر نحو {usual}. تحققوا من القيم ومن وحدتها.",
        "The column “{column}” sums to {seen}; about {usual} was expected. Check the values and their unit.",
    ),
    "mean": Message(
        "La moyenne de la colonne « {column} » est {seen} ; elle est d'ordinaire de {usual} environ. Vérifiez les valeurs et leur unité.",
        "متوسط العمود «{column}» هو {seen}؛ وهو عادة نحو {usual}. تحققوا من القيم ومن وحدتها.",
        "The mean of the column “{column}” is {seen}; it usually is about {usual}. Check the values and their unit.",
    ),
    "ratio": Message(
        "« {column} » rapporté à « {other} » vaut en moyenne {seen}, d'ordinaire {usual}. Vérifiez que les colonnes ne sont pas échangées.",
        "نسبة «{column}» إلى «{other}» هي في المتوسط {seen}، وهي عادة {usual}. تحققوا من عدم تبديل العمودين.",
        "“{column}” against “{other}” is {seen} on average, usually {usual}. Check that the columns are not swapped.",
    ),
    "duration": Message(
        "Entre « {other} » et « {column} » il s'écoule en moyenne {seen} jours, d'ordinaire {usual}. Vérifiez les deux dates.",
        "المدة بين «{other}» و«{column}» هي في المتوسط {seen} يوما، وهي عادة {usual}. تحققوا من التاريخين.",
        "Between “{other}” and “{column}” there are {seen} days on average, usually {usual}. Check both dates.",
    ),
    "together": Message(
        "« {column} » et « {other} » ne vont pas ensemble comme d'ordinaire. Vérifiez qu'une colonne n'a pas été triée, décalée ou recopiée sans l'autre.",  # noqa: E501
        "لا تتوافق قيم «{column}» و«{other}» كالمعتاد. تحققوا من عدم فرز عمود أو إزاحته أو نسخه دون الآخر.",
        "“{column}” and “{other}” do not go together as they usually do. Check that no column was sorted, shifted or copied without the other.",  # noqa: E501
    ),
    "outlier": Message(
        "La plus grande valeur de « {column} » est {seen} ; jusqu'ici le maximum était {usual}. Vérifiez-la : zéro de trop, autre unité, total ?",  # noqa: E501
        "أكبر قيمة في «{column}» هي {seen}؛ وكان الحد الأقصى إلى الآن {usual}. تحققوا منها: صفر زائد أو وحدة أخرى أو مجموع؟",
        "The largest value of “{column}” is {seen}; until now the most was {usual}. Check it: a nought too many, another unit, a total?",
    ),
    "missing.more": Message(
        "« {column} » est vide dans {part} des lignes, d'ordinaire dans {usual_part}. Remplissez-la si vous avez ces informations.",
        "العمود «{column}» فارغ في {part} من الأسطر، وعادة في {usual_part}. املؤوه إن توفرت لديكم هذه المعلومات.",
        "“{column}” is empty in {part} of the rows, usually in {usual_part}. Fill it in where you have the information.",
    ),
    "missing.less": Message(
        "« {column} » n'est vide que dans {part} des lignes, d'ordinaire dans {usual_part}. Vérifiez que rien n'a été inventé pour remplir les vides.",  # noqa: E501
        "العمود «{column}» فارغ في {part} فقط من الأسطر، وعادة في {usual_part}. تحققوا من عدم ملء الفراغات بقيم غير حقيقية.",
        "“{column}” is empty in only {part} of the rows, usually in {usual_part}. Check that gaps were not filled with made-up values.",
    ),
    "zeros": Message(
        "« {column} » vaut 0 dans {part} des cas, d'ordinaire dans {usual_part}. Écrivez 0 pour zéro, et laissez vide ce qui n'est pas connu.",  # noqa: E501
        "قيمة «{column}» صفر في {part} من الحالات، وعادة في {usual_part}. اكتبوا 0 للصفر، واتركوا ما ليس معروفا فارغا.",
        "“{column}” is 0 in {part} of the cases, usually in {usual_part}. Write 0 for nought, and leave empty what is not known.",
    ),
    "rounding": Message(
        "Les nombres ronds font {part} des valeurs de « {column} », d'ordinaire {usual_part}. Donnez les valeurs exactes, dans l'unité demandée.",  # noqa: E501
        "تمثل الأعداد المدورة {part} من قيم «{column}»، وعادة {usual_part}. اذكروا القيم الدقيقة بالوحدة المطلوبة.",
        "Round numbers make up {part} of the values of “{column}”, usually {usual_part}. Give the exact values, in the unit asked for.",
    ),
    "fractions": Message(
        "{part} des valeurs de « {column} » ont des décimales, d'ordinaire {usual_part}. Vérifiez que la virgule n'a pas été perdue ou déplacée.",  # noqa: E501
        "{part} من قيم «{column}» لها كسور عشرية، وعادة {usual_part}. تحققوا من أن الفاصلة لم تضع أو تنتقل.",
        "{part} of the values of “{column}” have decimals, usually {usual_part}. Check that the decimal comma was not lost or moved.",
    ),
    "order": Message(
        "Les valeurs de « {column} » ne se suivent pas dans l'ordre habituel. Vérifiez que la colonne n'a pas été triée seule ni cumulée.",
        "لا تتوالى قيم «{column}» بالترتيب المعتاد. تحققوا من أن العمود لم يُفرز وحده ولم يُجمع تراكميا.",
        "The values of “{column}” do not follow each other as usual. Check that the column was not sorted alone or summed up.",
    ),
    "counted_up": Message(
        "Les valeurs de « {column} » ne se suivent pas de un en un comme d'ordinaire ({part}, d'ordinaire {usual_part}). Vérifiez qu'elles n'ont pas été recopiées vers le bas, et qu'il ne manque pas de lignes.",  # noqa: E501
        "لا تتوالى قيم «{column}» واحدة بعد أخرى كالمعتاد ({part}، وعادة {usual_part}). تحققوا من أنها لم تُسحب نحو الأسفل ومن عدم نقص الأسطر.",  # noqa: E501
        "The values of “{column}” do not count up by one as usual ({part}, usually {usual_part}). Check that they were not dragged down, and that no rows are missing.",  # noqa: E501
    ),
    "filled_down.less": Message(
        "Dans « {column} », la valeur de la ligne précédente ne revient que dans {part} des lignes, d'ordinaire {usual_part}. Vérifiez que la colonne n'a pas été triée ou décalée seule.",  # noqa: E501
        "في «{column}» لا تعود قيمة السطر السابق إلا في {part} من الأسطر، وعادة {usual_part}. تحققوا من أن العمود لم يُرتب أو يُزَح وحده.",
        "In “{column}” the value of the row before comes again in only {part} of the rows, usually {usual_part}. Check that the column was not sorted or shifted alone.",  # noqa: E501
    ),
    "filled_down": Message(
        "La même valeur de « {column} » se répète dans {part} des lignes, d'ordinaire {usual_part}. Vérifiez qu'elle n'a pas été recopiée vers le bas.",  # noqa: E501
        "تتكرر القيمة نفسها في «{column}» في {part} من الأسطر، وعادة {usual_part}. تحققوا من أنها لم تُنسخ نحو الأسفل.",
        "The same value of “{column}” repeats in {part} of the rows, usually {usual_part}. Check that it was not copied down.",
    ),
    "dates.in_period": Message(
        "{part} des dates de « {column} » sont dans la période de l'envoi, d'ordinaire {usual_part}. Vérifiez jour, mois et année, et que ce fichier est bien celui de cette période.",  # noqa: E501
        "{part} من تواريخ «{column}» تقع في فترة الملف، وعادة {usual_part}. تحققوا من اليوم والشهر والسنة ومن أن الملف يخص هذه الفترة.",
        "{part} of the dates of “{column}” lie in the delivery's period, usually {usual_part}. Check day, month and year, and that this file is the one of this period.",  # noqa: E501
    ),
    "dates.day": Message(
        "Les dates de « {column} » sont décalées d'environ {shift} jours par rapport à d'ordinaire. Vérifiez jour, mois et année.",
        "تواريخ «{column}» منزاحة بنحو {shift} يوما عن المعتاد. تحققوا من اليوم والشهر والسنة.",
        "The dates of “{column}” are about {shift} days away from where they usually are. Check day, month and year.",
    ),
    "hours": Message(
        "Les heures de « {column} » sont en moyenne à {clock}, d'ordinaire à {usual_clock}. Vérifiez l'heure locale et l'après-midi (14:00, non 2:00).",  # noqa: E501
        "متوسط التوقيت في «{column}» هو {clock}، وعادة {usual_clock}. تحققوا من التوقيت المحلي ومن ساعات ما بعد الزوال (14:00 وليس 2:00).",
        "The times of “{column}” are on average at {clock}, usually at {usual_clock}. Check local time and afternoons (14:00, not 2:00).",
    ),
    "length": Message(
        "Les textes de « {column} » ont en moyenne {seen} signes, d'ordinaire {usual}. Vérifiez qu'ils ne sont ni coupés ni d'une autre colonne.",  # noqa: E501
        "متوسط طول النصوص في «{column}» هو {seen} من الحروف، وعادة {usual}. تحققوا من أنها غير مقطوعة وليست من عمود آخر.",
        "The texts of “{column}” have {seen} characters on average, usually {usual}. Check that they are not cut off or of another column.",
    ),
    "jump": Message(
        "Pour les mêmes organisations ou références, « {column} » est au moins dix fois plus grande ou plus petite qu'avant dans {part} des cas, d'ordinaire {usual_part}. Vérifiez l'unité.",  # noqa: E501
        "بالنسبة إلى المنظمات أو المراجع نفسها، صارت «{column}» أكبر أو أصغر بعشر مرات على الأقل في {part} من الحالات، وعادة {usual_part}. تحققوا من الوحدة.",  # noqa: E501
        "For the same organisations or references, “{column}” is at least ten times larger or smaller than before in {part} of the cases, usually {usual_part}. Check the unit.",  # noqa: E501
    ),
    "contradiction": Message(
        "« {column} » concorde avec vos envois précédents pour {part} des mêmes organisations ou références, d'ordinaire pour {usual_part}. Vérifiez que les lignes n'ont pas été décalées ou mélangées.",  # noqa: E501
        "يتوافق «{column}» مع ملفاتكم السابقة في {part} من المنظمات أو المراجع نفسها، وعادة في {usual_part}. تحققوا من عدم إزاحة الأسطر أو خلطها.",  # noqa: E501
        "“{column}” agrees with your earlier deliveries for {part} of the same organisations or references, usually for {usual_part}. Check that rows were not shifted or mixed up.",  # noqa: E501
    ),
    "unknown_references": Message(
        "{part} des valeurs de « {column} » figuraient déjà dans vos envois précédents, d'ordinaire {usual_part}. Vérifiez ces références.",
        "{part} من قيم «{column}» وردت في ملفاتكم السابقة، وعادة {usual_part}. تحققوا من هذه المراجع.",
        "{part} of the values of “{column}” were in your earlier deliveries, usually {usual_part}. Check these references.",
    ),
    "gaps": Message(
        "Vos références se suivent moins que d'ordinaire ({part}, d'ordinaire {usual_part}). Vérifiez qu'il ne manque pas de lignes.",
        "مراجعكم أقل تتابعا من المعتاد ({part}، وعادة {usual_part}). تحققوا من عدم نقص أسطر.",
        "Your references follow each other less than usual ({part}, usually {usual_part}). Check that no rows are missing.",
    ),
    "repeated_rows": Message(
        "{part} des lignes répètent une autre ligne sous une autre référence, d'ordinaire {usual_part}. Retirez celles qui y sont deux fois.",  # noqa: E501
        "{part} من الأسطر تكرر سطرا آخر بمرجع مختلف، وعادة {usual_part}. احذفوا ما ورد مرتين.",
        "{part} of the rows repeat another row under another reference, usually {usual_part}. Remove those that are there twice.",
    ),
    "seen_before": Message(
        "{part} des lignes étaient déjà dans un envoi précédent, d'ordinaire {usual_part}. Vérifiez que ce n'est pas un ancien fichier.",
        "{part} من الأسطر وردت في ملف سابق، وعادة {usual_part}. تحققوا من أنه ليس ملفا قديما.",
        "{part} of the rows were in an earlier delivery already, usually {usual_part}. Check that this is not an old file.",
    ),
    "unchanged": Message(
        "Cette liste est exactement celle de votre envoi précédent, ce qui n'est jamais arrivé. Vérifiez que ce n'est pas l'ancien fichier.",  # noqa: E501
        "هذه اللائحة مطابقة تماما لملفكم السابق، وهو ما لم يحدث من قبل. تحققوا من أنه ليس الملف القديم.",
        "This list is exactly that of your last delivery, which never happened before. Check that it is not the old file.",
    ),
    "of_others": Message(
        "{part} des lignes sont aussi dans un envoi d'un autre partenaire, d'ordinaire {usual_part}. Vérifiez que ce fichier est bien le vôtre.",  # noqa: E501
        "{part} من الأسطر موجودة أيضا في ملف شريك آخر، وعادة {usual_part}. تحققوا من أن هذا الملف ملفكم.",
        "{part} of the rows are in another partner's delivery too, usually {usual_part}. Check that this file is yours.",
    ),
    "known_references": Message(
        "{part} des références de ce fichier étaient déjà dans vos envois précédents, d'ordinaire {usual_part}. Vérifiez la période et les références.",  # noqa: E501
        "{part} من مراجع هذا الملف وردت في ملفاتكم السابقة، وعادة {usual_part}. تحققوا من الفترة ومن المراجع.",
        "{part} of this file's references were in your earlier deliveries, usually {usual_part}. Check the period and the references.",
    ),
    "rows_gone": Message(
        "{part} seulement des lignes de votre liste précédente sont encore là, d'ordinaire {usual_part}. Envoyez la liste entière.",
        "لم يبق سوى {part} من أسطر لائحتكم السابقة، وعادة {usual_part}. أرسلوا اللائحة كاملة.",
        "Only {part} of the rows of your last list are still there, usually {usual_part}. Send the whole list.",
    ),
    "new_category": Message(
        "{part} des valeurs de « {column} » sont nouvelles : aucun de vos envois ne les contenait. Vérifiez-les, ou confirmez-les.",
        "{part} من قيم «{column}» جديدة: لم ترد في أي من ملفاتكم. تحققوا منها أو أكدوها.",
        "{part} of the values of “{column}” are new: none of your deliveries had them. Check them, or confirm them.",
    ),
    "new_values": Message(
        "{part} des valeurs de « {column} » n'ont jamais figuré dans vos envois, qui n'en comptaient que quelques-unes. Vérifiez l'unité et la virgule.",  # noqa: E501
        "{part} من قيم «{column}» لم ترد قط في ملفاتكم، التي لم تضم سوى بضع قيم. تحققوا من الوحدة ومن الفاصلة.",
        "{part} of the values of “{column}” never were in your deliveries, which had only a few. Check the unit and the decimal comma.",
    ),
    "given": Message(
        "Dans « {column} », les vides, les zéros et les valeurs se répartissent autrement que d'ordinaire. Écrivez 0 pour zéro, et laissez vide ce qui n'est pas connu.",  # noqa: E501
        "تتوزع الخانات الفارغة والأصفار والقيم في «{column}» على غير المعتاد. اكتبوا 0 للصفر، واتركوا ما ليس معروفا فارغا.",
        "In “{column}”, gaps, noughts and values are distributed otherwise than usual. Write 0 for nought, and leave empty what is not known.",  # noqa: E501
    ),
    "mix": Message(
        "Les lignes se répartissent autrement que d'ordinaire selon « {column} ». Vérifiez cette colonne.",
        "تتوزع الأسطر حسب «{column}» على غير المعتاد. تحققوا من هذا العمود.",
        "Rows spread over “{column}” otherwise than usual. Check this column.",
    ),
    "mix.category": Message(
        "Dans « {column} », la part de « {category} » est de {part}, d'ordinaire de {usual_part}. Vérifiez que les lignes sont toutes là et bien classées.",  # noqa: E501
        "في العمود «{column}» حصة «{category}» هي {part}، وعادة {usual_part}. تحققوا من وجود كل الأسطر ومن تصنيفها.",
        "In “{column}”, the share of “{category}” is {part}, usually {usual_part}. Check that all rows are there and rightly sorted.",
    ),
    "shape": Message(
        "{part} des valeurs de « {column} » sont écrites comme jamais auparavant. Écrivez ces références comme dans vos envois précédents.",
        "{part} من قيم «{column}» مكتوبة بشكل لم يرد من قبل. اكتبوا هذه المراجع كما في ملفاتكم السابقة.",
        "{part} of the values of “{column}” are written as never before. Write these references as in your earlier deliveries.",
    ),
    "total_rows": Message(
        "Des lignes semblent être des totaux de « {column} » (lignes {rows}). Retirez les totaux : ils seraient comptés deux fois.",
        "يبدو أن بعض الأسطر مجاميع للعمود «{column}» (الأسطر {rows}). احذفوا المجاميع: وإلا احتُسبت مرتين.",
        "Some rows seem to be totals of “{column}” (rows {rows}). Remove totals: they would be counted twice.",
    ),
    "letters": Message(
        "Dans « {column} », des lettres accentuées ou arabes sont abîmées dans {part} des cas. Enregistrez le fichier en UTF-8, ou envoyez un classeur.",  # noqa: E501
        "في العمود «{column}» حروف مشوهة في {part} من الحالات. احفظوا الملف بترميز UTF-8 أو أرسلوا مصنفا.",
        "In “{column}”, accented or Arabic letters are garbled in {part} of the cases. Save the file as UTF-8, or send a workbook.",
    ),
    "stops_early": Message(
        "Les dates de « {other} » s'arrêtent plus tôt dans la période que dans vos envois précédents. Vérifiez que la fin du fichier n'est pas coupée.",  # noqa: E501
        "تتوقف تواريخ «{other}» في الفترة قبل ما كانت عليه في ملفاتكم السابقة. تحققوا من أن آخر الملف غير مقطوع.",
        "The dates of “{other}” stop earlier in the period than in your earlier deliveries. Check that the end of the file is not cut off.",
    ),
    "period.long_ago": Message(
        "Ce fichier remplacerait celui d'une période ancienne. Vérifiez la période, et surtout l'année, écrites dans son nom.",
        "سيحل هذا الملف محل ملف فترة قديمة. تحققوا من الفترة، ولا سيما السنة، المكتوبة في اسمه.",
        "This file would replace that of a period long ago. Check the period, above all the year, in its name.",
    ),
    "against_itself.far": Message(
        "Pour {part} des mêmes organisations ou références, « {column} » n'est plus du même ordre qu'avant, d'ordinaire pour {usual_part}. Vérifiez que les lignes n'ont pas été décalées et que la colonne est la bonne.",  # noqa: E501
        "بالنسبة إلى {part} من المنظمات أو المراجع نفسها، لم يعد «{column}» من الحجم السابق نفسه، وعادة بالنسبة إلى {usual_part}. تحققوا من عدم إزاحة الأسطر ومن صحة العمود.",  # noqa: E501
        "For {part} of the same organisations or references, “{column}” is no longer about what it was, usually for {usual_part}. Check that rows were not shifted and that the column is the right one.",  # noqa: E501
    ),
    "period": Message(
        "Ce fichier se dit d'une période pour laquelle un envoi existe déjà, alors que celui de la période suivante manque. Vérifiez la période écrite dans son nom.",  # noqa: E501
        "يذكر هذا الملف فترة سبق أن أُرسل ملفها، بينما ينقص ملف الفترة التالية. تحققوا من الفترة المكتوبة في اسمه.",
        "This file says it is for a period that has a delivery already, while that of the next period is missing. Check the period in its name.",  # noqa: E501
    ),
}


def message_of(said: Said, column: str | None, contract: Contract) -> Message:
    """The sentence in each language."""
    template = _template(said, contract, column)
    return Message(*(template.text(language).format(**_values(said, column, contract, language)) for language in LANGUAGES))


def _template(said: Said, contract: Contract, column: str | None) -> Message:
    if said.what == "size.log":
        return _SIZE_UP if said.observed > said.expected else _SIZE_DOWN
    if said.what == "against_itself.move":
        return _ITSELF
    if said.what in ("volume", "missing.missing"):
        return _SENTENCES[f"{said.what.partition('.')[0]}.{'more' if said.observed > said.expected else 'less'}"]
    if said.what == "filled_down.same_as_above" and said.observed < said.expected:
        return _SENTENCES["filled_down.less"]
    if said.what == "mix" and _label(said, contract, column, "fr"):
        return _SENTENCES["mix.category"]
    return _SENTENCES.get(said.what) or _SENTENCES[said.what.partition(".")[0]]


def _values(said: Said, column: str | None, contract: Contract, language: Language) -> dict[str, str]:
    names = {each.name: each.names.in_language(language) for each in contract.columns}
    power = abs(said.observed - said.expected) if said.what == "size.log" else said.observed - said.expected
    return {
        "column": names.get(column or "", column or ""),
        "other": names.get(said.other or "", said.other or ""),
        "category": _label(said, contract, column, language) or "",
        "seen": figure(said.observed, language),
        "usual": figure(said.expected, language),
        "part": share(said.observed, language) if 0 <= said.observed <= 1 else figure(said.observed, language),
        "usual_part": share(said.expected, language) if 0 <= said.expected <= 1 else figure(said.expected, language),
        "factor": figure(10 ** max(-9.0, min(9.0, power)), language),
        "shift": figure(abs(said.observed - said.expected), language),
        "clock": _clock(said.observed, language),
        "usual_clock": _clock(said.expected, language),
        "rows": listed([number(row, language) for row in said.rows], language),
    }


def figure(value: float, language: Language) -> str:
    """A figure as people write it: whole from a hundred on, else with three digits that mean something."""
    if abs(value) >= 100 or value == int(value):
        return number(round(value), language)
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    return closed(text if language == "en" else text.replace(".", ","), language)


def _clock(hours: float, language: Language) -> str:
    minutes = max(0, round(hours * 60))
    return closed(f"{minutes // 60}:{minutes % 60:02d}", language)


def _label(said: Said, contract: Contract, column: str | None, language: Language) -> str | None:
    """The category in people's words; None where it is a word that is not on a code list."""
    codes = next((each.codes for each in contract.columns if each.name == column), ())
    return next((code.names.in_language(language) for code in codes if code.value == said.category), None)
