"""Words by which partners write codes: French and Arabic labels, with the genders and abbreviations met in real files.

What belongs here: for each column with a code list, code to (French words, Arabic words). The first word of each is the usual one.
"""

from collections.abc import Mapping
from typing import Final

Words = Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]

STATE: Final[Words] = {
    "promised": (("Promis", "Prévu", "prévisionnel"), ("موعود", "متوقع", "مبرمج")),
    "declared": (("Déclaré", "déclarée", "créé"), ("مصرح به", "مصرح", "محدث")),
    "evidenced": (("Attesté", "justifié", "vérifié"), ("مثبت", "مثبت بوثيقة", "موثق")),
}
EVIDENCE: Final[Words] = {
    "cnss": (("CNSS", "Déclaration CNSS", "bordereau CNSS"), ("الضمان الاجتماعي", "تصريح cnss")),
    "contract": (("Contrat", "contrat de travail"), ("عقد", "عقد شغل", "عقد عمل")),
    "payroll": (("Bulletin de paie", "fiche de paie", "paie"), ("ورقة الأداء", "كشف الأجور")),
}
EMPLOYMENT_TYPE: Final[Words] = {
    "salaried": (("Salarié", "salariée", "CDI", "SALARIE"), ("أجير", "أجيرة", "عمل مأجور")),
    "self_employed": (("Indépendant", "Auto-entrepreneur", "travailleur indépendant"), ("مستقل", "مقاول ذاتي", "حرفي")),
    "member_worker": (("Membre travailleur", "coopératrice", "adhérent travailleur"), ("عضو عامل", "متعاون", "منخرط")),
    "seasonal": (("Saisonnier", "saisonnière", "SAISONNIER"), ("موسمي", "عمل موسمي", "موسمية")),
    "temporary_programme": (("Programme temporaire", "Awrach", "temporaire"), ("برنامج مؤقت", "أوراش")),
}
SEX: Final[Words] = {
    "female": (("Femme", "F", "féminin"), ("أنثى", "امرأة", "إناث")),
    "male": (("Homme", "H", "M", "masculin"), ("ذكر", "رجل", "ذكور")),
}
AREA: Final[Words] = {
    "urban": (("Urbain", "U", "urbaine"), ("حضري", "الوسط الحضري", "حضرية")),
    "rural": (("Rural", "R", "rurale"), ("قروي", "الوسط القروي", "قروية")),
}
LEGAL_FORM: Final[Words] = {
    "cooperative": (("Coopérative", "COOPERATIVE", "coop."), ("تعاونية",)),
    "union": (("Union de coopératives", "union"), ("اتحاد التعاونيات",)),
    "association": (("Association", "assoc."), ("جمعية",)),
    "artisan": (("Artisan", "artisane"), ("صانع تقليدي", "صانعة تقليدية")),
    "company": (("Société", "SARL"), ("شركة",)),
    "gie": (("GIE",), ("مجموعة ذات نفع اقتصادي",)),
}
ORGANISATION_STATUS: Final[Words] = {
    "active": (("Active", "actif"), ("نشيطة", "نشيط")),
    "dormant": (("En sommeil", "inactive"), ("متوقفة", "غير نشيطة")),
    "dissolved": (("Dissoute",), ("محلولة",)),
}
SECTOR: Final[Words] = {
    "agriculture": (("Agriculture",), ("الفلاحة",)),
    "livestock": (("Élevage",), ("تربية المواشي",)),
    "food_processing": (("Agroalimentaire", "Agro-alimentaire", "produits du terroir"), ("الصناعة الغذائية",)),
    "textile": (("Textile", "Tissage et broderie"), ("النسيج", "زربية")),
    "leather": (("Cuir",), ("الجلد",)),
    "pottery": (("Poterie et céramique", "Poterie"), ("الفخار", "الخزف والفخار")),
    "wood_metal": (("Bois et métal",), ("الخشب والمعادن",)),
    "other_crafts": (("Autre artisanat", "Autres métiers d'artisanat"), ("حرف أخرى",)),
    "tourism": (("Tourisme",), ("السياحة",)),
    "services": (("Services",), ("الخدمات",)),
    "commerce": (("Commerce",), ("التجارة",)),
    "construction": (("Construction et BTP", "BTP"), ("البناء",)),
    "environment": (("Environnement",), ("البيئة",)),
}
PROJECT_STATUS: Final[Words] = {
    "submitted": (("Déposé",), ("مودع",)),
    "examined": (("Examiné", "en instruction"), ("قيد الدراسة",)),
    "approved": (("Approuvé", "Accepté", "avis favorable"), ("مصادق عليه",)),
    "rejected": (("Rejeté",), ("مرفوض",)),
    "started": (("En cours de réalisation", "Démarré"), ("انطلق",)),
    "completed": (("Achevé",), ("منجز",)),
    "cancelled": (("Annulé",), ("ملغى",)),
}
RESOURCE_KIND: Final[Words] = {
    "training_room": (("Salle de formation",), ("قاعة تكوين",)),
    "workshop": (("Atelier",), ("ورشة",)),
    "coworking": (("Coworking",), ("فضاء عمل مشترك",)),
    "conference": (("Salle de conférence", "salle de réunion"), ("قاعة ندوات",)),
    "exhibition": (("Espace d'exposition",), ("فضاء عرض",)),
    "storage": (("Dépôt", "Stockage"), ("مستودع", "التخزين")),
    "digital_lab": (("Espace numérique", "fablab"), ("مختبر رقمي",)),
    "office": (("Bureau",), ("مكتب",)),
    "creche": (("Crèche",), ("حضانة",)),
    "equipment": (("Équipement",), ("معدات",)),
}
BOOKING_STATUS: Final[Words] = {
    "hold": (("Option", "Pré-réservation"), ("حجز مؤقت",)),
    "confirmed": (("Confirmée", "validée"), ("مؤكد",)),
    "attended": (("Honorée", "réalisée", "présents"), ("حضور",)),
    "no_show": (("Non honorée", "Absence", "no-show"), ("غياب",)),
    "cancelled": (("Annulée",), ("ملغى",)),
    "closed": (("Fermé", "indisponible"), ("إغلاق",)),
}
INSTRUMENT: Final[Words] = {
    "loan": (("Prêt", "crédit", "Crédit bancaire"), ("قرض",)),
    "honour_loan": (("Prêt d'honneur", "prêt sans intérêt"), ("قرض الشرف", "قرض حسن")),
    "grant": (("Subvention", "don"), ("منحة",)),
    "guarantee": (("Garantie", "caution"), ("ضمان", "كفالة")),
    "equity": (("Participation au capital", "prise de participation"), ("مساهمة في رأس المال",)),
    "in_kind": (("Appui en nature", "don de matériel"), ("دعم عيني", "عيني")),
}
CHANNEL: Final[Words] = {
    "fair": (("Foire ou salon", "salon", "foire"), ("معرض",)),
    "shop": (("Boutique ou magasin", "Boutique", "grande distribution"), ("متجر",)),
    "export": (("Export", "à l'export"), ("تصدير",)),
    "online": (("En ligne", "e-commerce", "internet"), ("عبر الإنترنت",)),
    "public_procurement": (("Commande publique", "marché public", "BC"), ("صفقة عمومية", "الصفقات العمومية")),
    "other": (("Autre", "divers"), ("أخرى",)),
}
NEED_THEME: Final[Words] = {
    "incubation": (("Incubation", "incubateur"), ("احتضان",)),
    "mentoring": (("Mentorat", "coaching", "accompagnement"), ("مواكبة",)),
    "accounting": (("Comptabilité", "compta", "gestion comptable"), ("محاسبة",)),
    "legal": (("Juridique", "conseil juridique"), ("استشارة قانونية",)),
    "marketing": (("Commercialisation", "vente"), ("تسويق",)),
    "packaging": (("Emballage", "conditionnement"), ("تلفيف", "تغليف")),
    "certification": (("Certification", "labellisation"), ("إشهاد",)),
    "export": (("Exportation", "appui à l'export"), ("تصدير",)),
    "digital": (("Numérique", "digitalisation"), ("رقمنة",)),
    "logistics": (("Logistique", "transport"), ("لوجستيك", "نقل")),
    "other": (("Autre", "autres besoins"), ("أخرى",)),
}
ACTION_STATUS: Final[Words] = {
    "planned": (("Prévue", "planifiée", "à lancer"), ("مبرمجة",)),
    "in_progress": (("En cours", "démarrée"), ("قيد الإنجاز",)),
    "done": (("Réalisée", "achevée", "terminée"), ("منجزة",)),
    "dropped": (("Abandonnée", "annulée"), ("ملغاة",)),
}
LANGUAGE: Final[Words] = {
    "ar": (("Arabe",), ("العربية", "عربية")),
    "fr": (("Français",), ("الفرنسية",)),
    "en": (("Anglais",), ("الإنجليزية",)),
    "zgh": (("Amazigh", "tamazight"), ("الأمازيغية", "أمازيغية")),
}
TONE: Final[Words] = {
    "positive": (("Positif", "favorable"), ("إيجابي",)),
    "neutral": (("Neutre", "factuel"), ("محايد",)),
    "negative": (("Négatif", "critique"), ("سلبي",)),
}
PERIOD_TYPE: Final[Words] = {
    "month": (("Mois", "mensuel"), ("شهر",)),
    "quarter": (("Trimestre", "trimestriel"), ("فصل",)),
    "year": (("Année", "annuel", "exercice"), ("سنة", "سنوي")),
}
SERVICE_KIND: Final[Words] = {
    "incubation": (("Incubation", "pépinière"), ("احتضان",)),
    "mentoring": (("Mentorat", "coaching", "Accompagnement"), ("مواكبة",)),
    "accounting": (("Comptabilité", "compta", "COMPTABILITE"), ("محاسبة",)),
    "legal": (("Juridique", "conseil juridique"), ("استشارة قانونية",)),
    "marketing": (("Commercialisation", "Marketing et commercialisation", "promotion"), ("تسويق",)),
    "packaging": (("Emballage", "Conditionnement", "étiquetage"), ("تلفيف",)),
    "certification": (("Certification", "labellisation", "agrément ONSSA"), ("إشهاد",)),
    "export": (("Export", "appui à l'export"), ("تصدير",)),
    "digital": (("Numérique", "digitalisation", "site web"), ("رقمنة",)),
    "logistics": (("Logistique", "transport"), ("لوجستيك",)),
}
ACCOUNT: Final[Words] = {
    "revenue_rent": (("Recettes de location", "Location de salles", "loyers perçus"), ("مداخيل الكراء",)),
    "revenue_service": (("Recettes de services", "prestations facturées"), ("مداخيل الخدمات",)),
    "revenue_event": (("Recettes d'événements", "recettes des foires", "billetterie"), ("مداخيل التظاهرات",)),
    "revenue_subsidy": (("Subvention", "Subvention d'exploitation"), ("إعانة",)),
    "cost_staff": (("Charges de personnel", "Salaires", "masse salariale"), ("أجور",)),
    "cost_energy": (("Énergie", "Eau et électricité", "électricité"), ("الماء والكهرباء",)),
    "cost_maintenance": (("Entretien et maintenance", "réparations", "nettoyage"), ("صيانة",)),
    "cost_rent": (("Loyers payés", "charges locatives"), ("واجبات الكراء",)),
    "cost_other": (("Autres charges", "fournitures", "frais divers"), ("نفقات أخرى",)),
}
