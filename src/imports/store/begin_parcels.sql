-- New parcels are noted once, at the end.
set local matbang.notes_new_parcels = on;

create temporary table staged_parcels (
    feature bigint not null,
    part smallint not null,
    project_code text not null,
    register_unit_code text not null,
    map_sheet text not null,
    parcel_no text not null,
    land_use text,
    agricultural boolean,
    household_code text,
    needs_resettlement boolean,
    legal_area_m2 double precision,
    recovered_area_m2 double precision,
    notified_on date,
    inventoried_on date,
    plan_posted_on date,
    plan_approved_on date,
    paid_on date,
    resettled_on date,
    recovery_decided_on date,
    handed_over_on date,
    measured_area_m2 double precision,
    geom geometry,
    interior_point geometry,
    holder_name text,
    compensation_vnd bigint,
    holder_folded text,
    doubtful boolean not null
) on commit drop;

-- Which parcel each row of the file is: one that was stored before it, or a new one with its number taken already.
create temporary table resolved_parcels (
    feature bigint not null,
    part smallint not null,
    project_id integer not null,
    id bigint not null,
    is_new boolean not null
) on commit drop;

-- The stored parcels that the file changes, as they will be.
create temporary table changed_parcels (
    id bigint not null,
    project_id integer not null,
    feature bigint not null,
    part smallint not null,
    given text[] not null,
    new_shape boolean not null,
    new_person boolean not null,
    fields jsonb not null,
    land_use text,
    household_code text,
    needs_resettlement boolean,
    legal_area_m2 double precision,
    recovered_area_m2 double precision,
    notified_on date,
    inventoried_on date,
    plan_posted_on date,
    plan_approved_on date,
    paid_on date,
    resettled_on date,
    recovery_decided_on date,
    handed_over_on date,
    holder_name text,
    compensation_vnd bigint,
    holder_folded text,
    salt bytea
) on commit drop;
