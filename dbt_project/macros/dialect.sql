{# Everything that another engine would write differently. Models use these names, never the functions behind them. #}

{% macro local_timestamp(instant) -%}
    timezone('{{ var("time_zone") }}', {{ instant }})
{%- endmacro %}

{% macro local_date(instant) -%}
    cast({{ local_timestamp(instant) }} as date)
{%- endmacro %}

{# Midnight at which a local day begins, as a wall-clock timestamp. #}
{% macro day_start(day) -%}
    cast({{ day }} as timestamp)
{%- endmacro %}

{# A time of the day on a local day, as a wall-clock timestamp. #}
{% macro at_time(day, time_of_day) -%}
    ({{ day }} + {{ time_of_day }})
{%- endmacro %}

{% macro hours_between(earlier, later) -%}
    (epoch({{ later }}) - epoch({{ earlier }})) / 3600.0
{%- endmacro %}

{% macro seconds_between(earlier, later) -%}
    (epoch({{ later }}) - epoch({{ earlier }}))
{%- endmacro %}

{% macro minutes_between(earlier, later) -%}
    (epoch({{ later }}) - epoch({{ earlier }})) / 60.0
{%- endmacro %}

{# In a select list: repeats the row for each hour of the clock (9 is 09:00 to 10:00) that a stretch of time within its day touches. #}
{% macro clock_hours(from_local, to_local) -%}
    unnest(generate_series(
        cast(date_part('hour', {{ from_local }}) as bigint),
        cast(ceil((epoch({{ to_local }}) - epoch(date_trunc('day', {{ from_local }}))) / 3600.0) as bigint) - 1
    ))
{%- endmacro %}

{# The full hour of a local day, as a wall-clock timestamp; 24 is the next midnight. #}
{% macro at_clock_hour(day, hour) -%}
    (cast({{ day }} as timestamp) + to_hours({{ hour }}))
{%- endmacro %}

{% macro days_between(earlier, later) -%}
    date_diff('day', {{ earlier }}, {{ later }})
{%- endmacro %}

{% macro add_days(day, days) -%}
    cast({{ day }} + cast({{ days }} as integer) as date)
{%- endmacro %}

{# Calendar months; the 31st falls back to the last day of a shorter month. #}
{% macro add_months(day, months) -%}
    cast({{ day }} + to_months(cast({{ months }} as integer)) as date)
{%- endmacro %}

{% macro iso_weekday(day) -%}
    isodow({{ day }})
{%- endmacro %}

{% macro year_of(day) -%}
    cast(year({{ day }}) as bigint)
{%- endmacro %}

{% macro first_day(unit, day) -%}
    cast(date_trunc('{{ unit }}', {{ day }}) as date)
{%- endmacro %}

{# One row a day, both ends included: a table expression with the column `day`. #}
{% macro days_from_to(first, last) -%}
    select cast(unnest(generate_series(cast({{ first }} as timestamp), cast({{ last }} as timestamp), interval 1 day)) as date) as day
{%- endmacro %}

{# In a select list: repeats the row, numbered 1 to n. #}
{% macro unit_numbers(n) -%}
    unnest(generate_series(1, {{ n }}))
{%- endmacro %}

{# In a select list: repeats the row for each item of a comma-separated text. #}
{% macro list_items(text) -%}
    trim(unnest(string_split({{ text }}, ',')))
{%- endmacro %}

{% macro contains_text(text, part) -%}
    contains({{ text }}, {{ part }})
{%- endmacro %}

{# The known value of the best-ranked row (lowest rank) of a group. #}
{% macro first_known(value, rank) -%}
    arg_min({{ value }}, {{ rank }}) filter (where {{ value }} is not null)
{%- endmacro %}

{# The known value of the last row of a group by some order; of equals, the greatest value. #}
{% macro last_known(value, order) -%}
    arg_max({{ value }}, row({{ order }}, {{ value }})) filter (where {{ value }} is not null)
{%- endmacro %}

{% macro joined_text(value) -%}
    string_agg(distinct {{ value }}, ', ' order by {{ value }})
{%- endmacro %}

{% macro any_true(condition) -%}
    coalesce(bool_or({{ condition }}), false)
{%- endmacro %}

{% macro text_hash(text) -%}
    md5({{ text }})
{%- endmacro %}

{% macro text_part(text, separator, position) -%}
    split_part({{ text }}, '{{ separator }}', {{ position }})
{%- endmacro %}

{# Sums of doubles depend on their order in the last bits; ten decimals are stable and finer than anything published. #}
{% macro stable_sum(value) -%}
    round(sum(cast({{ value }} as double)), 10)
{%- endmacro %}

{% macro trailing_number(text) -%}
    cast(regexp_extract({{ text }}, '[0-9]+$') as bigint)
{%- endmacro %}

{% macro long_hash(text) -%}
    sha256({{ text }})
{%- endmacro %}

{% macro median_of(value) -%}
    median({{ value }})
{%- endmacro %}

{# What a partner wrote, made harmless for a sentence as `ingestion.wording.shown` makes it: on one line, at most 80 letters, and the
   letters that turn the text after them shown by their number. #}
{% macro foreign_text(text) -%}
    {%- set shown = namespace(sql="regexp_replace(left(" ~ text ~ ", 80), '[\\x00-\\x1f\\x7f-\\x9f\\x{2028}\\x{2029}]', ' ', 'g')") -%}
    {%- for code in ("061C", "200E", "200F", "202A", "202B", "202C", "202D", "202E", "2066", "2067", "2068", "2069") -%}
        {%- set shown.sql = "replace(" ~ shown.sql ~ ", chr(" ~ code | int(base=16) ~ "), '[U+" ~ code ~ "]')" -%}
    {%- endfor -%}
    ({{ shown.sql }} || case when length({{ text }}) > 80 then '…' else '' end)
{%- endmacro %}

{# Text of unknown direction inside a sentence, kept together whatever the sentence's own direction: U+2068 … U+2069. #}
{% macro isolated_text(text) -%}
    (chr(8296) || {{ text }} || chr(8297))
{%- endmacro %}
