update projects p set
    name = b.name,
    sector = b.sector,
    project_group = b.project_group,
    investor = b.investor,
    start_on = b.start_on,
    clearance_deadline = b.clearance_deadline,
    corridor_width_m = b.corridor_width_m,
    min_workable_m = b.min_workable_m,
    boundary = b.boundary,
    alignment = b.alignment,
    archived_on = b.archived_on,
    set_by_person = b.set_by_person,
    version = p.version + 1
from import_before_projects b
where b.id = p.id
