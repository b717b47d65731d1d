-- Plans are dated: each day is judged by the plan that stood on it, and the first one counts from the beginning of time.

create function author_now() returns text language sql stable as $$
    select coalesce(nullif(current_setting('matbang.author', true), ''), current_user)
$$;
comment on function author_now is 'Who writes: the account that the service writes for, else the role of the database.';

create function today_here() returns date language sql stable as $$
    select (now() at time zone 'Asia/Ho_Chi_Minh')::date
$$;
comment on function today_here is 'Today in Việt Nam.';

-- Planned days of steps. When those so far were set is not known: they count as they did.
alter table step_plans
    drop constraint step_plan_key,
    add column set_on date not null default today_here(),
    add column planned_on date,
    add column set_by text not null default author_now(),
    add column at timestamptz not null default now();
update step_plans s set planned_on = s.original_on, set_on = coalesce(p.start_on, date '1990-01-01'), set_by = 'matbang'
from projects p where p.id = s.project_id;
insert into step_plans (project_id, unit_code, step, original_on, current_on, set_on, planned_on, reason, set_by)
select project_id, unit_code, step, original_on, current_on, set_on, current_on, reason, set_by
from step_plans where current_on <> original_on order by id;
update step_plans set reason = '' where planned_on = original_on;
alter table step_plans drop column original_on, drop column current_on, drop column version;
create index step_plan_project_idx on step_plans (project_id, unit_code, step, set_on, id);
comment on table step_plans is 'The days by which a project, or its part in one unit, planned to have a step done, as they were set one after the other: on a day the last one set by then counts, before all of them the first. Never edited.';
comment on column step_plans.set_on is 'Day from which the plan counts.';
comment on column step_plans.planned_on is 'The day planned; null: withdrawn.';
comment on column step_plans.reason is 'Why it replaces the one before; empty on a first one.';
comment on column step_plans.set_by is 'Who set it.';
comment on column step_plans.at is 'When it was recorded.';

-- Planned curves of the cleared share, each whole.
alter table share_plans rename to share_points;
alter table share_points drop constraint share_plan_pkey, drop constraint share_plan_project_fkey;
create table share_plans (
    id integer generated always as identity constraint share_plan_pkey primary key,
    project_id integer not null constraint share_plan_project_fkey references projects on delete cascade,
    set_on date not null default today_here(),
    on_dates date[] not null,
    shares double precision[] not null,
    reason text not null default '',
    set_by text not null default author_now(),
    at timestamptz not null default now(),
    constraint share_plan_points_check check (cardinality(on_dates) = cardinality(shares)),
    constraint share_plan_shares_check check (0 <= all (shares) and 1 >= all (shares))
);
insert into share_plans (project_id, set_on, on_dates, shares, set_by)
select p.id, coalesce(p.start_on, date '1990-01-01'), array_agg(s.on_date order by s.on_date),
    array_agg(s.share order by s.on_date), 'matbang'
from share_points s join projects p on p.id = s.project_id group by p.id;
drop table share_points;
create index share_plan_project_idx on share_plans (project_id, set_on, id);
create trigger share_plans_changed after insert or update or delete on share_plans
for each row execute function project_children_changed();
comment on table share_plans is 'Planned curves of the cleared share of a project, as they were set one after the other: on a day the last one set by then counts, before all of them the first. Never edited.';
comment on column share_plans.id is 'Internal number.';
comment on column share_plans.project_id is 'The project.';
comment on column share_plans.set_on is 'Day from which the curve counts.';
comment on column share_plans.on_dates is 'Days of the points, ascending; straight lines between them. None: withdrawn.';
comment on column share_plans.shares is 'Share of the area to be cleared by each of these days, 0 to 1, never falling.';
comment on column share_plans.reason is 'Why it replaces the one before; empty on a first one.';
comment on column share_plans.set_by is 'Who set it.';
comment on column share_plans.at is 'When it was recorded.';

-- Clearance deadlines: the row of the project has the last one, whoever writes it.
create table deadline_changes (
    id integer generated always as identity constraint deadline_change_pkey primary key,
    project_id integer not null constraint deadline_change_project_fkey references projects on delete cascade,
    set_on date not null default today_here(),
    planned_on date,
    reason text not null default coalesce(current_setting('matbang.reason', true), ''),
    set_by text not null default author_now(),
    at timestamptz not null default now()
);
insert into deadline_changes (project_id, set_on, planned_on, set_by)
select id, coalesce(start_on, date '1990-01-01'), clearance_deadline, 'matbang' from projects where clearance_deadline is not null;
create index deadline_change_project_idx on deadline_changes (project_id, set_on, id);
create trigger deadline_changes_changed after insert or update or delete on deadline_changes
for each row execute function project_children_changed();
comment on table deadline_changes is 'The clearance deadlines of a project, as they were set one after the other: on a day the last one set by then counts, before all of them the first. Written by a trigger on projects.';
comment on column deadline_changes.id is 'Internal number.';
comment on column deadline_changes.project_id is 'The project.';
comment on column deadline_changes.set_on is 'Day from which the deadline counts.';
comment on column deadline_changes.planned_on is 'The deadline; null: withdrawn.';
comment on column deadline_changes.reason is 'Why it replaces the one before; empty on a first one, and where a file brought it.';
comment on column deadline_changes.set_by is 'Who set it.';
comment on column deadline_changes.at is 'When it was recorded.';
comment on column projects.clearance_deadline is 'Day by which all land is to be handed over, as it was set last; deadline_changes has those before.';

create function keep_deadline() returns trigger language plpgsql as $$
begin
    insert into deadline_changes (project_id, planned_on) values (new.id, new.clearance_deadline);
    return null;
end $$;
comment on function keep_deadline is 'Keeps a clearance deadline beside those before it.';
create trigger projects_deadline_set after insert on projects
for each row when (new.clearance_deadline is not null) execute function keep_deadline();
create trigger projects_deadline_changed after update on projects
for each row when (old.clearance_deadline is distinct from new.clearance_deadline) execute function keep_deadline();

-- Commitments: to a share or to named parcels.
alter table commitments
    alter column share drop not null,
    add column text text not null default '',
    add column supersedes bigint constraint commitment_supersedes_fkey references commitments
        constraint commitment_supersedes_key unique,
    add column withdrawn_on date,
    add column reason text not null default '',
    add column withdrawal_reason text not null default '',
    add column recorded_by text not null default author_now(),
    add column at timestamptz not null default now();
update commitments set recorded_by = 'matbang';
comment on table commitments is 'Promises to have a share of a project, or named parcels, cleared by a day; superseded or withdrawn, never edited.';
comment on column commitments.share is 'Share of the area to be cleared by then, 0 to 1; null: the parcels in commitment_parcels.';
comment on column commitments.text is 'What was promised, in words; holds no names.';
comment on column commitments.supersedes is 'The commitment whose place it took.';
comment on column commitments.withdrawn_on is 'Day on which it was withdrawn; null: it was not.';
comment on column commitments.reason is 'Why it took the place of the one before.';
comment on column commitments.withdrawal_reason is 'Why it was withdrawn.';
comment on column commitments.recorded_by is 'Who recorded it.';
comment on column commitments.at is 'When it was recorded.';

create table commitment_parcels (
    commitment_id bigint not null constraint commitment_parcel_commitment_fkey references commitments on delete cascade,
    parcel_id bigint not null constraint commitment_parcel_parcel_fkey references parcels on delete cascade,
    constraint commitment_parcel_pkey primary key (commitment_id, parcel_id)
);
create index commitment_parcel_parcel_idx on commitment_parcels (parcel_id);
comment on table commitment_parcels is 'The parcels that a commitment is to have cleared.';
comment on column commitment_parcels.commitment_id is 'The commitment.';
comment on column commitment_parcels.parcel_id is 'The parcel.';

create function commitment_parcels_changed() returns trigger language plpgsql as $$
begin
    insert into changes (kind, project_id)
    select distinct 'project', c.project_id from commitments c where c.id in (select commitment_id from rows);
    perform ring_bell();
    return null;
end $$;
comment on function commitment_parcels_changed is 'Tells boards of the projects whose commitments are to other parcels.';
create trigger commitment_parcels_inserted after insert on commitment_parcels
referencing new table as rows for each statement execute function commitment_parcels_changed();
create trigger commitment_parcels_deleted after delete on commitment_parcels
referencing old table as rows for each statement execute function commitment_parcels_changed();

alter table events drop constraint event_entity_check, add constraint event_entity_check
    check (entity in ('unit', 'project', 'parcel', 'obstacle', 'import', 'commitment'));
