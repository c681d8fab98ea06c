"""Row rules: every check of a contract as one bit of a mask, computed for all rows in one expression.

What goes here: the checks that follow from the columns (required, type, code, range…), in the order of the columns, then the
contract's own rules. What does not: what happens to a row that fails (`split.py`).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from ingestion.contract import Column, Contract, Limits, Severity
from ingestion.drift import EXTRA, MASKED, UNKNOWN_COLUMN_RULE, UNKNOWN_VALUES, VALUE_IN_UNKNOWN_COLUMN
from ingestion.messages import Language, Message
from ingestion.sql import identifier
from ingestion.wording import listed

_BITS_PER_MASK: Final = 60
_UNREAD_WORDS: Final = ("type", "code")
_LANGUAGES: Final[tuple[Language, ...]] = ("fr", "ar", "en")

REQUIRED: Final = Message(
    fr="« {name} » est obligatoire : remplissez cette cellule.",
    ar="«{name}» إلزامي: املؤوا هذه الخانة.",
    en="“{name}” is required: fill in this cell.",
)
NOT_READ: Final = {
    "date": Message(
        fr="Date illisible ou à double sens : écrivez jour/mois/année, par exemple 12/05/2026.",
        ar="تاريخ غير مقروء أو يحتمل معنيين: اكتبوا اليوم/الشهر/السنة، مثلا 12/05/2026.",
        en="Unreadable or ambiguous date: write day/month/year, for example 12/05/2026.",
    ),
    "timestamp": Message(
        fr="Date et heure illisibles : écrivez par exemple 12/05/2026 14:30.",
        ar="التاريخ والساعة غير مقروءين: اكتبوا مثلا 12/05/2026 14:30.",
        en="Unreadable date and time: write for example 12/05/2026 14:30.",
    ),
    "time": Message(
        fr="Heure illisible : écrivez par exemple 08:30.",
        ar="ساعة غير مقروءة: اكتبوا مثلا 08:30.",
        en="Unreadable time: write for example 08:30.",
    ),
    "integer": Message(
        fr="Un nombre entier est attendu, par exemple 12.",
        ar="المطلوب عدد صحيح، مثلا 12.",
        en="A whole number is expected, for example 12.",
    ),
    "number": Message(
        fr="Nombre illisible ou à double sens{unit} : écrivez par exemple 37,5 ou 1 500.",
        ar="عدد غير مقروء أو يحتمل معنيين{unit}: اكتبوا مثلا 37,5 أو 1 500.",
        en="Unreadable or ambiguous number{unit}: write for example 37.5 or 1 500.",
    ),
    "money": Message(
        fr="Montant illisible, à double sens ou dans une autre unité{unit} : écrivez en dirhams, par exemple 12 500,00 DH ou 2,5 MDH.",
        ar="مبلغ غير مقروء أو يحتمل معنيين أو بوحدة أخرى{unit}: اكتبوا بالدرهم، مثلا 12 500,00 درهم.",
        en="Unreadable or ambiguous amount, or one in another unit{unit}: write dirhams, for example 12 500.00 DH or 2.5 MDH.",
    ),
    "share": Message(
        fr="Taux illisible ou à double sens : écrivez par exemple 35 % ou 0,35.",
        ar="نسبة غير مقروءة أو تحتمل معنيين: اكتبوا مثلا 35 % أو 0,35.",
        en="Unreadable or ambiguous rate: write for example 35 % or 0.35.",
    ),
    "boolean": Message(fr="Répondez par oui ou non.", ar="أجيبوا بنعم أو لا.", en="Answer yes or no."),
    "ice": Message(
        fr="L'ICE compte 15 chiffres : recopiez-le en entier, au format texte.",
        ar="التعريف الموحد للمقاولة يتكون من 15 رقما: أعيدوا كتابته كاملا بصيغة نص.",
        en="An ICE has 15 digits: copy it in full, as text.",
    ),
    "iso_days": Message(
        fr="Jours illisibles : écrivez par exemple lundi-samedi ou 1-6.",
        ar="أيام غير مقروءة: اكتبوا مثلا الاثنين-السبت أو 1-6.",
        en="Unreadable days: write for example Monday-Saturday or 1-6.",
    ),
    "province": Message(
        fr="Ce n'est pas une des neuf provinces et préfectures de Fès-Meknès : choisissez dans la liste.",
        ar="ليست من عمالات وأقاليم جهة فاس-مكناس التسعة: اختاروا من اللائحة.",
        en="Not one of the nine provinces and prefectures of Fès-Meknès: choose from the list.",
    ),
    "commune": Message(
        fr="Cette commune n'est pas connue dans la région : vérifiez son nom.",
        ar="هذه الجماعة غير معروفة بالجهة: تحققوا من اسمها.",
        en="This commune is not known in the region: check its name.",
    ),
    "code": Message(
        fr="Cette valeur n'est pas dans la liste. Valeurs admises : {values}.",
        ar="هذه القيمة ليست في اللائحة. القيم المقبولة: {values}.",
        en="This value is not in the list. Accepted values: {values}.",
    ),
}
UNITS: Final = {
    "h": Message(fr="en heures", ar="بالساعات", en="in hours"),
    "heures": Message(fr="en heures", ar="بالساعات", en="in hours"),
    "mois": Message(fr="en mois", ar="بالأشهر", en="in months"),
    "m2": Message(fr="en m²", ar="بالمتر المربع", en="in m²"),
    "MAD/mois": Message(fr="par mois", ar="في الشهر", en="a month"),
    "MAD/h": Message(fr="par heure", ar="للساعة", en="an hour"),
}
SHARE_OUT_OF_RANGE: Final = Message(
    fr="Taux hors limites : attendu de 0 à 100 %, écrit par exemple 45 % ou 0,45.",
    ar="نسبة خارج الحدود: المطلوب من 0 إلى 100 %، تكتب مثلا 45 % أو 0,45.",
    en="Rate out of range: expected from 0 to 100 %, written for example 45 % or 0.45.",
)
MASKED_PERSON: Final = Message(
    fr="Ce signe cache une identité dans la copie que nous avons annotée : reportez vos corrections dans votre propre fichier et envoyez celui-ci.",  # noqa: E501
    ar="هذه العلامة تحجب هوية في النسخة التي شرحناها: أدخلوا التصحيحات في ملفكم الأصلي ثم أرسلوه.",
    en="This sign hides an identity in the copy that we annotated: make your corrections in your own file, and send that one.",
)
OUT_OF_RANGE: Final = Message(
    fr="Valeur hors limites : attendu {limits}.",
    ar="قيمة خارج الحدود: المطلوب {limits}.",
    en="Value out of range: expected {limits}.",
)
NOT_KNOWN: Final = Message(
    fr="Ce code n'est pas connu : vérifiez-le, ou envoyez d'abord la liste qui le contient.",
    ar="هذا الرمز غير معروف: تحققوا منه أو أرسلوا أولا اللائحة التي تتضمنه.",
    en="This code is not known: check it, or send first the list that holds it.",
)
CHECK_DIGITS: Final = Message(
    fr="Les chiffres de contrôle de cet ICE ne correspondent pas : vérifiez-le. La ligne est gardée.",
    ar="رقما المراقبة في هذا التعريف الموحد غير متطابقين: تحققوا منه. السطر مقبول.",
    en="The check digits of this ICE do not match: check it. The row is kept.",
)
REPEATED: Final = Message(
    fr="Cette référence figure déjà plus haut dans le fichier : une seule ligne par référence.",
    ar="هذا المرجع مذكور من قبل في الملف: سطر واحد لكل مرجع.",
    en="This reference already stands further up in the file: one row a reference.",
)
REPEATED_TOGETHER: Final = Message(
    fr="Une ligne plus haut dans le fichier a déjà les mêmes valeurs pour {names} : gardez-en une seule.",
    ar="سطر سابق في الملف له القيم نفسها في {names}: احتفظوا بسطر واحد منهما.",
    en="A row further up in the file already has the same values for {names}: keep only one of them.",
)


@dataclass(frozen=True, slots=True)
class Check:
    """One rule of a row: fails where `fails_when` is true."""

    id: str
    column: str
    severity: Severity
    fails_when: str
    advice: Message
    mask: int = 0
    bit: int = 0


def checks_of(contract: Contract, known: Collection[str]) -> tuple[Check, ...]:
    """All checks of a contract in the order in which a partner should read them.

    Args:
        contract: the contract.
        known: contracts of which rows are known; what refers to any other cannot be judged and is left out.
    """
    checks = [check for column in contract.columns for check in _column_checks(column, known)]
    if contract.schema_contract.data_types == "evolve":
        checks = [replace(check, severity="warning") if _is_unread(check, contract) else check for check in checks]
    if contract.schema_contract.columns == "discard_row":
        checks.append(Check(UNKNOWN_COLUMN_RULE, EXTRA, "error", f"{UNKNOWN_VALUES} is not null", VALUE_IN_UNKNOWN_COLUMN))
    unknown = {reference.contract for reference in contract.references} - set(known)
    checks += [
        Check(rule.id, rule.column, rule.severity, _breaks_sql(contract, rule.predicate), rule.message)
        for rule in contract.rules
        if not any(re.search(rf"\b{name}\b", rule.predicate) for name in unknown)
    ]
    first_key = contract.key[0]
    checks.append(Check(f"{first_key}.unique", first_key, "error", "is_repeated", _repeated(contract)))
    return tuple(
        Check(c.id, c.column, c.severity, c.fails_when, c.advice, index // _BITS_PER_MASK, index % _BITS_PER_MASK)
        for index, c in enumerate(checks)
    )


def mask_count(checks: Collection[Check]) -> int:
    """How many mask columns the checks take."""
    return max((check.mask for check in checks), default=0) + 1


def masks_sql(checks: Collection[Check]) -> list[str]:
    """Select-list items `failed_0`, `failed_1`…: a bit is set for each check that the row fails."""
    return [
        "("
        + " + ".join(f"case when {c.fails_when} then {1 << c.bit} else 0 end" for c in checks if c.mask == mask)
        + f")::bigint as failed_{mask}"
        for mask in range(mask_count(checks))
    ]


def rejected_sql(checks: Collection[Check]) -> str:
    """A condition that holds for rows that fail any check of severity error."""
    conditions = []
    for mask in range(mask_count(checks)):
        bits = sum(1 << c.bit for c in checks if c.mask == mask and c.severity == "error")
        conditions.append(f"failed_{mask} & {bits} <> 0")
    return "(" + " or ".join(conditions) + ")"


def failed_sql(checks: Collection[Check]) -> str:
    """A condition that holds for rows that fail any check."""
    return "(" + " or ".join(f"failed_{mask} <> 0" for mask in range(mask_count(checks))) + ")"


def _column_checks(column: Column, known: Collection[str]) -> list[Check]:
    checks = []
    name, text = identifier(column.name), identifier(f"{column.name}__text")
    if column.required:
        blank = f"{name} is null" if column.kind == "text" else f"{name} is null and {text} is null"
        advice = REQUIRED.with_values(name=column.names.fr)
        advice = Message(advice.fr, REQUIRED.ar.format(name=column.names.ar), REQUIRED.en.format(name=column.names.en))
        checks.append(Check(f"{column.name}.required", column.name, "error", blank, advice))
    if column.kind in NOT_READ:
        word = "code" if column.kind in ("code", "province", "commune") else "type"
        advice = _with_values(column) if column.kind == "code" else _in_unit(column)
        unread = f"{name} is null and {text} is not null"
        checks.append(Check(f"{column.name}.{word}", column.name, "error", unread, advice))
    if column.classification == "person":
        # Hashed as it stands, the mask would make one person of all.
        checks.append(Check(f"{column.name}.masked", column.name, "error", f"contains({text}, '{MASKED}')", MASKED_PERSON))
    if column.limits.is_set:
        is_part = column.kind == "share" and column.limits.bounds == (0, 1, None, None)
        limits = Message(*(OUT_OF_RANGE.text(language).format(limits=limits_text(column.limits, language)) for language in _LANGUAGES))
        advice = SHARE_OUT_OF_RANGE if is_part else limits
        checks.append(Check(f"{column.name}.range", column.name, "error", _outside(name, column.limits), advice))
    if column.reference is not None and column.reference.contract in known:
        target = f"select {identifier(column.reference.column)} from {identifier(column.reference.contract)}"
        checks.append(Check(f"{column.name}.known", column.name, "error", f"{name} not in ({target})", NOT_KNOWN))
    if column.kind == "ice":
        wrong = f"cast({name} as bigint) % 97 <> 0"
        checks.append(Check(f"{column.name}.check_digits", column.name, "warning", wrong, CHECK_DIGITS))
    return checks


def unread_columns(contract: Contract, failures: Collection[str]) -> list[Column]:
    """The columns of which some value could not be read, told by the rules that failed."""
    return [column for column in contract.columns if not {f"{column.name}.{word}" for word in _UNREAD_WORDS}.isdisjoint(failures)]


def _is_unread(check: Check, contract: Contract) -> bool:
    """Whether the check is of an optional column and says that a value cannot be read."""
    column = contract.column(check.column)
    return not column.required and check.id in {f"{column.name}.{word}" for word in _UNREAD_WORDS}


def _breaks_sql(contract: Contract, predicate: str) -> str:
    """Where a rule over several columns is broken: not where a value that it asks for is given but unreadable, or out of its limits.

    That is said already: to call the value missing as well would be wrong, and what passes a total of -1 is no second mistake.
    """
    said = []
    for column in contract.columns:
        name = identifier(column.name)
        if column.kind in NOT_READ and re.search(rf"\b{column.name}\b\"? is (not )?null", predicate, re.IGNORECASE):
            said.append(f'{name} is null and "{column.name}__text" is not null')
        if column.limits.is_set and re.search(rf"\b{column.name}\b", predicate):
            said.append(f"coalesce({_outside(name, column.limits)}, false)")
    return " and ".join([f"not coalesce({predicate}, true)", *(f"not ({each})" for each in said)])


def _repeated(contract: Contract) -> Message:
    if len(contract.key) == 1:
        return REPEATED
    names = [contract.column(name).names for name in contract.key]
    return Message(
        fr=REPEATED_TOGETHER.fr.format(names=", ".join(f"« {each.fr} »" for each in names)),
        ar=REPEATED_TOGETHER.ar.format(names="، ".join(f"«{each.ar}»" for each in names)),
        en=REPEATED_TOGETHER.en.format(names=", ".join(f"“{each.en}”" for each in names)),
    )


def _in_unit(column: Column) -> Message:
    """What to write instead of a value that cannot be read, with the unit where the column has one."""
    units = UNITS.get(column.unit or "")
    said = (f" ({unit})" for unit in (units.fr, units.ar, units.en)) if units else ("", "", "")
    template = NOT_READ[column.kind]
    return Message(*(template.text(language).replace("{unit}", unit) for language, unit in zip(_LANGUAGES, said, strict=True)))


def _with_values(column: Column) -> Message:
    template = NOT_READ["code"]
    return Message(
        *(
            template.text(language).format(values=listed([code.names.in_language(language) for code in column.codes], language))
            for language in _LANGUAGES
        )
    )


def _outside(name: str, limits: Limits) -> str:
    signs = zip(("<", ">", "<=", ">="), limits.bounds, strict=True)
    return "(" + " or ".join(f"{name} {sign} {bound}" for sign, bound in signs if bound is not None) + ")"


def limits_text(limits: Limits, language: str) -> str:
    """Limits in words: `au moins 1 et au plus 12`."""
    words = {
        "fr": ("au moins {}", "au plus {}", "plus de {}", "moins de {}", " et "),
        "ar": ("{} على الأقل", "{} على الأكثر", "أكثر من {}", "أقل من {}", " و"),
        "en": ("at least {}", "at most {}", "more than {}", "less than {}", " and "),
    }[language]
    said = [form.format(f"{bound:g}") for form, bound in zip(words[:4], limits.bounds, strict=True) if bound is not None]
    return words[4].join(said)
