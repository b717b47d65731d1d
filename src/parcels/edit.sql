-- $1 parcels, $2 the versions that the edit starts from, $3 changed fields of each, $4 new column values by name, $5 those
-- names, $6 author, $7 door, $8 operation, $9 subject, $10 today, $11 day from which it counts, $12 reason,
-- $13 steps with a new document, $14 its number, $15 the day of its signature
with locked as materialized (
    -- In an order that cannot deadlock.
    select p.id, g.version, g.fields
    from unnest($1::bigint[], $2::integer[], $3::jsonb[]) as g (id, version, fields)
    join parcels p on p.id = g.id
    order by p.id for update of p
),
edited as (
    update parcels p set
        notified_on = edited_day(p.notified_on, $4, 'notified_on'),
        inventoried_on = edited_day(p.inventoried_on, $4, 'inventoried_on'),
        plan_posted_on = edited_day(p.plan_posted_on, $4, 'plan_posted_on'),
        plan_approved_on = edited_day(p.plan_approved_on, $4, 'plan_approved_on'),
        paid_on = edited_day(p.paid_on, $4, 'paid_on'),
        resettled_on = edited_day(p.resettled_on, $4, 'resettled_on'),
        recovery_decided_on = edited_day(p.recovery_decided_on, $4, 'recovery_decided_on'),
        handed_over_on = edited_day(p.handed_over_on, $4, 'handed_over_on'),
        notified_na_on = edited_day(p.notified_na_on, $4, 'notified_na_on'),
        inventoried_na_on = edited_day(p.inventoried_na_on, $4, 'inventoried_na_on'),
        plan_posted_na_on = edited_day(p.plan_posted_na_on, $4, 'plan_posted_na_on'),
        plan_approved_na_on = edited_day(p.plan_approved_na_on, $4, 'plan_approved_na_on'),
        paid_na_on = edited_day(p.paid_na_on, $4, 'paid_na_on'),
        resettled_na_on = edited_day(p.resettled_na_on, $4, 'resettled_na_on'),
        recovery_decided_na_on = edited_day(p.recovery_decided_na_on, $4, 'recovery_decided_na_on'),
        excluded_on = edited_day(p.excluded_on, $4, 'excluded_on'),
        note = coalesce($4 ->> 'note', p.note),
        version = p.version + 1,
        updated_at = now(),
        updated_by = $6,
        set_by_person = p.set_by_person || array(select name from unnest($5::text[]) as name where name <> all (p.set_by_person)),
        touched_days = case when $10 = any(p.touched_days) then p.touched_days else p.touched_days || $10 end
    from locked l
    where p.id = l.id and p.version = l.version
    returning p.id, p.project_id, l.fields
),
new_documents as (
    select * from unnest($13::text[], $14::text[], $15::date[]) as n (step, number, signed_on)
),
taken_away as (
    delete from step_documents d using new_documents n
    where d.parcel_id = any($1) and d.step = n.step and n.number = '' and n.signed_on is null
),
documented as (
    insert into step_documents (parcel_id, step, number, signed_on)
    select e.id, n.step, n.number, n.signed_on from edited e cross join new_documents n
    where n.number <> '' or n.signed_on is not null
    on conflict on constraint step_document_pkey do update set number = excluded.number, signed_on = excluded.signed_on
),
recorded as (
    insert into audit (op_id, actor, door, action, subject) values ($8, $6, $7, 'parcel.update', $9)
),
told as (
    insert into events (op_id, entity, entity_id, project_id, action, effective_on, fields, note)
    select $8, 'parcel', id, project_id, 'updated', $11, fields, $12 from edited
)
select refuse_unless_current(count(*), cardinality($1::bigint[])) from edited
