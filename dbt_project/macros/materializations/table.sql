{#
  A table, made where it will stand. dbt's own way (a table beside it, renamed, the old one dropped, its columns asked for twice) is for
  warehouses that are read while they are built; ours is a file that nobody opens before its audit, and those statements were a third of
  a small night. No hooks, indexes or grants: the project has none.
#}
{% materialization table, adapter="duckdb", supported_languages=["sql", "python"] %}
    {%- set target = this.incorporate(type="table") -%}
    {#- Some figures are built twice in one night, for the causes of revisions. -#}
    {%- if load_cached_relation(this) is not none -%}
        {%- call statement("drop") -%} drop table {{ target }} {%- endcall -%}
    {%- endif -%}
    {%- call statement("main", language=model["language"]) -%}
        {{ create_table_as(False, target, compiled_code, model["language"]) }}
    {%- endcall -%}
    {%- do persist_docs(target, model) -%}
    {%- do adapter.commit() -%}
    {{ return({"relations": [target]}) }}
{% endmaterialization %}


{# Every description in one request. A column that the table does not have is an error. #}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) -%}
    {%- set comments = [] -%}
    {%- if for_relation and config.persist_relation_docs() and model.description -%}
        {%- do comments.append("comment on table " ~ relation ~ " is " ~ duckdb_escape_comment(model.description)) -%}
    {%- endif -%}
    {%- if for_columns and config.persist_column_docs() -%}
        {%- for column in model.columns.values() if column.description -%}
            {%- set name = relation ~ "." ~ adapter.quote(column.name) -%}
            {%- do comments.append("comment on column " ~ name ~ " is " ~ duckdb_escape_comment(column.description)) -%}
        {%- endfor -%}
    {%- endif -%}
    {%- if comments -%}
        {%- call statement("comments") -%} {{ comments | join(";\n") }} {%- endcall -%}
    {%- endif -%}
{%- endmacro %}
