create temporary table staged_projects (
    feature bigint not null,
    code text not null,
    name text,
    sector text,
    project_group text,
    investor text,
    start_on date,
    clearance_deadline date,
    corridor_width_m double precision,
    min_workable_m double precision,
    doubtful boolean not null,
    boundary geometry,
    alignment geometry
) on commit drop;

-- What the file makes of each project: new, changed or as it was.
create temporary table merged_projects (
    id integer not null,
    is_new boolean not null,
    given text[] not null,
    kept boolean not null,
    fields jsonb not null,
    code text not null,
    name text not null,
    sector text not null,
    project_group text,
    investor text not null,
    start_on date,
    clearance_deadline date,
    corridor_width_m double precision,
    min_workable_m double precision not null,
    boundary geometry,
    alignment geometry
) on commit drop;
