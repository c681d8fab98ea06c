-- What two sources say of the same thing, side by side: one row a comparison, subject, period and pair of sources that both speak of it.
-- Agreement has its rows too, so that it can be counted (source_agreement).
with tolerances as (
    {%- for comparison, tolerance in var('source_comparisons').items() %}
    select
        '{{ comparison }}' as comparison,
        cast({{ tolerance.absolute }} as double) as absolute_tolerance,
        cast({{ tolerance.relative }} as double) as relative_tolerance,
        {{ tolerance.is_question_only_above | default(false) | lower }} as is_question_only_above
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

pairs as (
    select
        one.comparison,
        one.subject_id,
        one.subject_part,
        one.territory_code,
        one.period_start,
        one.partner,
        one.contract,
        one.delivery_id,
        one.value,
        one.said,
        other.partner as other_partner,
        other.contract as other_contract,
        other.delivery_id as other_delivery_id,
        other.value as other_value,
        other.said as other_said,
        case when one.said is null then one.value - other.value when one.said = other.said then 0 else 1 end as difference,
        greatest(abs(one.value), abs(other.value)) as larger_value
    from {{ ref('int_source_statements') }} as one
    inner join {{ ref('int_source_statements') }} as other
        on
            one.comparison = other.comparison
            and one.subject_id = other.subject_id
            and one.subject_part = other.subject_part
            and one.period_start = other.period_start
            and (
                (one.side = 'told' and other.side = 'against')
                or (one.side = 'alike' and other.side = 'alike' and (one.partner, one.contract) < (other.partner, other.contract))
            )
    -- Two lists that were both compared in an earlier period are not compared again.
    where greatest(one.told_for, other.told_for) = one.period_start
),

judged as (
    select
        pairs.*,
        tolerances.is_question_only_above,
        greatest(
            tolerances.absolute_tolerance, coalesce(round(tolerances.relative_tolerance * pairs.larger_value, 10), 0)
        ) as tolerance
    from pairs
    inner join tolerances on pairs.comparison = tolerances.comparison
),

final as (
    select
        comparison,
        subject_id,
        nullif(subject_part, '') as subject_part,
        territory_code,
        period_start,
        partner,
        contract,
        delivery_id,
        value,
        said,
        other_partner,
        other_contract,
        other_delivery_id,
        other_value,
        other_said,
        cast(difference as double) as difference,
        cast(difference / nullif(larger_value, 0) as double) as relative_difference,
        cast(tolerance as double) as tolerance,
        case when is_question_only_above then difference else abs(difference) end > tolerance as is_notable
    from judged
)

select * from final
