"""Ten questions that analysts ask, with the queries that answer them: in the file itself, and on the page docs/analysts.md.

What goes here: questions in French and Arabic, and SQL on the views of the schema `main`. What does not: how the file is opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Question:
    """One question, and the query that answers it on the file opened by itself."""

    fr: str
    ar: str
    sql: str


_LAST_MONTH: Final = "(select max(period_start) from marts.dim_period where period_type = 'month' and is_over)"
QUESTIONS: Final = (
    Question(
        "Combien d'emplois durables ont été créés chaque mois, et quelle était la cible ?",
        "كم منصب شغل دائم أُحدث كل شهر، وما كان الهدف؟",
        """\
select period_name, value, target, previous_value, status_name, coverage
from indicateurs_fr
where kpi_id = 'JOB-01' and period_type = 'month' and territory_code = '03' and breakdown = 'total'
order by period_start desc;""",
    ),
    Question(
        "Où en sont les chiffres clés du dernier mois complet ?",
        "ما وضع المؤشرات الرئيسية في آخر شهر كامل؟",
        f"""\
select kpi_name, value, unit_name, change, target, coverage, open_questions, status_name
from indicateurs_fr
inner join catalogue_fr using (kpi_id, kpi_name, unit_name)
where
    headline_rank is not null and breakdown = 'total' and territory_code = '03'
    and period_type = 'month' and period_start = {_LAST_MONTH}
order by headline_rank;""",
    ),
    Question(
        "Quelle est la part des femmes dans les emplois durables, par province et par année ?",
        "ما حصة النساء من مناصب الشغل الدائمة حسب الإقليم والسنة؟",
        """\
select period_name, territory_name, numerator as femmes, denominator as emplois, round(100 * value, 1) as pour_cent, is_confidential
from indicateurs_fr
where kpi_id = 'JOB-06' and period_type = 'year' and territory_code <> '03' and breakdown = 'total'
order by period_start desc, territory_name;""",
    ),
    Question(
        "Quels espaces du pôle sont les plus occupés, trimestre par trimestre ?",
        "ما فضاءات القطب الأكثر إشغالا، فصلا بعد فصل؟",
        """\
select
    period_name,
    breakdown_label as espace,
    round(numerator) as heures_reservees,
    round(denominator) as heures_ouvertes,
    value as taux
from indicateurs_fr
where kpi_id = 'HUB-01' and period_type = 'quarter' and breakdown = 'resource'
order by period_start desc, value desc nulls last;""",
    ),
    Question(
        "Quelles organisations réservent souvent sans venir ?",
        "ما المنظمات التي تحجز كثيرا ولا تحضر؟",
        """\
select
    organisation_name,
    count(*) filter (status = 'no_show') as absences,
    count(*) as reservations,
    round(count(*) filter (status = 'no_show') / count(*), 2) as part
from reservations_fr
where is_past and status in ('attended', 'no_show') and organisation_id is not null
group by organisation_id, organisation_name
order by absences desc, organisation_id
limit 20;""",
    ),
    Question(
        "Combien d'emplois plusieurs partenaires ont-ils déclarés, et n'ont été comptés qu'une fois ?",
        "كم منصب شغل صرح به عدة شركاء ولم يُحتسب إلا مرة واحدة؟",
        """\
select
    year(started_on) as annee,
    count(*) as emplois,
    count(*) filter (partners > 1) as declares_par_plusieurs,
    sum(sources) as declarations
from emplois_fr
where is_lasting
group by annee
order by annee;""",
    ),
    Question(
        "Combien a été accordé et décaissé, par année et par instrument ?",
        "كم مُنح وكم صُرف، حسب السنة وأداة التمويل؟",
        """\
select
    year(approved_on) as annee,
    instrument_name,
    count(*) as dossiers,
    round(sum(amount_approved_mad)) as accorde_mad,
    round(coalesce(sum(amount_disbursed_mad), 0)) as decaisse_mad
from financements_fr
group by annee, instrument_name
order by annee, accorde_mad desc;""",
    ),
    Question(
        "Quelles organisations reçoivent l'argent de plusieurs programmes ?",
        "ما المنظمات التي يمولها أكثر من برنامج؟",
        """\
select
    organisation_name,
    territory_name,
    count(distinct programme_key) as programmes,
    string_agg(distinct programme, ' ; ' order by programme) as lesquels,
    round(sum(amount_approved_mad)) as accorde_mad
from financements_fr
where programme_key is not null
group by organisation_id, organisation_name, territory_name
having count(distinct programme_key) > 1
order by programmes desc, accorde_mad desc;""",
    ),
    Question(
        "Quels partenaires n'ont pas livré ce qu'ils doivent, et depuis quand ?",
        "من هم الشركاء الذين لم يرسلوا ما عليهم، ومنذ متى؟",
        """\
select partner_name, contract_name, min(failing_since) as depuis, count(*) as periodes_manquantes, max(days_late) as jours_de_retard
from livraisons_fr
where status = 'missing'
group by partner, partner_name, contract_name
order by depuis, partner_name, contract_name;""",
    ),
    Question(
        "Quels chiffres ont changé depuis leur première publication, et pourquoi ?",
        "ما الأرقام التي تغيرت منذ نشرها الأول، ولماذا؟",
        """\
select kpi_name, period_name, first_value, current_value, change, late_data, correction, linkage, rule_change
from revisions_fr
where territory_code = '03' and breakdown = 'total' and change <> 0
order by abs(change) desc, kpi_id, period_start desc
limit 20;""",
    ),
)
