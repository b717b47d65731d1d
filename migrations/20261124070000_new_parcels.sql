-- New parcels come by the million: what is checked, told and indexed row by row must be worth its price.

-- Where a parcel comes from stands on the parcel itself instead of in an event of its own.
alter table parcels add column imported_by uuid;
alter table import_before_parcels add column imported_by uuid;
comment on column parcels.imported_by is 'The import that brought the parcel, in audit and imports; its event begins the history of each of its parcels. Null: its own events tell.';
comment on column import_before_parcels.imported_by is 'The import that brought the parcel, in audit and imports; its event begins the history of each of its parcels. Null: its own events tell.';
comment on column events.entity_id is 'Its internal number; 0 for an import, which op_id names.';
comment on table events is 'What changed, thing by thing; new parcels of an import by one event of the import. Append-only; holds no personal data. Written with its audit row in one transaction: a foreign key would be checked row by row.';

-- Only imports of units asked by shape; they ask the interior points, of all parcels at once.
drop index parcel_geom_idx;

-- One index finds households by the beginning of their code and within a project.
drop index parcel_household_search_idx;
drop index parcel_household_idx;
create index parcel_household_idx on parcels (lower(household_code) text_pattern_ops, project_id) where household_code <> '';

-- A foreign key is checked row by row: these check a statement at a time.
alter table parcels drop constraint parcel_project_fkey;

create function parcels_of_projects() returns trigger language plpgsql as $$
declare
    asked integer[] := array(select distinct project_id from new_rows);
    found integer[] := array(select id from projects where id = any (asked) for key share);
begin
    if cardinality(found) < cardinality(asked) then
        raise foreign_key_violation using message = 'a parcel needs a project that is there', constraint = 'parcel_project_fkey';
    end if;
    return null;
end $$;
comment on function parcels_of_projects is 'Refuses parcels of projects that are not there, and keeps the projects of new parcels there until the commit.';
create trigger parcels_of_projects after insert on parcels referencing new table as new_rows
for each statement execute function parcels_of_projects();

create function project_without_parcels() returns trigger language plpgsql as $$
begin
    if exists (select from parcels where project_id = old.id) then
        raise foreign_key_violation using message = 'a project with parcels stays', constraint = 'parcel_project_fkey';
    end if;
    return old;
end $$;
comment on function project_without_parcels is 'Keeps projects that have parcels.';
create trigger project_without_parcels before delete on projects
for each row execute function project_without_parcels();

-- An import inserts in many statements, and notes its new parcels once, at its end.
drop trigger parcels_inserted on parcels;
create trigger parcels_inserted after insert on parcels referencing new table as new_rows for each statement
when (current_setting('matbang.notes_new_parcels', true) is distinct from 'on') execute function parcels_changed();
drop trigger parcel_units_inserted on parcel_units;
create trigger parcel_units_inserted after insert on parcel_units referencing new table as new_rows for each statement
when (current_setting('matbang.notes_new_parcels', true) is distinct from 'on') execute function parcel_children_changed();
