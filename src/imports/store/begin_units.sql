create temporary table staged_units (
    feature bigint not null,
    code text not null,
    name text not null,
    level text not null,
    parent_code text,
    valid_from date,
    valid_to date,
    doubtful boolean not null,
    geom geometry
) on commit drop;

-- What the file makes of each unit: new, changed or as it was.
create temporary table merged_units (
    id integer not null,
    is_new boolean not null,
    new_shape boolean not null,
    fields jsonb not null,
    code text not null,
    name text not null,
    level text not null,
    parent_code text,
    valid_from date,
    valid_to date,
    geom geometry
) on commit drop;
