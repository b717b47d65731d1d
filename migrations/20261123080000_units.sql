-- Administrative units: a tree whose levels are data and whose units have validity dates.
create extension if not exists postgis;

create table unit_levels (
    level text constraint unit_level_pkey primary key
        constraint unit_level_code_check check (level ~ '^[a-z][a-z0-9_]{0,31}$'),
    name_vi text not null,
    name_en text not null,
    rank smallint not null
);
comment on table unit_levels is 'The levels of administrative units that this province uses; no level is named in code.';
comment on column unit_levels.level is 'Code of the level, for instance district.';
comment on column unit_levels.name_vi is 'Name of the level in Vietnamese.';
comment on column unit_levels.name_en is 'Name of the level in English.';
comment on column unit_levels.rank is 'Order from the top of the tree: a smaller number stands above.';

create table admin_units (
    id integer generated always as identity constraint admin_unit_pkey primary key,
    code text not null constraint admin_unit_code_check check (code <> '' and length(code) <= 40),
    name text not null constraint admin_unit_name_check check (name <> ''),
    level text not null constraint admin_unit_level_fkey references unit_levels,
    parent_code text,
    valid_from date,
    valid_to date,
    geom geometry(MultiPolygon, 4326),
    version integer not null default 1,
    constraint admin_unit_validity_check check (valid_from is null or valid_to is null or valid_from < valid_to),
    constraint admin_unit_key unique nulls not distinct (level, code, valid_from)
);
create index admin_unit_geom_idx on admin_units using gist (geom);
create index admin_unit_code_idx on admin_units (code);
comment on table admin_units is 'Administrative units of every level, past and present.';
comment on column admin_units.id is 'Internal number.';
comment on column admin_units.code is 'Code of the unit as its statistics office or its own register writes it.';
comment on column admin_units.name is 'Name in Vietnamese, Unicode NFC.';
comment on column admin_units.level is 'Level of the unit in the tree.';
comment on column admin_units.parent_code is 'Code of the unit above it, where known.';
comment on column admin_units.valid_from is 'First day on which the unit exists; null: always has.';
comment on column admin_units.valid_to is 'First day on which it exists no more; null: still does.';
comment on column admin_units.geom is 'Outline, WGS 84 lon/lat degrees.';
comment on column admin_units.version is 'Grows by one with every edit.';

create table admin_unit_pieces (
    unit_id integer not null constraint admin_unit_piece_unit_fkey references admin_units on delete cascade,
    geom geometry(Polygon, 4326) not null
);
create index admin_unit_piece_geom_idx on admin_unit_pieces using gist (geom);
create index admin_unit_piece_unit_idx on admin_unit_pieces (unit_id);
comment on table admin_unit_pieces is 'The outlines of admin_units cut into small pieces, so that asking which units contain a point is cheap.';
comment on column admin_unit_pieces.unit_id is 'The unit that the piece is a part of.';
comment on column admin_unit_pieces.geom is 'A part of its outline of at most 64 vertices, WGS 84 lon/lat degrees.';
