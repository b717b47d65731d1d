-- Parcels affected by projects, with the dates of their legal steps.
create table land_uses (
    code text constraint land_use_pkey primary key,
    name_vi text not null,
    name_en text not null,
    agricultural boolean not null
);
comment on table land_uses is 'Land use codes of the cadastre.';
comment on column land_uses.code is 'Code as the register writes it, for instance LUC.';
comment on column land_uses.name_vi is 'Name in Vietnamese.';
comment on column land_uses.name_en is 'Name in English.';
comment on column land_uses.agricultural is 'Whether the law counts it as agricultural land.';

insert into land_uses (code, name_vi, name_en, agricultural) values
    ('LUC', 'Đất chuyên trồng lúa', 'Wet rice', true),
    ('LUK', 'Đất trồng lúa còn lại', 'Other rice', true),
    ('LUN', 'Đất lúa nương', 'Upland rice', true),
    ('BHK', 'Đất trồng cây hằng năm khác', 'Other annual crops', true),
    ('NHK', 'Đất nương rẫy trồng cây hằng năm khác', 'Upland annual crops', true),
    ('HNK', 'Đất trồng cây hằng năm khác', 'Other annual crops', true),
    ('CLN', 'Đất trồng cây lâu năm', 'Perennial crops', true),
    ('RSX', 'Đất rừng sản xuất', 'Production forest', true),
    ('RPH', 'Đất rừng phòng hộ', 'Protection forest', true),
    ('RDD', 'Đất rừng đặc dụng', 'Special-use forest', true),
    ('NTS', 'Đất nuôi trồng thủy sản', 'Aquaculture', true),
    ('NKH', 'Đất nông nghiệp khác', 'Other agricultural', true),
    ('ONT', 'Đất ở tại nông thôn', 'Rural residential', false),
    ('ODT', 'Đất ở tại đô thị', 'Urban residential', false),
    ('TSC', 'Đất xây dựng trụ sở cơ quan', 'Public offices', false),
    ('SKC', 'Đất cơ sở sản xuất phi nông nghiệp', 'Non-agricultural production', false),
    ('SKK', 'Đất khu công nghiệp', 'Industrial park', false),
    ('TMD', 'Đất thương mại, dịch vụ', 'Commerce and services', false),
    ('DGT', 'Đất giao thông', 'Transport', false),
    ('DTL', 'Đất thủy lợi', 'Irrigation', false),
    ('NTD', 'Đất nghĩa trang', 'Cemetery', false),
    ('TON', 'Đất tôn giáo', 'Religious', false),
    ('SON', 'Đất sông, ngòi, kênh, rạch, suối', 'Rivers and streams', false),
    ('MNC', 'Đất mặt nước chuyên dùng', 'Special-use water', false),
    ('BCS', 'Đất bằng chưa sử dụng', 'Unused flat land', false),
    ('DCS', 'Đất đồi núi chưa sử dụng', 'Unused hill land', false);
create table parcels (
    id bigint generated always as identity constraint parcel_pkey primary key,
    project_id integer not null constraint parcel_project_fkey references projects,
    register_unit_code text not null default '',
    map_sheet text not null constraint parcel_map_sheet_check check (length(map_sheet) <= 40),
    parcel_no text not null constraint parcel_parcel_no_check check (parcel_no <> '' and length(parcel_no) <= 40),
    land_use text not null default '',
    agricultural boolean not null default false,
    household_code text not null default '',
    needs_resettlement boolean not null default false,
    legal_area_m2 double precision constraint parcel_legal_area_check check (legal_area_m2 >= 0),
    recovered_area_m2 double precision constraint parcel_recovered_area_check check (recovered_area_m2 >= 0),
    measured_area_m2 double precision constraint parcel_measured_area_check check (measured_area_m2 >= 0),
    notified_on date constraint parcel_notified_on_check check (notified_on >= date '1990-01-01'),
    inventoried_on date constraint parcel_inventoried_on_check check (inventoried_on >= date '1990-01-01'),
    plan_posted_on date constraint parcel_plan_posted_on_check check (plan_posted_on >= date '1990-01-01'),
    plan_approved_on date constraint parcel_plan_approved_on_check check (plan_approved_on >= date '1990-01-01'),
    paid_on date constraint parcel_paid_on_check check (paid_on >= date '1990-01-01'),
    resettled_on date constraint parcel_resettled_on_check check (resettled_on >= date '1990-01-01'),
    recovery_decided_on date constraint parcel_recovery_decided_on_check check (recovery_decided_on >= date '1990-01-01'),
    handed_over_on date constraint parcel_handed_over_on_check check (handed_over_on >= date '1990-01-01'),
    notified_na_on date,
    inventoried_na_on date,
    plan_posted_na_on date,
    plan_approved_na_on date,
    paid_na_on date,
    resettled_na_on date,
    recovery_decided_na_on date,
    excluded_on date,
    note text not null default '',
    geom geometry(MultiPolygon, 4326),
    interior_point geometry(Point, 4326),
    shape_version integer not null default 1,
    version integer not null default 1,
    set_by_person text[] not null default '{}',
    touched_days date[] not null default '{}',
    updated_at timestamptz not null default now(),
    updated_by text not null default '',
    constraint parcel_key unique (project_id, register_unit_code, map_sheet, parcel_no),
    constraint parcel_notified_dated_or_na_check check (notified_on is null or notified_na_on is null),
    constraint parcel_inventoried_dated_or_na_check check (inventoried_on is null or inventoried_na_on is null),
    constraint parcel_plan_posted_dated_or_na_check check (plan_posted_on is null or plan_posted_na_on is null),
    constraint parcel_plan_approved_dated_or_na_check check (plan_approved_on is null or plan_approved_na_on is null),
    constraint parcel_paid_dated_or_na_check check (paid_on is null or paid_na_on is null),
    constraint parcel_resettled_dated_or_na_check check (resettled_on is null or resettled_na_on is null),
    constraint parcel_recovery_decided_dated_or_na_check check (recovery_decided_on is null or recovery_decided_na_on is null),
    constraint parcel_point_check check ((geom is null) = (interior_point is null))
);
create index parcel_geom_idx on parcels using gist (geom);
create index parcel_no_idx on parcels (lower(parcel_no));
create index parcel_household_search_idx on parcels (lower(household_code) text_pattern_ops);
create index parcel_household_idx on parcels (project_id, household_code) where household_code <> '';
comment on table parcels is 'Cadastral parcels, each affected by one project. Status, due date and lateness are computed, never stored.';
comment on column parcels.id is 'Internal number; stable, used in addresses and tiles.';
comment on column parcels.project_id is 'The project that needs the land.';
comment on column parcels.register_unit_code is 'Unit as the register writes it; empty where it does not.';
comment on column parcels.map_sheet is 'Cadastral map sheet (tờ bản đồ).';
comment on column parcels.parcel_no is 'Parcel number on the sheet (số thửa).';
comment on column parcels.land_use is 'Land use codes, with areas in m² where several: ONT 120 + CLN 380.';
comment on column parcels.agricultural is 'Whether every land use of the parcel is agricultural by land_uses; unknown counts as not.';
comment on column parcels.household_code is 'Code of the land user''s household or organisation within the project; empty: unknown.';
comment on column parcels.needs_resettlement is 'Whether the household must be resettled.';
comment on column parcels.legal_area_m2 is 'Area in the papers, m².';
comment on column parcels.recovered_area_m2 is 'Area to be recovered for the project, m².';
comment on column parcels.measured_area_m2 is 'Area of the shape on the ellipsoid, m².';
comment on column parcels.notified_on is 'Day: notice of land recovery served.';
comment on column parcels.inventoried_on is 'Day: surveyed and inventoried.';
comment on column parcels.plan_posted_on is 'Day: compensation plan posted for comment.';
comment on column parcels.plan_approved_on is 'Day: compensation plan approved.';
comment on column parcels.paid_on is 'Day: compensation paid or deposited.';
comment on column parcels.resettled_on is 'Day: resettlement land or house handed to the household.';
comment on column parcels.recovery_decided_on is 'Day: recovery decision issued.';
comment on column parcels.handed_over_on is 'Day: land handed over: cleared.';
comment on column parcels.notified_na_on is 'Day from which the step notified does not apply to this parcel.';
comment on column parcels.inventoried_na_on is 'Day from which the step inventoried does not apply to this parcel.';
comment on column parcels.plan_posted_na_on is 'Day from which the step plan_posted does not apply to this parcel.';
comment on column parcels.plan_approved_na_on is 'Day from which the step plan_approved does not apply to this parcel.';
comment on column parcels.paid_na_on is 'Day from which the step paid does not apply to this parcel.';
comment on column parcels.resettled_na_on is 'Day from which the step resettled does not apply to this parcel.';
comment on column parcels.recovery_decided_na_on is 'Day from which the step recovery_decided does not apply to this parcel.';
comment on column parcels.excluded_on is 'Day from which the design no longer needs the parcel; it is then in no total.';
comment on column parcels.note is 'Latest remark on the parcel; holds no names.';
comment on column parcels.geom is 'Shape, WGS 84 lon/lat degrees; null: no shape yet.';
comment on column parcels.interior_point is 'A point certainly inside the shape, WGS 84 lon/lat degrees.';
comment on column parcels.shape_version is 'Grows by one when the shape or the key changes, by trigger.';
comment on column parcels.version is 'Grows by one with every edit.';
comment on column parcels.set_by_person is 'Names of the fields whose value a person set last: an import keeps them.';
comment on column parcels.touched_days is 'Days on which a person updated the parcel, ascending; imports do not count.';
comment on column parcels.updated_at is 'Time of the last edit.';
comment on column parcels.updated_by is 'Who made the last edit.';

create function parcel_identity_changed() returns trigger language plpgsql as $$
begin
    if new.project_id <> old.project_id then
        raise exception 'a parcel stays in its project: delete it and import it into the other';
    end if;
    new.shape_version := old.shape_version + 1;
    return new;
end $$;
comment on function parcel_identity_changed is 'Tells boards that shape or key must be read again, not only the facts.';
create trigger parcel_identity_changed before update of geom, project_id, register_unit_code, map_sheet, parcel_no on parcels
    for each row when (
        -- As bytes: the operator for shapes would not be found while a dump is restored.
        st_asbinary(old.geom) is distinct from st_asbinary(new.geom)
        or (old.project_id, old.register_unit_code, old.map_sheet, old.parcel_no)
            is distinct from (new.project_id, new.register_unit_code, new.map_sheet, new.parcel_no)
    ) execute function parcel_identity_changed();

create table step_documents (
    parcel_id bigint not null constraint step_document_parcel_fkey references parcels on delete cascade,
    step text not null constraint step_document_step_check check (step in ('notified', 'inventoried', 'plan_posted', 'plan_approved', 'paid', 'resettled', 'recovery_decided', 'handed_over')),
    number text not null default '',
    signed_on date,
    constraint step_document_pkey primary key (parcel_id, step)
);
comment on table step_documents is 'The document behind a step of a parcel.';
comment on column step_documents.parcel_id is 'The parcel.';
comment on column step_documents.step is 'The step that the document proves.';
comment on column step_documents.number is 'Number of the document, for instance 1234/QĐ-UBND.';
comment on column step_documents.signed_on is 'Day of signature.';

create table parcel_persons (
    parcel_id bigint constraint parcel_person_pkey primary key,
    holder_name text not null default '',
    compensation_vnd bigint constraint parcel_person_compensation_check check (compensation_vnd >= 0)
);
comment on table parcel_persons is 'Personal data of land users (Law 91/2025/QH15), apart from the parcels so that no query meets them by accident.';
comment on column parcel_persons.parcel_id is 'The parcel.';
comment on column parcel_persons.holder_name is 'Name of the land user. PERSONAL.';
comment on column parcel_persons.compensation_vnd is 'Compensation of the parcel, whole VND. PERSONAL.';

create table parcel_units (
    parcel_id bigint not null,
    unit_id integer not null,
    constraint parcel_unit_pkey primary key (parcel_id, unit_id)
);
create index parcel_unit_unit_idx on parcel_units (unit_id);
comment on table parcel_units is 'Every unit, of every level, that contains the interior point of a parcel; recomputed when units change.';
comment on column parcel_units.parcel_id is 'The parcel.';
comment on column parcel_units.unit_id is 'The unit.';

-- A register brings a hundred thousand parcels in one statement, and PostgreSQL checks foreign keys row by row. Persons and
-- units of parcels have none, then: they are removed with the parcels set by set, and who inserts them has just joined both.
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

create table parcel_facts (
    id bigint generated always as identity constraint parcel_fact_pkey primary key,
    parcel_id bigint not null constraint parcel_fact_parcel_fkey references parcels on delete cascade,
    fact text not null constraint parcel_fact_fact_check check (fact in ('opinion_meeting', 'disagreed', 'appraisal_filed', 'inventory_refused', 'enforcement_complied')),
    on_date date not null,
    constraint parcel_fact_key unique (parcel_id, fact, on_date)
);
comment on table parcel_facts is 'Dated facts of a parcel, other than steps, that start a clock.';
comment on column parcel_facts.id is 'Internal number.';
comment on column parcel_facts.parcel_id is 'The parcel.';
comment on column parcel_facts.fact is 'What happened.';
comment on column parcel_facts.on_date is 'The day on which it happened.';
