-- A register brings a hundred thousand parcels in one statement, and PostgreSQL checks foreign keys row by row. Rows that
-- follow from parcels and units are therefore removed with them set by set; who inserts them has just joined both.
alter table parcel_units drop constraint parcel_unit_parcel_fkey, drop constraint parcel_unit_unit_fkey;
alter table parcel_persons drop constraint parcel_person_parcel_fkey;
alter table events drop constraint event_op_fkey;

create function parcels_removed() returns trigger language plpgsql as $$
begin
    delete from parcel_units where parcel_id in (select id from old_rows);
    delete from parcel_persons where parcel_id in (select id from old_rows);
    return null;
end $$;
comment on function parcels_removed is 'Removes what belongs to parcels that are deleted.';
create trigger parcels_removed after delete on parcels referencing old table as old_rows
for each statement execute function parcels_removed();

create function units_removed() returns trigger language plpgsql as $$
begin
    delete from parcel_units where unit_id in (select id from old_rows);
    return null;
end $$;
comment on function units_removed is 'Removes what belongs to units that are deleted.';
create trigger units_removed after delete on admin_units referencing old table as old_rows
for each statement execute function units_removed();

-- A board that learns of more parcels of a project than this reads the whole project, which is quicker.
create or replace function note_changes(the_project_ids integer[], the_parcel_ids bigint[]) returns void language plpgsql as $$
begin
    insert into changes (kind, project_id, parcel_id)
    with touched as materialized (
        select p.project_id, p.parcel_id from unnest(the_project_ids, the_parcel_ids) as p (project_id, parcel_id)
        where p.parcel_id is not null
    ),
    many as (
        select project_id from touched group by project_id having count(*) > 500
    )
    select 'parcels', project_id, null::bigint from many
    union all
    select distinct 'parcels', t.project_id, t.parcel_id from touched t where t.project_id not in (select project_id from many);
    perform ring_bell();
end $$;
