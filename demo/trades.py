"""What organisations do, as their names tell it: each trade in the words by which French and Arabic clerks call it.

What belongs here: trades by sector. The first wording of each language stands in the official name; the others are a clerk's own.
No two trades share a wording, and none is a shorter form of another: whoever reads one knows which trade is meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Trade:
    """One trade: its wordings in French and in Arabic, the official one first."""

    fr: tuple[str, ...]
    ar: tuple[str, ...]


def _trades(*pairs: tuple[str, str]) -> tuple[Trade, ...]:
    return tuple(Trade(tuple(fr.split("|")), tuple(ar.split("|"))) for fr, ar in pairs)


TRADES: Final[dict[str, tuple[Trade, ...]]] = {
    "agriculture": _trades(
        ("d'olives|de production d'olives", "للزيتون|لإنتاج الزيتون"),
        ("de figues|de figues séchées", "للتين|لتجفيف التين"),
        ("de plantes aromatiques|de plantes aromatiques et médicinales|PAM", "للنباتات العطرية|للنباتات العطرية والطبية"),
        ("de cerises|pour la cerise", "لحب الملوك|لإنتاج حب الملوك"),
        ("de câpres|du câprier", "للكبار|لإنتاج الكبار"),
        ("maraîchère|de maraîchage|de légumes", "للخضروات|لإنتاج الخضر"),
        ("d'amandes|de l'amandier", "للوز|لإنتاج اللوز"),
        ("céréalière|de céréales", "للحبوب|لإنتاج الحبوب"),
        ("de pommes|pour la pomme", "للتفاح|لإنتاج التفاح"),
    ),
    "livestock": _trades(
        ("d'apiculture|apicole|de miel", "لتربية النحل|لإنتاج العسل"),
        ("laitière|de lait|de collecte de lait", "للحليب|لجمع الحليب"),
        ("caprine|d'élevage caprin|de chèvres", "لتربية الماعز|للماعز"),
        ("avicole|d'aviculture|de volaille", "للدواجن|لتربية الدواجن"),
        ("ovine|d'élevage ovin", "لتربية الأغنام|للأغنام"),
        ("cunicole|de lapins", "لتربية الأرانب|للأرانب"),
    ),
    "food_processing": _trades(
        ("de couscous|pour le couscous", "للكسكس|لإنتاج الكسكس|لصناعة الكسكس"),
        ("d'huile d'olive|d'huilerie", "لزيت الزيتون|لعصر زيت الزيتون"),
        ("de pâtisserie|de gâteaux", "للحلويات|لصناعة الحلويات"),
        ("de produits du terroir|de produits de terroir", "للمنتوجات المجالية|لتثمين المنتوجات المجالية"),
        ("de confiture|de confitures", "للمربى|لصناعة المربى"),
        ("d'épices|pour les épices", "للتوابل|لطحن التوابل"),
        ("de fromage|fromagère", "للجبن|لصناعة الجبن"),
    ),
    "textile": _trades(
        ("de tissage|pour le tissage", "للنسيج|لإنتاج النسيج"),
        ("de broderie|pour la broderie", "للطرز|لفن الطرز"),
        ("de tapis|pour le tapis", "للزرابي|لصناعة الزرابي|لنسج الزرابي"),
        ("de couture|pour la couture", "للخياطة|لفن الخياطة"),
        ("de boutons traditionnels|de boutons de djellaba", "للعقاد|لصناعة العقاد"),
        ("de laine|pour la laine", "للصوف|لغزل الصوف"),
    ),
    "leather": _trades(
        ("du cuir|pour le cuir", "للجلد|لصناعة الجلد"),
        ("de maroquinerie|de sacs", "للمصنوعات الجلدية|لصناعة الحقائب"),
        ("de babouches|de belgha", "للبلغة|لصناعة البلغة"),
        ("de tannerie|de tanneurs", "للدباغة|للدباغين"),
    ),
    "pottery": _trades(
        ("de poterie|de potiers", "للفخار|لصناعة الفخار"),
        ("de zellige|de zelligeurs", "للزليج|لصناعة الزليج"),
        ("de céramique|pour la céramique", "للخزف|لصناعة الخزف"),
    ),
    "wood_metal": _trades(
        ("de dinanderie|de dinandiers", "للنحاسيات|لصناعة النحاس"),
        ("de bois sculpté|de sculpture sur bois", "للخشب المنقوش|للنقش على الخشب"),
        ("de ferronnerie|de ferronniers", "للحدادة الفنية|للحدادة"),
        ("de menuiserie|de menuisiers", "للنجارة|لفن النجارة"),
    ),
    "other_crafts": _trades(
        ("de vannerie|de vanniers", "للدوم|لصناعة السلال"),
        ("de savon naturel|de savonnerie", "للصابون الطبيعي|لصناعة الصابون"),
        ("de bijoux|de bijouterie", "للحلي|لصناعة الحلي"),
        ("de bougies|pour les bougies", "للشموع|لصناعة الشموع"),
    ),
    "tourism": _trades(
        ("de tourisme rural|pour le tourisme rural", "للسياحة القروية|لتنمية السياحة القروية"),
        ("d'accueil|d'hébergement", "للضيافة|للإيواء"),
        ("de randonnée|de guides de montagne", "للمشي الجبلي|للمرشدين الجبليين"),
    ),
    "services": _trades(
        ("de services|de prestation de services", "للخدمات|لتقديم الخدمات"),
        ("de formation|pour la formation", "للتكوين|للتكوين المستمر"),
        ("de transport|pour le transport", "للنقل|لنقل البضائع"),
        ("d'informatique|pour l'informatique", "للمعلوميات|للإعلاميات"),
    ),
    "commerce": _trades(
        ("de commercialisation|pour la commercialisation", "للتسويق|لتسويق المنتوجات"),
        ("de distribution|pour la distribution", "للتوزيع|لتوزيع المواد"),
        ("de consommation|de consommateurs", "للاستهلاك|للمستهلكين"),
    ),
    "construction": _trades(
        ("de bâtiment|du bâtiment et travaux", "للبناء|لأشغال البناء"),
        ("de plâtre|de plâtriers", "للجبس|لفن الجبس"),
        ("de peinture|de peintres", "للصباغة|لأشغال الصباغة"),
    ),
    "environment": _trades(
        ("de recyclage|de tri et recyclage", "لإعادة التدوير|لفرز النفايات"),
        ("de reboisement|pour le reboisement", "للتشجير|لغرس الأشجار"),
        ("de compostage|de compost", "للسماد العضوي|لإنتاج السماد"),
    ),
}
"""Sector → its trades."""
