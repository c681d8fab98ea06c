"""What organisations are called: some seven hundred proper names in French letters and in Arabic, of one word or of several.

What belongs here: the stock. How whole names are made of it: `demo.names`; how else it can be spelled: `demo.spelling`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Proper:
    """One proper name: as it is usually written in French letters in Morocco, and in Arabic."""

    fr: str
    ar: str


_WORDS: Final = (
    ("Al Amal", "الأمل"), ("An Nour", "النور"), ("Al Baraka", "البركة"), ("Al Wifaq", "الوفاق"), ("Al Wahda", "الوحدة"),
    ("An Najah", "النجاح"), ("Al Fath", "الفتح"), ("As Salam", "السلام"), ("At Taawoun", "التعاون"), ("Al Khair", "الخير"),
    ("Al Moustakbal", "المستقبل"), ("An Nahda", "النهضة"), ("Al Ikhlas", "الإخلاص"), ("Al Fajr", "الفجر"), ("Al Wafae", "الوفاء"),
    ("Ar Rahma", "الرحمة"), ("Al Yasmine", "الياسمين"), ("Ar Rayhane", "الريحان"), ("Al Massira", "المسيرة"),
    ("Al Qods", "القدس"), ("Al Hidaya", "الهداية"), ("Al Izdihar", "الازدهار"), ("At Tadamoun", "التضامن"), ("Al Ofoq", "الأفق"),
    ("Al Manar", "المنار"), ("Al Irada", "الإرادة"), ("At Tahadi", "التحدي"), ("Al Ibdae", "الإبداع"), ("Al Itqane", "الإتقان"),
    ("Al Asala", "الأصالة"), ("At Tourat", "التراث"), ("Al Jawda", "الجودة"), ("Al Maarifa", "المعرفة"), ("Al Ghad", "الغد"),
    ("Ach Chourouq", "الشروق"), ("Al Boustane", "البستان"), ("Al Wouroud", "الورود"), ("Az Zaytouna", "الزيتونة"),
    ("As Sanabil", "السنابل"), ("Al Yanboue", "الينبوع"), ("Al Hirfa", "الحرفة"), ("Al Karama", "الكرامة"),
    ("Al Houda", "الهدى"), ("Al Mahabba", "المحبة"), ("Al Inbiaat", "الانبعاث"), ("Al Mouwatana", "المواطنة"),
    ("Ichraq", "إشراق"), ("Iqlae", "إقلاع"), ("Al Moubadara", "المبادرة"), ("Al Arz", "الأرز"), ("Al Qandil", "القنديل"),
    ("Ach Chabiba", "الشبيبة"), ("Al Majd", "المجد"), ("Al Farah", "الفرح"), ("Al Ihssane", "الإحسان"), ("Al Intilaqa", "الانطلاقة"),
    ("Al Kawtar", "الكوثر"), ("Al Falah", "الفلاح"), ("Al Islah", "الإصلاح"), ("Al Bahja", "البهجة"), ("Az Zohour", "الزهور"),
    ("As Safae", "الصفاء"), ("An Nassim", "النسيم"), ("Ar Rabie", "الربيع"), ("Ach Chams", "الشمس"), ("Al Qamar", "القمر"),
    ("An Najma", "النجمة"), ("Al Yaqout", "الياقوت"), ("Al Marjane", "المرجان"), ("Al Andalous", "الأندلس"), ("Al Mizane", "الميزان"),
    ("Al Jisr", "الجسر"), ("Al Qimma", "القمة"), ("As Sabil", "السبيل"), ("At Tawfiq", "التوفيق"), ("At Taqwa", "التقوى"),
    ("Ar Riyada", "الريادة"), ("Al Fadila", "الفضيلة"), ("Al Hikma", "الحكمة"), ("Al Mouassara", "المعاصرة"), ("Al Hayat", "الحياة"),
    ("Ad Dohha", "الضحى"), ("Al Firdaous", "الفردوس"), ("Al Anbar", "العنبر"), ("Al Misk", "المسك"), ("Az Zaafarane", "الزعفران"),
    ("As Saada", "السعادة"), ("Al Afiya", "العافية"), ("Ar Rajae", "الرجاء"), ("Al Mawaddah", "المودة"), ("Al Ikhae", "الإخاء"),
    ("Tamaynout", "تماينوت"), ("Tifawine", "تيفاوين"), ("Tudert", "تودرت"), ("Tafoukt", "تافوكت"), ("Anaruz", "أناروز"),
    ("Tiwizi", "تيويزي"), ("Izouran", "إيزوران"), ("Tagmat", "تاكمات"), ("Asirem", "أسيرم"), ("Tilelli", "تيللي"), ("Itrane", "إتران"),
    ("Tigmi", "تيكمي"), ("Tanmirt", "تانميرت"), ("Ayyur", "أيور"), ("Amlal", "أملال"),
)  # fmt: skip

_HEADS: Final = (
    ("Nissae", "نساء"), ("Chabab", "شباب"), ("Dar", "دار"), ("Ain", "عين"), ("Bab", "باب"), ("Nour", "نور"), ("Jawharat", "جوهرة"),
    ("Ahl", "أهل"), ("Fatayat", "فتيات"), ("Wahat", "واحة"), ("Kounouz", "كنوز"), ("Rawafid", "روافد"), ("Afaq", "آفاق"),
    ("Zahrat", "زهرة"), ("Anamil", "أنامل"), ("Banat", "بنات"), ("Ibdaat", "إبداعات"), ("Rihab", "رحاب"), ("Sawaid", "سواعد"),
    ("Khayrat", "خيرات"), ("Moulouk", "ملوك"), ("Hadaiq", "حدائق"), ("Sounnae", "صناع"), ("Najmat", "نجمة"),
)  # fmt: skip

_TAILS: Final = (
    ("Al Atlas", "الأطلس"), ("Al Jabal", "الجبل"), ("Sais", "سايس"), ("Zerhoun", "زرهون"), ("Al Madina", "المدينة"),
    ("Al Wadi Al Akhdar", "الوادي الأخضر"), ("Ar Rif", "الريف"), ("Zalagh", "زلاغ"), ("Bouiblane", "بويبلان"), ("Tazekka", "تازكة"),
    ("Guigou", "كيكو"), ("Inaouen", "إيناون"), ("Sebou", "سبو"), ("Ouergha", "ورغة"), ("As Sahl", "السهل"), ("Beni Yazgha", "بني يازغة"),
    ("Marmoucha", "مرموشة"), ("Aït Seghrouchen", "آيت سغروشن"), ("Hayayna", "الحياينة"), ("Tsoul", "التسول"), ("Branès", "البرانس"),
    ("Ad Dahab", "الذهب"), ("Al Qarya", "القرية"), ("Al Maghrib", "المغرب"), ("Fazaz", "فازاز"), ("Ouislane", "ويسلان"),
)  # fmt: skip

PROPER_NAMES: Final[tuple[Proper, ...]] = (
    *(Proper(*each) for each in _WORDS),
    *(Proper(f"{head_fr} {tail_fr}", f"{head_ar} {tail_ar}") for head_fr, head_ar in _HEADS for tail_fr, tail_ar in _TAILS),
)

COMMON: Final = len(_WORDS)
"""So many names at the head of the stock are of one word: the ones that many organisations bear."""
