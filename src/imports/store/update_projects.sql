-- $1 whether values set by persons were overwritten
update projects p set
    name = m.name,
    sector = m.sector,
    project_group = m.project_group,
    investor = m.investor,
    start_on = m.start_on,
    clearance_deadline = m.clearance_deadline,
    corridor_width_m = m.corridor_width_m,
    min_workable_m = m.min_workable_m,
    boundary = m.boundary,
    alignment = m.alignment,
    set_by_person = case when $1 then array(select unnest(p.set_by_person) except select unnest(m.given)) else p.set_by_person end,
    version = p.version + 1
from merged_projects m
where p.id = m.id and not m.is_new and m.fields <> '{}'
