-- $1 a day: obstacles raised up to it, with what they hold up and whom they have reached, written independently of the service
with recursive above (code, told, height) as (
    select code, parent_code, 1 from admin_units where parent_code is not null
    union
    select a.code, u.parent_code, a.height + 1
    from above a join admin_units u on u.code = a.told and u.parent_code is not null where a.height < 4
),
known as (
    select o.*, p.code as project,
        exists (select from obstacle_intervals i where i.obstacle_id = o.id and i.opened_on <= $1 and (i.closed_on is null or i.closed_on > $1)) as is_open
    from obstacles o join projects p on p.id = o.project_id
    where exists (select from obstacle_intervals i where i.obstacle_id = o.id and i.opened_on <= $1)
),
late as (
    select k.*, case when k.is_open and k.due_on < $1 then $1 - k.due_on else 0 end as days from known k
),
reckoned as (
    select l.*,
        case when l.days > 0 then (
            select a.told from above a where a.code = l.responsible_unit_code and a.height <= 1 + (l.days - 1) / 7
            order by a.height desc limit 1
        ) end as told,
        held.parcels as held, held.area as held_m2
    from late l
    cross join lateral (
        select count(*) as parcels, coalesce(sum(coalesce(pa.recovered_area_m2, pa.legal_area_m2, pa.measured_area_m2, 0)), 0) as area
        from obstacle_parcels op join parcels pa on pa.id = op.parcel_id
        where op.obstacle_id = l.id and l.is_open
            and (pa.excluded_on is null or pa.excluded_on > $1) and (pa.handed_over_on is null or pa.handed_over_on > $1)
    ) held
)
select to_jsonb(r) || jsonb_build_object(
    'parcels', array(select parcel_id from obstacle_parcels where obstacle_id = r.id),
    'districts', array(
        select distinct u.code from obstacle_parcels join parcel_units using (parcel_id) join admin_units u on u.id = unit_id
        where obstacle_id = r.id and u.level = 'district'
    ),
    'households', array(
        select distinct household_code from obstacle_parcels join parcels pa on pa.id = parcel_id where obstacle_id = r.id
    )
) from reckoned r order by r.id
