"""Names of organisations in French and Arabic, crafts of each sector, occupations, programmes. No person is named."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from demo.folding import fold

FORM_WORDS: Final = {
    "cooperative": ("Coopérative", "تعاونية"),
    "union": ("Union des coopératives", "اتحاد تعاونيات"),
    "association": ("Association", "جمعية"),
    "artisan": ("Atelier", "ورشة"),
    "company": ("Société", "شركة"),
    "gie": ("GIE", "مجموعة"),
}

_PROPER_NAMES: Final = (
    ("Al Amal", "الأمل"), ("An Nour", "النور"), ("Al Baraka", "البركة"), ("Al Wifaq", "الوفاق"), ("Al Wahda", "الوحدة"),
    ("An Najah", "النجاح"), ("Al Fath", "الفتح"), ("As Salam", "السلام"), ("At Taawoun", "التعاون"),
    ("Al Khair", "الخير"),
    ("Al Moustakbal", "المستقبل"), ("An Nahda", "النهضة"), ("Al Ikhlas", "الإخلاص"), ("Al Fajr", "الفجر"),
    ("Al Wafae", "الوفاء"), ("Ar Rahma", "الرحمة"), ("Al Yasmine", "الياسمين"), ("Ar Rayhane", "الريحان"),
    ("Al Atlas", "الأطلس"), ("Al Massira", "المسيرة"), ("Al Qods", "القدس"), ("Al Hidaya", "الهداية"),
    ("Al Izdihar", "الازدهار"), ("At Tadamoun", "التضامن"), ("Al Ofoq", "الأفق"), ("Al Manar", "المنار"),
    ("Al Irada", "الإرادة"), ("At Tahadi", "التحدي"), ("Al Ibdae", "الإبداع"), ("Al Itqane", "الإتقان"),
    ("Al Asala", "الأصالة"), ("At Tourat", "التراث"), ("Al Jawda", "الجودة"), ("Al Maarifa", "المعرفة"),
    ("Ar Ribh", "الربح"), ("Al Ghad", "الغد"), ("Ach Chourouq", "الشروق"), ("Al Boustane", "البستان"),
    ("Al Wouroud", "الورود"), ("Az Zaytouna", "الزيتونة"), ("As Sanabil", "السنابل"), ("Al Yanboue", "الينبوع"),
    ("Ain Al Hayat", "عين الحياة"), ("Nissae Al Jabal", "نساء الجبل"), ("Fatayat Al Atlas", "فتيات الأطلس"),
    ("Tamaynout", "تماينوت"), ("Tifawine", "تيفاوين"), ("Tudert", "تودرت"), ("Tafoukt", "تافوكت"), ("Anaruz", "أناروز"),
    ("Al Anamil", "الأنامل"), ("Al Anamil Ad Dahabiya", "الأنامل الذهبية"), ("Al Hirfa", "الحرفة"),
    ("Ahl Al Hirfa", "أهل الحرفة"), ("Dar As Sanaa", "دار الصنعة"), ("Bab Al Khair", "باب الخير"),
    ("Al Karama", "الكرامة"), ("Al Houda", "الهدى"), ("Al Mahabba", "المحبة"), ("Al Inbiaat", "الانبعاث"),
    ("Al Mouwatana", "المواطنة"), ("Ichraq", "إشراق"), ("Iqlae", "إقلاع"), ("Al Moubadara", "المبادرة"),
    ("Al Wadi Al Akhdar", "الوادي الأخضر"), ("Sahl Sais", "سهل سايس"), ("Jbal Zerhoun", "جبل زرهون"),
    ("Oued Inaouen", "واد إيناون"), ("Al Arz", "الأرز"), ("Al Qandil", "القنديل"),
)  # fmt: skip

_CRAFTS: Final = {
    "agriculture": (
        ("d'olives", "للزيتون"), ("de figues", "للتين"), ("de plantes aromatiques", "للنباتات العطرية"),
        ("de cerises", "لحب الملوك"), ("de câpres", "للكبار"), ("maraîchère", "للخضروات"),
    ),
    "livestock": (
        ("d'apiculture", "لتربية النحل"), ("laitière", "للحليب"), ("caprine", "لتربية الماعز"), ("avicole", "للدواجن"),
    ),
    "food_processing": (
        ("de couscous", "للكسكس"), ("d'huile d'olive", "لزيت الزيتون"), ("de pâtisserie", "للحلويات"),
        ("de produits du terroir", "للمنتوجات المجالية"),
    ),
    "textile": (
        ("de tissage", "للنسيج"), ("de broderie", "للطرز"), ("de tapis", "للزرابي"), ("de couture", "للخياطة"),
        ("de boutons traditionnels", "للعقاد"),
    ),
    "leather": (("du cuir", "للجلد"), ("de maroquinerie", "للمصنوعات الجلدية"), ("de babouches", "للبلغة")),
    "pottery": (("de poterie", "للفخار"), ("de zellige", "للزليج"), ("de céramique", "للخزف")),
    "wood_metal": (
        ("de dinanderie", "للنحاسيات"), ("de bois sculpté", "للخشب المنقوش"), ("de ferronnerie", "للحدادة الفنية"),
    ),
    "other_crafts": (("de vannerie", "للدوم"), ("de savon naturel", "للصابون الطبيعي")),
    "tourism": (("de tourisme rural", "للسياحة القروية"), ("d'accueil", "للضيافة")),
    "services": (("de services", "للخدمات"), ("de formation", "للتكوين"), ("de transport", "للنقل")),
    "commerce": (("de commercialisation", "للتسويق"), ("de distribution", "للتوزيع")),
    "construction": (("de bâtiment", "للبناء"), ("de plâtre", "للجبس")),
    "environment": (("de recyclage", "لإعادة التدوير"), ("de reboisement", "للتشجير")),
}  # fmt: skip

OCCUPATIONS: Final = {
    "agriculture": ("ouvrier agricole", "conducteur de tracteur", "technicienne agricole", "عاملة فلاحية"),
    "livestock": ("apiculteur", "éleveuse", "collecteur de lait", "نحال"),
    "food_processing": ("opératrice de conditionnement", "rouleuse de couscous", "responsable qualité", "عاملة تعبئة"),
    "textile": ("tisseuse", "brodeuse", "couturière", "نساجة", "خياطة"),
    "leather": ("tanneur", "maroquinier", "piqueuse", "دباغ"),
    "pottery": ("potier", "décoratrice sur céramique", "zelligeur", "خزفي"),
    "wood_metal": ("menuisier", "dinandier", "ferronnier", "نحاس"),
    "other_crafts": ("vannière", "savonnière", "صانعة سلال"),
    "tourism": ("guide", "cuisinière", "réceptionniste", "مرشد سياحي"),
    "services": ("formatrice", "comptable", "chauffeur", "مكونة"),
    "commerce": ("vendeuse", "magasinier", "commercial", "بائعة"),
    "construction": ("maçon", "plâtrier", "جباص"),
    "environment": ("agent de tri", "jardinier", "عامل فرز"),
}
PROGRAMMES: Final = ("INDH", "Forsa", "Intelaka", "Maroc Vert", "Mourafaka", "Moazara")
TEMPORARY_PROGRAMME: Final = "Awrach"
SECTORS: Final = tuple(_CRAFTS)


@dataclass(frozen=True, slots=True)
class Name:
    """One name in both languages."""

    fr: str
    ar: str


class NameGiver:
    """Gives names so that no two organisations of one province share a folded name in either language."""

    def __init__(self, rng: Random) -> None:
        """Starts with no name given."""
        self._rng = rng
        self._taken: set[tuple[str, str]] = set()

    def name(self, province: str, legal_form: str, sector: str, founded_year: int) -> Name:
        """A new name; when the usual ones are used up in the province, the year of foundation is added."""
        for attempt in range(1_000):
            candidate = self._candidate(legal_form, sector)
            if attempt >= 12:
                suffix = f" {founded_year}" if attempt < 40 else f" {founded_year} {attempt}"
                candidate = Name(candidate.fr + suffix, candidate.ar + suffix)
            keys = {(province, fold(candidate.fr)), (province, fold(candidate.ar))}
            if not keys & self._taken:
                self._taken |= keys
                return candidate
        message = f"No name left for a {legal_form} of {sector} in {province}: add proper names to demo/names.py."
        raise RuntimeError(message)

    def spelling(self, province: str, name_fr: str) -> str:
        """Another spelling, that nobody in the province bears: 'Coop. El Amal' for 'Coopérative Al Amal'."""
        text = _misspelt(name_fr)
        while (province, fold(text)) in self._taken:
            text += " bis"
        self._taken.add((province, fold(text)))
        return text

    def _candidate(self, legal_form: str, sector: str) -> Name:
        word_fr, word_ar = FORM_WORDS[legal_form]
        proper_fr, proper_ar = self._rng.choice(_PROPER_NAMES)
        if self._rng.random() < 0.3:
            return Name(f"{word_fr} {proper_fr}", f"{word_ar} {proper_ar}")
        craft_fr, craft_ar = self._rng.choice(_CRAFTS[sector])
        return Name(f"{word_fr} {proper_fr} {craft_fr}", f"{word_ar} {proper_ar} {craft_ar}")


def _misspelt(name: str) -> str:
    text = name.replace("Coopérative", "Coop.").replace("Association", "Assoc.").replace("Société", "Sté")
    for article, other in ((" Al ", " El "), (" An ", " En "), (" As ", " Es "), (" At ", " Et "), (" Ar ", " Er ")):
        text = text.replace(article, other)
    return text if fold(text) != fold(name) else f"{text} (section locale)"
