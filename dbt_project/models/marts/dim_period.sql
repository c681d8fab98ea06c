-- Months, quarters and years begun by the run's day, with the names people read.
{%- set months_fr = ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre'] %}
{%- set months_ar = ['يناير', 'فبراير', 'مارس', 'أبريل', 'ماي', 'يونيو', 'يوليوز', 'غشت', 'شتنبر', 'أكتوبر', 'نونبر', 'دجنبر'] %}
{%- set quarters_ar = ['الفصل الأول', 'الفصل الثاني', 'الفصل الثالث', 'الفصل الرابع'] %}

with periods as (
    select
        *,
        cast({{ year_of('period_start') }} as varchar) as year_text,
        extract(month from period_start) as month_number
    from {{ ref('int_periods') }}
),

final as (
    select
        period_type,
        period_start,
        period_end,
        previous_period_start,
        case period_type
            when 'year' then year_text
            when 'quarter' then
                case month_number when 1 then 'T1 ' when 4 then 'T2 ' when 7 then 'T3 ' when 10 then 'T4 ' end || year_text
            else
                case month_number
                    {%- for month in months_fr %}
                    when {{ loop.index }} then '{{ month }} '
                    {%- endfor %}
                end || year_text
        end as label_fr,
        case period_type
            when 'year' then year_text
            when 'quarter' then
                case month_number
                    {%- for quarter in quarters_ar %}
                    when {{ loop.index * 3 - 2 }} then '{{ quarter }} '
                    {%- endfor %}
                end || year_text
            else
                case month_number
                    {%- for month in months_ar %}
                    when {{ loop.index }} then '{{ month }} '
                    {%- endfor %}
                end || year_text
        end as label_ar,
        is_over,
        is_reported
    from periods
)

select * from final
