-- $1 whether values set by persons are overwritten
insert into merged_projects (
    id, is_new, given, kept, fields, code,
    name, sector, project_group, investor, start_on, clearance_deadline, corridor_width_m, min_workable_m,
    boundary, alignment
)
select
    coalesce(p.id, nextval(pg_get_serial_sequence('projects', 'id'))::integer),
    p.id is null,
    g.given,
    g.given && h.held and field_changes(to_jsonb(s) - array['boundary', 'alignment'], to_jsonb(before)) ?| h.held,
    case when p.id is null then '{}' else field_changes(
        to_jsonb(before) || jsonb_build_object('boundary', shape_mark(p.boundary), 'alignment', shape_mark(p.alignment)),
        to_jsonb(after) || jsonb_build_object('boundary', shape_mark(shapes.boundary), 'alignment', shape_mark(shapes.alignment))
    ) end,
    s.code,
    after.*,
    shapes.*
from staged_projects s
left join projects p on p.code = s.code
cross join lateral (
    select array_remove(array[
            case when s.name is not null then 'name' end,
            case when s.sector is not null then 'sector' end,
            case when s.project_group is not null then 'project_group' end,
            case when s.investor is not null then 'investor' end,
            case when s.start_on is not null then 'start_on' end,
            case when s.clearance_deadline is not null then 'clearance_deadline' end,
            case when s.corridor_width_m is not null then 'corridor_width_m' end,
            case when s.min_workable_m is not null then 'min_workable_m' end,
            case when s.boundary is not null then 'boundary' end,
            case when s.alignment is not null then 'alignment' end
        ], null) as given
) g
cross join lateral (select case when $1 then '{}' else coalesce(p.set_by_person, '{}') end as held) h
cross join lateral (
    select
        p.name,
        p.sector,
        p.project_group,
        p.investor,
        p.start_on,
        p.clearance_deadline,
        p.corridor_width_m,
        p.min_workable_m
) before
cross join lateral (
    select
        imported_value(coalesce(p.name, s.name), s.name, 'name', h.held) as name,
        imported_value(coalesce(p.sector, 'other'), s.sector, 'sector', h.held) as sector,
        imported_value(p.project_group, s.project_group, 'project_group', h.held) as project_group,
        imported_value(coalesce(p.investor, ''), s.investor, 'investor', h.held) as investor,
        imported_value(p.start_on, s.start_on, 'start_on', h.held) as start_on,
        imported_value(p.clearance_deadline, s.clearance_deadline, 'clearance_deadline', h.held) as clearance_deadline,
        imported_value(p.corridor_width_m, s.corridor_width_m, 'corridor_width_m', h.held) as corridor_width_m,
        imported_value(coalesce(p.min_workable_m, 100), s.min_workable_m, 'min_workable_m', h.held) as min_workable_m
) after
cross join lateral (
    select
        imported_value(p.boundary, s.boundary, 'boundary', h.held) as boundary,
        imported_value(p.alignment, s.alignment, 'alignment', h.held) as alignment
) shapes
