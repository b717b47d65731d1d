-- Staged rows that must not be stored, whatever they are rows of.
create temporary table refused_rows (
    feature bigint not null,
    key text not null,
    reason text not null,
    first bigint,
    x double precision,
    y double precision
) on commit drop;

-- Staged areas that are not plainly valid.
create temporary table doubtful_shapes (
    feature bigint not null,
    key text not null,
    geom geometry not null,
    reason text,
    x double precision,
    y double precision,
    area_m2 double precision,
    repaired geometry,
    repaired_area_m2 double precision
) on commit drop;
