"""What a receipt says, in French, Arabic and English.

Belongs here: the sentences and short labels of receipts, and which of them a receipt calls for. Does not belong here: the advice
of a rule (it stays with the rule), numbers and dates (`ingestion.wording`), layout.

Words are those of somebody who keeps a list in a spreadsheet: no codes, no names of checks, no computing.
"""

from __future__ import annotations

from typing import Final

from ingestion.messages import Language, Message
from ingestion.periods import Period
from ingestion.wording import CELLS, LANGUAGES, ROWS, closed, counted, in_each_language, listed, number, period_text, shown
from quality.receipts.receipt import Finding, LoadQuestion, Place, Problem, Receipt

HOUSE: Final = Message(
    "Pôle modèle de l'économie sociale et solidaire, Fès-Meknès",
    "القطب النموذجي للاقتصاد الاجتماعي والتضامني، فاس-مكناس",
    "Model hub of the social and solidarity economy, Fès-Meknès",
)
TITLE: Final = Message("Reçu de votre envoi", "وصل استلام ملفكم", "Receipt of your delivery")
ACCEPTED: Final = Message(
    "Votre fichier est accepté en entier : {rows}.", "قُبل ملفكم كاملا: {rows}.", "Your file is accepted in full: {rows}."
)
ACCEPTED_EMPTY: Final = Message(
    "Votre fichier est accepté. Il ne contient aucune ligne : nous notons que rien n'a été déclaré pour la période {period}.",
    "قُبل ملفكم. لا يتضمن أي سطر: سجلنا أنه لم يُصرَّح بأي شيء عن فترة {period}.",
    "Your file is accepted. It holds no row: we note that nothing was declared for the period {period}.",
)
ACCEPTED_PART: Final = Message(
    "Votre fichier est accepté, sauf {rows} à corriger sur {read}.",
    "قُبل ملفكم، وبقيت فيه أسطر ينبغي تصحيحها، عددها {rejected} من أصل {read}.",
    "Your file is accepted, except {rows} to correct out of {read}.",
)
# Arabic has forms of its own for one and for two.
ACCEPTED_PART_FEW: Final = {
    1: "قُبل ملفكم، باستثناء سطر واحد من أصل {read} ينبغي تصحيحه.",
    2: "قُبل ملفكم، باستثناء سطرين من أصل {read} ينبغي تصحيحهما.",
}
REFUSED: Final = Message(
    "Votre fichier n'a pas pu être accepté : aucune de ses lignes n'est prise en compte.",
    "تعذر قبول ملفكم: لم يُحتسب أي سطر منه.",
    "Your file could not be accepted: none of its rows is counted.",
)
SEND_IF_SOME: Final = Message(
    "Si cela est exact, vous n'avez rien à faire. Sinon, envoyez le fichier avec ses lignes.",
    "إن كان هذا صحيحا فليس عليكم القيام بأي شيء. وإلا فأرسلوا الملف بأسطره.",
    "If that is right, there is nothing for you to do. If not, send the file with its rows.",
)
NOTHING_TO_DO: Final = Message(
    "Vous n'avez rien à faire. Merci pour le soin apporté à ce fichier.",
    "ليس عليكم القيام بأي شيء. نشكركم على العناية التي أوليتموها لهذا الملف.",
    "There is nothing for you to do. Thank you for the care you took over this file.",
)
OPEN_COPY: Final = Message(
    "Ouvrez la copie annotée de votre classeur : les cellules à corriger y sont en rouge, avec un conseil sur chacune. Corrigez-les.",
    "افتحوا النسخة المشروحة من مصنفكم: الخانات المطلوب تصحيحها ملونة بالأحمر، ومع كل واحدة منها نصيحة. ثم صححوها.",
    "Open the annotated copy of your workbook: the cells to correct are red in it, each with its advice. Correct them.",
)
OPEN_MASKED_COPY: Final = Message(
    "Ouvrez la copie annotée de votre classeur : les cellules à corriger y sont en rouge, avec un conseil sur chacune. Les identités y sont masquées (•••) : corrigez les mêmes cellules dans votre propre fichier.",  # noqa: E501
    "افتحوا النسخة المشروحة من مصنفكم: الخانات المطلوب تصحيحها ملونة بالأحمر، ومع كل واحدة منها نصيحة. الهويات محجوبة فيها (•••): صححوا الخانات نفسها في ملفكم الأصلي.",  # noqa: E501
    "Open the annotated copy of your workbook: the cells to correct are red in it, each with its advice. Identities are masked in it (•••): correct the same cells in your own file.",  # noqa: E501
)
CORRECT_LISTED: Final = Message(
    "Corrigez les cellules indiquées dans ce reçu.",
    "صححوا الخانات المبينة في هذا الوصل.",
    "Correct the cells named in this receipt.",
)
SEND_WHOLE: Final = Message(
    "Renvoyez ensuite le fichier entier, lignes déjà acceptées comprises : il remplacera celui-ci.",
    "أعيدوا بعد ذلك إرسال الملف كاملا، بما فيه الأسطر المقبولة: سيحل محل هذا الملف.",
    "Then send the whole file again, accepted rows included: it will replace this one.",
)
SEND_ROWS: Final = Message(
    "Renvoyez ensuite le fichier entier, ou les seules lignes corrigées : rien ne sera compté deux fois.",
    "أعيدوا بعد ذلك إرسال الملف كاملا، أو الأسطر المصححة وحدها: لن يُحتسب أي شيء مرتين.",
    "Then send the whole file again, or the corrected rows alone: nothing will be counted twice.",
)
FOLLOW_ADVICE: Final = Message(
    "Suivez ce conseil, puis renvoyez le fichier. En attendant, votre dernier envoi accepté, s'il y en a un, reste en vigueur.",
    "اتبعوا هذه النصيحة ثم أعيدوا إرسال الملف. وفي انتظار ذلك يبقى آخر ملف مقبول منكم، إن وُجد، معمولا به.",
    "Follow this advice, then send the file again. Until then your last accepted delivery, if there is one, stays in force.",
)
PLEASE_ANSWER: Final = Message(
    "Regardez aussi les questions posées plus bas ; les lignes concernées sont gardées.",
    "اطلعوا كذلك على الأسئلة الواردة أسفله؛ الأسطر المعنية محتفظ بها.",
    "Please look at the questions further down too; the rows they concern are kept.",
)
WHY: Final = Message("Pourquoi", "السبب", "Why")
NEXT: Final = Message("Ce qu'il faut faire", "المطلوب منكم", "What to do next")
WHAT_WAS_READ: Final = Message("Ce qui a été lu", "ما تمت قراءته", "What was read")
FILE: Final = Message("Fichier", "الملف", "File")
SENDER: Final = Message("Envoyé par", "الجهة المرسلة", "Sent by")
KIND: Final = Message("Données", "نوع المعطيات", "Data")
PERIOD: Final = Message("Période", "الفترة", "Period")
RECEIVED: Final = Message("Reçu le", "تاريخ الاستلام", "Received on")
SHEETS: Final = Message("Feuilles lues", "الأوراق المقروءة", "Sheets read")
ROWS_READ: Final = Message("Lignes lues", "الأسطر المقروءة", "Rows read")
ROWS_ACCEPTED: Final = Message("Lignes acceptées", "الأسطر المقبولة", "Rows accepted")
ROWS_REJECTED: Final = Message("Lignes à corriger", "الأسطر المطلوب تصحيحها", "Rows to correct")
ROWS_NOT_TAKEN: Final = Message("Lignes non prises en compte", "الأسطر غير المحتسبة", "Rows not counted")
ROWS_SKIPPED: Final = Message("Lignes laissées de côté", "الأسطر المتروكة جانبا", "Lines left aside")
SKIPPED: Final = {
    "total": Message("lignes de total", "أسطر المجموع", "total lines"),
    "blank": Message("lignes vides", "أسطر فارغة", "empty lines"),
    "repeated_header": Message("titres répétés", "عناوين مكررة", "repeated headings"),
    "comment": Message("commentaires", "تعليقات", "comments"),
    "signature": Message("signatures et notes de bas de page", "توقيعات وملاحظات أسفل الجدول", "signatures and footnotes"),
}
ERRORS: Final = Message("À corriger", "المطلوب تصحيحه", "To correct")
QUESTIONS: Final = Message("Questions à vérifier", "أسئلة للتحقق", "Questions to check")
REPAIRS: Final = Message(
    "Valeurs comprises autrement qu'écrites", "قيم فُهمت بغير ما كُتبت", "Values read differently from how they were written"
)
NO_ERRORS: Final = Message("Rien à corriger.", "لا شيء يحتاج إلى تصحيح.", "Nothing to correct.")
NO_QUESTIONS: Final = Message("Aucune question.", "لا توجد أي أسئلة.", "No questions.")
NO_REPAIRS: Final = Message(
    "Toutes les valeurs ont été lues telles quelles.", "قُرئت كل القيم كما هي.", "Every value was read as it stands."
)
KEPT: Final = Message(
    "Les lignes concernées sont gardées. Vérifiez-les et, si besoin, renvoyez un fichier corrigé.",
    "الأسطر المعنية محتفظ بها. تحققوا منها، وأعيدوا إرسال ملف مصحح إن لزم الأمر.",
    "The rows concerned are kept. Check them and, where needed, send a corrected file.",
)
REPAIRS_INTRO: Final = Message(
    "Ce ne sont pas des erreurs : vous n'avez rien à renvoyer. Dites-nous seulement si une valeur a été mal comprise.",
    "هذه ليست أخطاء: ليس عليكم إعادة إرسال أي شيء. أخبرونا فقط إن فُهمت قيمة على غير وجهها.",
    "These are not errors: there is nothing to send again. Only tell us where a value was misread.",
)
FIRST_TEN: Final = Message(
    "Les {shown} problèmes les plus fréquents sur {all} ; les autres figurent dans la liste des cellules.",
    "المشاكل العشر الأكثر تكرارا ({shown} من أصل {all})؛ والباقي في لائحة الخانات.",
    "The {shown} most frequent problems of {all}; the others are in the list of cells.",
)
COLUMN: Final = Message("Colonne", "العمود", "Column")
ADVICE: Final = Message("Conseil", "النصيحة", "Advice")
COUNT: Final = Message("Nombre", "العدد", "Count")
FIRST_CELLS: Final = Message("Premières cellules", "أولى الخانات", "First cells")
SHEET: Final = Message("Feuille", "الورقة", "Sheet")
CELL: Final = Message("Cellule", "الخانة", "Cell")
FOUND: Final = Message("Valeur trouvée", "القيمة الموجودة", "Value found")
READ_AS: Final = Message("comprise comme", "فُهمت على أنها", "read as")
NO_VALUE: Final = Message("(sans valeur)", "(بدون قيمة)", "(no value)")
ROW: Final = Message("ligne {row}", "السطر {row}", "row {row}")
FILLED: Final = Message(
    "{column} : {cells} vides, où « {value} » a été retenu comme convenu.",
    "{column}: خانات فارغة اعتُمدت فيها القيمة المتفق عليها «{value}»، عددها {count}.",
    "{column}: {cells} left empty, taken as “{value}” as agreed.",
)
FILLED_ONE: Final = Message(
    "{column} : une cellule vide, où « {value} » a été retenu comme convenu.",
    "{column}: خانة فارغة واحدة اعتُمدت فيها القيمة المتفق عليها «{value}».",
    "{column}: one cell left empty, taken as “{value}” as agreed.",
)
SAME_BYTES: Final = Message(
    "Ce fichier est exactement celui déjà envoyé pour la période {period}. Vaut-il bien aussi pour la période {this} ?"
    " Sinon, envoyez le bon fichier.",
    "هذا الملف مطابق تماما لملف سبق إرساله عن فترة {period}. هل يتعلق فعلا أيضا بفترة {this}؟ وإلا فأرسلوا الملف الصحيح.",
    "This file is exactly the one already sent for the period {period}. Is it for the period {this} too? If not, send the right file.",
)
ASKED: Final = Message(
    "{message} (question {id})",
    "{message} (السؤال {id})",
    "{message} (question {id})",
)
HOW_TO_ANSWER: Final = Message(
    "Les questions sur le fichier entier ne sont pas des erreurs : les lignes acceptées le restent."
    " Si c'est bien ainsi, écrivez-le-nous en rappelant le numéro de la question (q-…) ; sinon, envoyez un fichier corrigé.",
    "الأسئلة المتعلقة بالملف كله ليست أخطاء: الأسطر المقبولة تبقى مقبولة."
    " إن كان الأمر كذلك فعلا فاكتبوا إلينا مع ذكر رقم السؤال (\u2066q-…\u2069)، وإلا فأرسلوا ملفا مصححا.",
    "Questions about the file as a whole are no errors: accepted rows stay accepted."
    " If it is right as it is, write to us quoting the question's number (q-…); if not, send a corrected file.",
)
EVERY_CELL: Final = Message("Toutes les cellules à corriger", "كل الخانات المطلوب تصحيحها", "Every cell to correct")
NOT_LISTED: Final = Message(
    "Et {count} encore, qui ne tiennent pas ici : {where}.",
    "وتبقى خانات أخرى لم تتسع لها هذه اللائحة، عددها {number}: {where}.",
    "And {count} more, which do not fit here: {where}.",
)
IN_COPY: Final = Message(
    "voyez la copie annotée de votre classeur", "انظروا النسخة المشروحة من مصنفكم", "see the annotated copy of your workbook"
)
IN_JSON: Final = Message(
    "le fichier .json joint à ce reçu les donne",
    "تجدونها في الملف المرفق ‎.json‎",
    "the .json file that comes with this receipt holds them",
)
SAME_ADVICE: Final = Message(
    "les mêmes conseils s'y appliquent",
    "تنطبق عليها النصائح نفسها",
    "the same advice holds for them",
)
COLUMNS: Final = Message("Les colonnes", "الأعمدة", "The columns")
UNKNOWN_COLUMN: Final = Message(
    "« {heading} » n'est pas une colonne attendue : elle n'est pas comptée. S'il s'agit d'une colonne demandée, corrigez son titre.",
    "«{heading}» ليس من الأعمدة المنتظرة: لا يدخل محتواه في أي رقم. إن كان أحد الأعمدة المطلوبة فصححوا عنوانه.",
    "“{heading}” is not an expected column: what it holds enters no figure. If it is one of the columns asked for, correct its heading.",
)
MISSING_OPTIONAL: Final = Message(
    "Colonnes facultatives absentes (ce n'est pas une erreur) : {columns}.",
    "أعمدة اختيارية غائبة (وليس ذلك خطأ): {columns}.",
    "Optional columns that are absent (this is no error): {columns}.",
)
RIGHT: Final = Message("Ce qui est juste", "ما هو صحيح", "What is right")
RIGHT_ROWS: Final = Message("{rows} acceptées telles quelles.", "عدد الأسطر المقبولة كما هي: {accepted}.", "{rows} accepted as they stand.")
RIGHT_ROW: Final = Message("Une ligne acceptée telle quelle.", "قُبل سطر واحد كما هو.", "One row accepted as it stands.")
RIGHT_COLUMNS: Final = Message(
    "Colonnes sans aucune erreur : {columns}.",
    "أعمدة خالية من أي خطأ: {columns}.",
    "Columns without any error: {columns}.",
)
RIGHT_REQUIRED: Final = Message(
    "Toutes les colonnes obligatoires sont présentes et reconnues.",
    "كل الأعمدة الإلزامية موجودة ومتعرف عليها.",
    "All required columns are there and recognised.",
)
RIGHT_SKIPPED: Final = Message(
    "Les totaux, lignes vides, titres répétés et signatures ne gênent pas : ils n'ont pas été comptés comme des données.",
    "المجاميع والأسطر الفارغة والعناوين المكررة والتوقيعات لا تسبب أي مشكل: لم تُحتسب ضمن المعطيات.",
    "Totals, empty lines, repeated headings and signatures do no harm: they were not counted as data.",
)
REFERENCE: Final = Message("Référence à rappeler", "المرجع الواجب ذكره", "Reference to quote")
MASKED_NOTE: Final = Message(
    "Les numéros d'identité et coordonnées sont masqués (•••) dans ce reçu.",
    "أرقام التعريف وبيانات الاتصال محجوبة (•••) في هذا الوصل.",
    "Identity numbers and contact details are masked (•••) in this receipt.",
)


def verdict(receipt: Receipt, language: Language) -> str:
    """The verdict in one sentence."""
    if receipt.verdict == "refused":
        return REFUSED.text(language)
    if receipt.is_empty:
        return ACCEPTED_EMPTY.text(language).format(period=period_text(receipt.period, language))
    if receipt.verdict == "accepted":
        return ACCEPTED.text(language).format(rows=counted(receipt.rows_accepted, ROWS, language))
    form = ACCEPTED_PART_FEW.get(receipt.rows_rejected) if language == "ar" else None
    return (form or ACCEPTED_PART.text(language)).format(
        rows=counted(receipt.rows_rejected, ROWS, language),
        rejected=number(receipt.rows_rejected, language),
        read=number(receipt.rows_read, language),
    )


def next_steps(receipt: Receipt, language: Language, has_copy: bool) -> list[str]:
    """What to do next, step by step."""
    asked = [PLEASE_ANSWER] if receipt.warnings or receipt.same_bytes or receipt.asked else []
    asked += [HOW_TO_ANSWER] if receipt.asked else []
    if receipt.is_empty:
        steps = [SEND_IF_SOME, *asked]
    elif receipt.verdict == "accepted":
        steps = asked or [NOTHING_TO_DO]
    elif not receipt.errors:
        steps = [FOLLOW_ADVICE, *asked]
    else:
        send = SEND_ROWS if receipt.mode == "append" and receipt.verdict != "refused" else SEND_WHOLE
        copy = OPEN_MASKED_COPY if receipt.is_masked else OPEN_COPY
        steps = [copy if has_copy else CORRECT_LISTED, send, *asked]
    return [step.text(language) for step in steps]


def facts(receipt: Receipt, language: Language) -> list[tuple[str, str]]:
    """What was read, as label and value, in exact numbers."""
    rejected = ROWS_NOT_TAKEN if receipt.verdict == "refused" else ROWS_REJECTED
    sheets = [f"{shown(s.name, language, 40)} ({counted(s.rows, ROWS, language)})" for s in receipt.sheets if s.name is not None]
    said = [
        (FILE, shown(receipt.file_name, language, 120)),
        (SENDER, receipt.partner.text(language)),
        (KIND, receipt.contract.text(language)),
        (PERIOD, period_text(receipt.period, language)),
        (SHEETS, listed(sheets, language)),
        (ROWS_READ, number(receipt.rows_read, language)),
        (ROWS_ACCEPTED, number(receipt.rows_accepted, language)),
        (rejected, number(receipt.rows_rejected, language)),
        (ROWS_SKIPPED, _skipped(receipt, language)),
    ]
    return [(label.text(language), value) for label, value in said if value]


def _skipped(receipt: Receipt, language: Language) -> str:
    if not receipt.rows_skipped:
        return number(0, language)
    colon = "\u00a0: " if language == "fr" else ": "
    kinds = [
        f"{SKIPPED[kind].text(language)}{colon}{number(count, language)}" for kind, count in receipt.skipped.items() if kind in SKIPPED
    ]
    return number(receipt.rows_skipped, language) + (f" ({listed(kinds, language)})" if kinds else "")


def questions(receipt: Receipt) -> list[Message]:
    """What is asked about the file as a whole."""
    repeated = [in_each_language(SAME_BYTES, period=_named(same.period), this=_named(receipt.period)) for same in receipt.same_bytes]
    return [*repeated, *(_with_id(each) for each in receipt.asked)]


def _with_id(question: LoadQuestion) -> Message:
    return Message(
        *(ASKED.text(language).format(message=question.message.text(language), id=closed(question.id, language)) for language in LANGUAGES)
    )


def _named(period: Period) -> Message:
    return Message(*(period_text(period, language) for language in LANGUAGES))


def filled(receipt: Receipt, language: Language) -> list[str]:
    """Blank cells for which the agreed value was taken."""
    return [
        (FILLED_ONE if each.count == 1 else FILLED)
        .text(language)
        .format(
            column=each.column.text(language),
            cells=counted(each.count, CELLS, language),
            count=number(each.count, language),
            value=each.value.text(language),
        )
        for each in receipt.filled
    ]


def columns(receipt: Receipt, language: Language) -> list[str]:
    """Unknown headings, then optional columns that are absent."""
    said = []
    for heading in receipt.unknown:
        sentence = UNKNOWN_COLUMN.text(language).format(heading=shown(heading.text, language, 60))
        where = Place(heading.sheet, None, heading.cell)
        said.append(f"{place(where, receipt, language)} – {sentence}" if heading.cell else sentence)
    if receipt.missing:
        names = listed([column.text(language) for column in receipt.missing], language)
        said.append(MISSING_OPTIONAL.text(language).format(columns=names))
    return said


def right(receipt: Receipt, language: Language) -> list[str]:
    """What is right, and what is no error."""
    said = []
    if receipt.rows_accepted:
        rows = counted(receipt.rows_accepted, ROWS, language)
        form = RIGHT_ROW if receipt.rows_accepted == 1 else RIGHT_ROWS
        said.append(form.text(language).format(rows=rows, accepted=number(receipt.rows_accepted, language)))
    if any(sheet.columns for sheet in receipt.sheets):
        said.append(RIGHT_REQUIRED.text(language))
    if receipt.good_columns and not receipt.is_empty:
        names = listed([column.text(language) for column in receipt.good_columns], language)
        said.append(RIGHT_COLUMNS.text(language).format(columns=names))
    if receipt.rows_skipped:
        said.append(RIGHT_SKIPPED.text(language))
    return said


def cell(where: Place, language: Language) -> str:
    """A cell as people say it: `B17`, or `ligne 17` where the file lacks the column."""
    return closed(where.cell, language) if where.cell else ROW.text(language).format(row=number(where.row or 0, language))


def place(where: Place, receipt: Receipt, language: Language) -> str:
    """A place in the file: `Fès, B17`, without the sheet where there is only one."""
    sheet = [shown(where.sheet, language, 40)] if where.sheet and len(receipt.sheets) > 1 else []
    return listed([*sheet, cell(where, language)], language)


def value(found: str | None, language: Language) -> str:
    """A value as the partner wrote it, harmless."""
    return NO_VALUE.text(language) if found is None or not found.strip() else shown(found, language)


def first_cells(problem: Problem, receipt: Receipt, language: Language) -> list[tuple[str, str]]:
    """The first cells of a problem, each with the value found."""
    return [(place(each.place, receipt, language), value(each.found, language)) for each in problem.first]


def not_listed(left_out: int, language: Language, where: Message) -> str:
    """The sentence that says how many cells were left out, and where they are."""
    return NOT_LISTED.text(language).format(
        count=counted(left_out, CELLS, language), number=number(left_out, language), where=where.text(language)
    )


def advice(finding: Finding, receipt: Receipt, language: Language) -> str:
    """The advice for one finding, after the name of its column."""
    problem = receipt.problems[finding.problem]
    return f"{problem.column.text(language)} – {problem.advice.text(language)}"
