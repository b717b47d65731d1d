-- $1: object with the columns of obstacles, `project` (code) where it has no parcels, `account`
-- (of whom it waits for), and `intervals`: pairs of days
-- $2: its parcels
with raised as (
    insert into obstacles (project_id, scope, household_code, cause, description, due_on, responsible_unit_code,
                           responsible_user_id, next_action, state)
    select coalesce((select project_id from parcels where id = $2[1]), (select id from projects where code = $1->>'project')),
        v.scope, coalesce(v.household_code, ''), v.cause, coalesce(v.description, ''), v.due_on,
        coalesce(v.responsible_unit_code, ''), (select id from users where name = $1->>'account'), coalesce(v.next_action, ''),
        coalesce(v.state, case when ($1->'intervals'->-1->>1) is null then 'open' else 'resolved' end)
    from jsonb_populate_record(null::obstacles, $1 - 'intervals' - 'project' - 'account') v
    returning id
), intervals as (
    insert into obstacle_intervals (obstacle_id, opened_on, closed_on)
    select raised.id, (pair->>0)::date, (pair->>1)::date from raised, jsonb_array_elements($1->'intervals') pair
), blocked as (
    insert into obstacle_parcels (obstacle_id, parcel_id) select raised.id, parcel from raised, unnest($2::bigint[]) parcel
)
select id from raised
