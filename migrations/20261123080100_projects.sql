-- Key infrastructure projects, their plans, promises and capital.
create table projects (
    id integer generated always as identity constraint project_pkey primary key,
    code text not null constraint project_code_key unique
        constraint project_code_check check (code ~ '^[^[:space:]/?#]{1,40}$'),
    name text not null constraint project_name_check check (name <> ''),
    sector text not null
        constraint project_sector_check check (sector in ('transport', 'industrial', 'urban', 'irrigation', 'energy', 'social', 'other')),
    project_group text constraint project_group_check check (project_group in ('QG', 'A', 'B', 'C')),
    investor text not null default '',
    start_on date,
    clearance_deadline date,
    corridor_width_m double precision constraint project_corridor_width_check check (corridor_width_m > 0 and corridor_width_m <= 2000),
    min_workable_m double precision not null default 100 constraint project_min_workable_check check (min_workable_m >= 0),
    boundary geometry(MultiPolygon, 4326),
    alignment geometry(MultiLineString, 4326),
    archived_on date,
    version integer not null default 1,
    set_by_person text[] not null default '{}'
);
comment on table projects is 'Key infrastructure projects that wait for land.';
comment on column projects.id is 'Internal number.';
comment on column projects.code is 'Code by which everybody names the project.';
comment on column projects.name is 'Name in Vietnamese, Unicode NFC.';
comment on column projects.sector is 'What is built.';
comment on column projects.project_group is 'Group under the Law on Public Investment: QG (national importance), A, B or C.';
comment on column projects.investor is 'The body that builds.';
comment on column projects.start_on is 'Day on which land clearance began.';
comment on column projects.clearance_deadline is 'Day by which all land is to be handed over.';
comment on column projects.corridor_width_m is 'Full width of the strip to clear along the alignment, metres.';
comment on column projects.min_workable_m is 'Shortest handed-over stretch on which the contractor can work, metres.';
comment on column projects.boundary is 'Area of the project, WGS 84 lon/lat degrees.';
comment on column projects.alignment is 'Centre line of the project, WGS 84 lon/lat degrees.';
comment on column projects.archived_on is 'Day on which the project was put away; null: in use.';
comment on column projects.version is 'Grows by one with every edit.';
comment on column projects.set_by_person is 'Names of the fields whose value a person set last: an import keeps them.';

create table step_plans (
    id integer generated always as identity constraint step_plan_pkey primary key,
    project_id integer not null constraint step_plan_project_fkey references projects on delete cascade,
    unit_code text not null default '',
    step text not null constraint step_plan_step_check check (step in ('notified', 'inventoried', 'plan_posted', 'plan_approved', 'paid', 'resettled', 'recovery_decided', 'handed_over')),
    original_on date not null,
    current_on date not null,
    reason text not null default '',
    version integer not null default 1,
    constraint step_plan_key unique (project_id, unit_code, step)
);
comment on table step_plans is 'The day by which a project, or its part in one unit, plans to have a step done.';
comment on column step_plans.id is 'Internal number.';
comment on column step_plans.project_id is 'The project.';
comment on column step_plans.unit_code is 'The unit whose parcels the plan is for; empty: the whole project. The nearest ancestor unit''s plan applies.';
comment on column step_plans.step is 'The step planned.';
comment on column step_plans.original_on is 'The day first promised; never changed.';
comment on column step_plans.current_on is 'The day promised now.';
comment on column step_plans.reason is 'Why the current day differs from the original.';
comment on column step_plans.version is 'Grows by one with every edit.';

create table share_plans (
    project_id integer not null constraint share_plan_project_fkey references projects on delete cascade,
    on_date date not null,
    share double precision not null constraint share_plan_share_check check (share between 0 and 1),
    constraint share_plan_pkey primary key (project_id, on_date)
);
comment on table share_plans is 'Planned curve of the cleared share of a project; straight lines between its points.';
comment on column share_plans.project_id is 'The project.';
comment on column share_plans.on_date is 'Day of the point.';
comment on column share_plans.share is 'Share of the area to be cleared by that day, 0 to 1.';

create table commitments (
    id bigint generated always as identity constraint commitment_pkey primary key,
    project_id integer not null constraint commitment_project_fkey references projects on delete cascade,
    made_by text not null,
    made_to text not null default '',
    made_on date not null,
    original_on date not null,
    due_on date not null,
    share double precision not null constraint commitment_share_check check (share > 0 and share <= 1),
    superseded_on date,
    version integer not null default 1
);
create index commitment_project_idx on commitments (project_id);
comment on table commitments is 'Promises to have a share of a project cleared by a day; superseded, never edited.';
comment on column commitments.id is 'Internal number.';
comment on column commitments.project_id is 'The project.';
comment on column commitments.made_by is 'Body that promises.';
comment on column commitments.made_to is 'Body that it is promised to.';
comment on column commitments.made_on is 'Day of the promise.';
comment on column commitments.original_on is 'The day first promised.';
comment on column commitments.due_on is 'The day promised by this commitment.';
comment on column commitments.share is 'Share of the area to be cleared by then, 0 to 1.';
comment on column commitments.superseded_on is 'Day on which a later commitment took its place; null: stands.';
comment on column commitments.version is 'Grows by one with every edit.';

create table capital_plans (
    project_id integer not null constraint capital_plan_project_fkey references projects on delete cascade,
    year smallint not null constraint capital_plan_year_check check (year between 1990 and 2100),
    planned_vnd bigint not null constraint capital_plan_planned_check check (planned_vnd >= 0),
    disbursed_vnd bigint not null default 0 constraint capital_plan_disbursed_check check (disbursed_vnd >= 0),
    as_of date not null,
    version integer not null default 1,
    constraint capital_plan_pkey primary key (project_id, year)
);
comment on table capital_plans is 'Public-investment capital of a project by year.';
comment on column capital_plans.project_id is 'The project.';
comment on column capital_plans.year is 'Year of the plan.';
comment on column capital_plans.planned_vnd is 'Capital planned, whole VND.';
comment on column capital_plans.disbursed_vnd is 'Capital paid out, whole VND.';
comment on column capital_plans.as_of is 'Day of the figures.';
comment on column capital_plans.version is 'Grows by one with every edit.';
