{{ standing_rows('investment_projects', ['project_ref']) }}
