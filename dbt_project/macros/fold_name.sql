{#
  A name brought to its key: two spellings of one name have the same. Case, accents, Arabic vowel signs, tatweel and invisible
  signs go; أ إ آ ٱ → ا, ى ی → ي, ة ە → ه, ؤ → و, ئ → ي, ک گ ݣ → ك, œ → oe, æ → ae, № → n; Arabic digits become European;
  punctuation becomes one space. The intake folds headers and codes in the same way (ingestion/text.py); tests hold the two together.
#}
{% macro fold_name(text) -%}
    {%- set unshaped = "translate(" ~ text ~ ", '" ~ arabic_shapes() ~ "', '" ~ arabic_letters() ~ "')" -%}
    {%- set unligated = "regexp_replace(" ~ unshaped ~ ", '[\\x{FEF5}-\\x{FEFC}]', 'لا', 'g')" -%}
    {%- set visible = "regexp_replace(" ~ unligated
        ~ ", '[\\x{0640}\\x{00AD}\\x{061C}\\x{200B}-\\x{200F}\\x{202A}-\\x{202E}\\x{2060}-\\x{2064}\\x{2066}-\\x{206F}\\x{FEFF}]', '', 'g')" -%}
    {%- set bare = "regexp_replace(lower(strip_accents(" ~ visible ~ ")), '\\p{M}', '', 'g')" -%}
    {%- set one_letter = "translate(replace(replace(replace(" ~ bare ~ ", 'œ', 'oe'), 'æ', 'ae'), '№', 'n '), 'أإآٱىیةەؤئکگݣ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹', 'اااايي' || 'هه' || 'ويككك' || '01234567890123456789')" -%}
    trim(regexp_replace({{ one_letter }}, '[^\p{L}\p{N}]+', ' ', 'g'))
{%- endmacro %}

{# Arabic letters as old programs store them, one code a shape, and the letters they stand for. #}
{% macro arabic_shapes() -%}
ﺀﺁﺂﺃﺄﺅﺆﺇﺈﺉﺊﺋﺌﺍﺎﺏﺐﺑﺒﺓﺔﺕﺖﺗﺘﺙﺚﺛﺜﺝﺞﺟﺠﺡﺢﺣﺤﺥﺦﺧﺨﺩﺪﺫﺬﺭﺮﺯﺰﺱﺲﺳﺴﺵﺶﺷﺸﺹﺺﺻﺼﺽﺾﺿﻀﻁﻂﻃﻄﻅﻆﻇﻈﻉﻊﻋﻌﻍﻎﻏﻐﻑﻒﻓﻔﻕﻖﻗﻘﻙﻚﻛﻜﻝﻞﻟﻠﻡﻢﻣﻤﻥﻦﻧﻨﻩﻪﻫﻬﻭﻮﻯﻰﻱﻲﻳﻴ
{%- endmacro %}

{% macro arabic_letters() -%}
ءآآأأؤؤإإئئئئااببببةةتتتتثثثثججججححححخخخخددذذررززسسسسششششصصصصضضضضططططظظظظععععغغغغففففققققككككللللممممننننههههووىىيييي
{%- endmacro %}
