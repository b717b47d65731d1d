-- What looks wrong about parcels of the file as they are now stored
select
    r.feature,
    concat_ws('/', p.code, x.register_unit_code, x.map_sheet, x.parcel_no) as key,
    remark.code,
    remark.a,
    remark.b
from resolved_parcels r
join parcels x on x.id = r.id
join projects p on p.id = r.project_id
cross join lateral (
    select 'area_differs' as code, x.legal_area_m2 as a, x.measured_area_m2 as b
    where abs(x.measured_area_m2 - x.legal_area_m2) > 0.05 * x.legal_area_m2
    union all
    select 'no_shape', null, null
    where x.geom is null
    union all
    select 'open_obstacle', null, null
    where x.handed_over_on is not null and exists (
        select
        from obstacle_parcels op
        join obstacle_intervals i on i.obstacle_id = op.obstacle_id
        join obstacles o on o.id = op.obstacle_id
        where op.parcel_id = x.id and i.closed_on is null and o.cause <> 'WORKS_STOPPED'
    )
) remark
order by r.feature
