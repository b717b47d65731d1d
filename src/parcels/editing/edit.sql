-- Writes edits: $1 what they do to parcels, $2 the edits themselves, $3 the documents that they give to steps, $5
-- the days that they give to other facts, all as arrays of objects that belong together by the operation; $4 is today. Gives
-- back when.
with edits as materialized (
    select e.*, array(select jsonb_object_keys(e.columns)) as names
    from jsonb_to_recordset($2) as e
        (op_id uuid, author text, door text, subject text, columns jsonb, effective_on date, reason text)
),
locked as materialized (
    -- In an order that cannot deadlock.
    select p.id, g.version, g.fields, g.op_id
    from jsonb_to_recordset($1) as g (op_id uuid, id bigint, version integer, fields jsonb)
    join parcels p on p.id = g.id
    order by p.id for update of p
),
edited as (
    update parcels p set
        notified_on = edited_day(p.notified_on, e.columns, 'notified_on'),
        inventoried_on = edited_day(p.inventoried_on, e.columns, 'inventoried_on'),
        plan_posted_on = edited_day(p.plan_posted_on, e.columns, 'plan_posted_on'),
        plan_approved_on = edited_day(p.plan_approved_on, e.columns, 'plan_approved_on'),
        paid_on = edited_day(p.paid_on, e.columns, 'paid_on'),
        resettled_on = edited_day(p.resettled_on, e.columns, 'resettled_on'),
        recovery_decided_on = edited_day(p.recovery_decided_on, e.columns, 'recovery_decided_on'),
        handed_over_on = edited_day(p.handed_over_on, e.columns, 'handed_over_on'),
        notified_na_on = edited_day(p.notified_na_on, e.columns, 'notified_na_on'),
        inventoried_na_on = edited_day(p.inventoried_na_on, e.columns, 'inventoried_na_on'),
        plan_posted_na_on = edited_day(p.plan_posted_na_on, e.columns, 'plan_posted_na_on'),
        plan_approved_na_on = edited_day(p.plan_approved_na_on, e.columns, 'plan_approved_na_on'),
        paid_na_on = edited_day(p.paid_na_on, e.columns, 'paid_na_on'),
        resettled_na_on = edited_day(p.resettled_na_on, e.columns, 'resettled_na_on'),
        recovery_decided_na_on = edited_day(p.recovery_decided_na_on, e.columns, 'recovery_decided_na_on'),
        excluded_on = edited_day(p.excluded_on, e.columns, 'excluded_on'),
        note = coalesce(e.columns ->> 'note', p.note),
        version = p.version + 1,
        updated_at = now(),
        updated_by = e.author,
        set_by_person = p.set_by_person || array(select name from unnest(e.names) as name where name <> all (p.set_by_person)),
        touched_days = case when $4::date = any(p.touched_days) then p.touched_days else p.touched_days || $4::date end
    from locked l join edits e using (op_id)
    where p.id = l.id and p.version = l.version
    returning p.id, p.project_id, l.fields, l.op_id
),
new_documents as (
    select e.id as parcel_id, n.step, n.number, n.signed_on
    from edited e join jsonb_to_recordset($3) as n (op_id uuid, step text, number text, signed_on date) using (op_id)
),
taken_away as (
    delete from step_documents d using new_documents n
    where d.parcel_id = n.parcel_id and d.step = n.step and n.number = '' and n.signed_on is null
),
documented as (
    insert into step_documents (parcel_id, step, number, signed_on)
    select parcel_id, step, number, signed_on from new_documents where number <> '' or signed_on is not null
    on conflict on constraint step_document_pkey do update set number = excluded.number, signed_on = excluded.signed_on
),
new_facts as (
    select e.id as parcel_id, n.fact, n.on_date
    from edited e join jsonb_to_recordset($5) as n (op_id uuid, fact text, on_date date) using (op_id)
),
taken_back as (
    -- Not what stays: whether it went first would be open.
    delete from parcel_facts f using new_facts n
    where f.parcel_id = n.parcel_id and f.fact = n.fact and f.on_date is distinct from n.on_date
),
dated as (
    insert into parcel_facts (parcel_id, fact, on_date)
    select parcel_id, fact, on_date from new_facts where on_date is not null
    on conflict on constraint parcel_fact_key do nothing
),
recorded as (
    insert into audit (op_id, actor, door, action, subject)
    select op_id, author, door, 'parcel.update', subject from edits
),
told as (
    insert into events (op_id, entity, entity_id, project_id, action, effective_on, fields, note)
    select op_id, 'parcel', p.id, p.project_id, 'updated', e.effective_on, p.fields, e.reason
    from edited p join edits e using (op_id)
)
select now() as "at!", refuse_unless_current(count(*), jsonb_array_length($1)) from edited
