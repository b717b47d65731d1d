-- Edits by people, many a second.

-- A new version of a row finds room beside the old one, so that no index has to learn of it.
alter table parcels set (fillfactor = 90);

-- PostgreSQL reads every check again for every statement: a few over many columns cost edits less than many over few.
alter table parcels
    drop constraint parcel_legal_area_check,
    drop constraint parcel_recovered_area_check,
    drop constraint parcel_measured_area_check,
    add constraint parcel_area_check check (least(legal_area_m2, recovered_area_m2, measured_area_m2) >= 0),
    drop constraint parcel_notified_on_check,
    drop constraint parcel_inventoried_on_check,
    drop constraint parcel_plan_posted_on_check,
    drop constraint parcel_plan_approved_on_check,
    drop constraint parcel_paid_on_check,
    drop constraint parcel_resettled_on_check,
    drop constraint parcel_recovery_decided_on_check,
    drop constraint parcel_handed_over_on_check,
    add constraint parcel_earliest_day_check check (
        least(notified_on, inventoried_on, plan_posted_on, plan_approved_on, paid_on, resettled_on, recovery_decided_on,
            handed_over_on) >= date '1990-01-01'
    ),
    drop constraint parcel_notified_dated_or_na_check,
    drop constraint parcel_inventoried_dated_or_na_check,
    drop constraint parcel_plan_posted_dated_or_na_check,
    drop constraint parcel_plan_approved_dated_or_na_check,
    drop constraint parcel_paid_dated_or_na_check,
    drop constraint parcel_resettled_dated_or_na_check,
    drop constraint parcel_recovery_decided_dated_or_na_check,
    -- A difference is null where one of the two is.
    add constraint parcel_dated_or_na_check check (
        coalesce(notified_on - notified_na_on, inventoried_on - inventoried_na_on, plan_posted_on - plan_posted_na_on,
            plan_approved_on - plan_approved_na_on, paid_on - paid_na_on, resettled_on - resettled_na_on,
            recovery_decided_on - recovery_decided_na_on) is null
    );

-- Rows come in the order of time: blocks of them are enough to find those of a day.
drop index audit_at_idx;
create index audit_at_idx on audit using brin (at);

-- One row tells of all the parcels that a statement touched in a project.
alter table changes add column parcel_ids bigint[];
update changes set parcel_ids = array[parcel_id] where parcel_id is not null;
alter table changes drop column parcel_id;
alter table changes drop constraint change_pkey;
drop index change_xid_idx;
alter table changes add constraint change_pkey primary key (xid, seq);
drop index change_at_idx;
create index change_at_idx on changes using brin (at);
comment on column changes.kind is 'units and rules: read all of them; project: the project row and its plans; parcels: some parcels, or all of the project.';
comment on column changes.parcel_ids is 'The parcels; null: all of the project.';

create or replace function note_changes(the_project_ids integer[], the_parcel_ids bigint[]) returns void language plpgsql as $$
begin
    insert into changes (kind, project_id, parcel_ids)
    select 'parcels', p.project_id, array_agg(distinct p.parcel_id)
    from unnest(the_project_ids, the_parcel_ids) as p (project_id, parcel_id)
    where p.parcel_id is not null
    group by p.project_id;
    perform ring_bell();
end $$;

create or replace function parcels_changed() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        insert into changes (kind, project_id, parcel_ids)
        select 'parcels', project_id, array_agg(id) from new_rows group by project_id;
    elsif tg_op = 'INSERT' then
        -- Parcels that come or go give all others of their project new places.
        insert into changes (kind, project_id) select distinct 'parcels', project_id from new_rows;
    else
        insert into changes (kind, project_id) select distinct 'parcels', project_id from old_rows;
    end if;
    return null;
end $$;

-- Asking before a function is called costs edits least.
create function ring_bell_after() returns trigger language plpgsql as $$
begin
    perform ring_bell();
    return null;
end $$;
create trigger parcels_ring_bell after insert or update or delete on parcels for each statement
    when (current_setting('matbang.rings_itself', true) is distinct from 'on') execute function ring_bell_after();

create function edited_day(stored date, edit jsonb, field text) returns date
language sql stable parallel safe
as $$ select case when edit ? field then (edit ->> field)::date else stored end $$;
comment on function edited_day is 'The value of a field after an edit: the new one, which may be none, where the edit names the field.';

create function refuse_unless_current(current_ones bigint, all_of_them integer) returns void language plpgsql as $$
begin
    if current_ones <> all_of_them then
        raise exception 'a parcel was edited in between' using constraint = 'parcel_version_current';
    end if;
end $$;
comment on function refuse_unless_current is 'Takes a statement back that did not meet every row in the version that it starts from.';
