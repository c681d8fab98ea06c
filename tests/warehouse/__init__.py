"""The warehouse against hand-worked figures: hand-made lake tables, a real `dbt build`, values a statistician can check."""
