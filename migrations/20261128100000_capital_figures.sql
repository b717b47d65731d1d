-- Capital figures are dated: what was reported on one day does not rewrite what was known before it.
alter table capital_plans rename to capital_figures;
alter table capital_figures rename constraint capital_plan_project_fkey to capital_figure_project_fkey;
alter table capital_figures drop constraint capital_plan_year_check;
alter table capital_figures drop constraint capital_plan_planned_check;
alter table capital_figures drop constraint capital_plan_disbursed_check;
alter table capital_figures drop constraint capital_plan_pkey;
alter table capital_figures
    alter column disbursed_vnd drop default,
    add column note text not null default '',
    add column source text not null default '',
    add column recorded_by text not null default '',
    add column recorded_at timestamptz not null default now(),
    add constraint capital_figure_year_check check (year between 1990 and 2100),
    add constraint capital_figure_planned_check check (planned_vnd between 0 and 10000000000000000),
    add constraint capital_figure_disbursed_check check (disbursed_vnd between 0 and 10000000000000000),
    add constraint capital_figure_pkey primary key (project_id, year, as_of);

comment on table capital_figures is 'Public-investment capital of a project in a year, as it was reported on a day. Those known on any past day are the latest of that day or before.';
comment on column capital_figures.planned_vnd is 'Capital planned for the whole year, whole VND.';
comment on column capital_figures.disbursed_vnd is 'Capital paid out since the beginning of the year, whole VND; may exceed the plan.';
comment on column capital_figures.as_of is 'Day that the figures were reported for.';
comment on column capital_figures.version is 'Grows by one with every correction of the figures of that day.';
comment on column capital_figures.note is 'Remark of whoever typed them.';
comment on column capital_figures.source is 'Name of the file that they came from; empty: typed.';
comment on column capital_figures.recorded_by is 'Login name of whoever recorded them last.';
comment on column capital_figures.recorded_at is 'When they were recorded last.';
