-- Who did what, what changed, and what every board must read again.
create table audit (
    op_id uuid constraint audit_pkey primary key,
    at timestamptz not null default now(),
    actor text not null constraint audit_actor_check check (actor <> ''),
    door text not null,
    action text not null,
    subject text not null default ''
);
create index audit_at_idx on audit (at);
comment on table audit is 'One row for every write: who, when, by which door. Append-only.';
comment on column audit.op_id is 'Identity of the operation; a device that sends it twice is answered as the first time.';
comment on column audit.at is 'When it was recorded.';
comment on column audit.actor is 'Who did it.';
comment on column audit.door is 'http, import, cli or demo.';
comment on column audit.action is 'What was done, for instance parcel.update.';
comment on column audit.subject is 'What it was done to; holds no names of land users.';

create table events (
    id bigint generated always as identity constraint event_pkey primary key,
    op_id uuid not null,
    entity text not null constraint event_entity_check check (entity in ('unit', 'project', 'parcel', 'obstacle', 'import')),
    entity_id bigint not null,
    project_id integer,
    action text not null,
    effective_on date not null,
    fields jsonb not null default '{}',
    note text not null default '',
    constraint event_once_key unique (op_id, entity, entity_id)
);
create index event_entity_idx on events (entity, entity_id, id);
comment on table events is 'What changed, thing by thing. Append-only; holds no personal data. Written with its audit row in one transaction: a foreign key would be checked row by row, for a hundred thousand rows of an import.';
comment on column events.id is 'Order of recording.';
comment on column events.op_id is 'The operation, with who and when, in audit.';
comment on column events.entity is 'What kind of thing changed.';
comment on column events.entity_id is 'Its internal number.';
comment on column events.project_id is 'The project that it belongs to.';
comment on column events.action is 'What happened, for instance updated.';
comment on column events.effective_on is 'The day from which it counts.';
comment on column events.fields is 'Object of changed fields, each with a pair: old value, new value.';
comment on column events.note is 'Reason or remark given with the change.';

create table changes (
    seq bigint generated always as identity constraint change_pkey primary key,
    xid xid8 not null default pg_current_xact_id(),
    at timestamptz not null default clock_timestamp(),
    kind text not null constraint change_kind_check check (kind in ('units', 'rules', 'project', 'parcels')),
    project_id integer,
    parcel_id bigint
);
create index change_xid_idx on changes (xid);
create index change_at_idx on changes (at);
comment on table changes is 'What a board must read again; written by triggers, so that no write can forget it. Old rows are deleted.';
comment on column changes.seq is 'Order of insertion (not of commit).';
comment on column changes.xid is 'Transaction that wrote it: a reader takes those visible now that were not in its last snapshot.';
comment on column changes.at is 'When it was written.';
comment on column changes.kind is 'units and rules: read all of them; project: the project row and its plans; parcels: one parcel, or all of the project.';
comment on column changes.project_id is 'The project.';
comment on column changes.parcel_id is 'The parcel; null: all of the project.';

-- A board that learns of more parcels of a project than this reads the whole project, which is quicker.
create function note_changes(the_project_ids integer[], the_parcel_ids bigint[]) returns void language plpgsql as $$
begin
    insert into changes (kind, project_id, parcel_id)
    with touched as materialized (
        select p.project_id, p.parcel_id from unnest(the_project_ids, the_parcel_ids) as p (project_id, parcel_id)
        where p.parcel_id is not null
    ),
    many as (
        select project_id from touched group by project_id having count(*) > 500
    )
    select 'parcels', project_id, null::bigint from many
    union all
    select distinct 'parcels', t.project_id, t.parcel_id from touched t where t.project_id not in (select project_id from many);
    perform ring_bell();
end $$;
comment on function note_changes is 'Appends to changes what was touched and rings the bell.';

-- The server rings once for many commits from a connection of its own: NOTIFY inside a transaction makes commits queue.
create function ring_bell() returns void language plpgsql as $$
begin
    if current_setting('matbang.rings_itself', true) is distinct from 'on' then
        perform pg_notify('matbang_changes', '');
    end if;
end $$;
comment on function ring_bell is 'Wakes the servers, unless this connection does so by itself.';

create function parcels_changed() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        perform note_changes(array_agg(project_id), array_agg(id)) from old_rows;
    else
        perform note_changes(array_agg(project_id), array_agg(id)) from new_rows;
    end if;
    return null;
end $$;
create trigger parcels_inserted after insert on parcels referencing new table as new_rows for each statement execute function parcels_changed();
create trigger parcels_updated after update on parcels referencing new table as new_rows for each statement execute function parcels_changed();
create trigger parcels_deleted after delete on parcels referencing old table as old_rows for each statement execute function parcels_changed();

create function parcel_children_changed() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        perform note_changes(array_agg(p.project_id), array_agg(p.id)) from parcels p where p.id in (select parcel_id from old_rows);
    else
        perform note_changes(array_agg(p.project_id), array_agg(p.id)) from parcels p where p.id in (select parcel_id from new_rows);
    end if;
    return null;
end $$;
create trigger parcel_facts_inserted after insert on parcel_facts referencing new table as new_rows for each statement execute function parcel_children_changed();
create trigger parcel_facts_updated after update on parcel_facts referencing new table as new_rows for each statement execute function parcel_children_changed();
create trigger parcel_facts_deleted after delete on parcel_facts referencing old table as old_rows for each statement execute function parcel_children_changed();
create trigger obstacle_parcels_inserted after insert on obstacle_parcels referencing new table as new_rows for each statement execute function parcel_children_changed();
create trigger obstacle_parcels_deleted after delete on obstacle_parcels referencing old table as old_rows for each statement execute function parcel_children_changed();
create trigger parcel_units_inserted after insert on parcel_units referencing new table as new_rows for each statement execute function parcel_children_changed();
create trigger parcel_units_deleted after delete on parcel_units referencing old table as old_rows for each statement execute function parcel_children_changed();

create function obstacles_changed() returns trigger language plpgsql as $$
begin
    perform note_changes(array_agg(p.project_id), array_agg(p.id))
    from parcels p join obstacle_parcels op on op.parcel_id = p.id
    where op.obstacle_id in (select id from new_rows);
    insert into changes (kind, project_id) select distinct 'project', project_id from new_rows;
    return null;
end $$;
create trigger obstacles_inserted after insert on obstacles referencing new table as new_rows for each statement execute function obstacles_changed();
create trigger obstacles_updated after update on obstacles referencing new table as new_rows for each statement execute function obstacles_changed();

create function obstacle_intervals_changed() returns trigger language plpgsql as $$
begin
    perform note_changes(array_agg(p.project_id), array_agg(p.id))
    from parcels p join obstacle_parcels op on op.parcel_id = p.id
    where op.obstacle_id in (select obstacle_id from new_rows);
    insert into changes (kind, project_id)
    select distinct 'project', o.project_id from obstacles o where o.id in (select obstacle_id from new_rows);
    return null;
end $$;
create trigger obstacle_intervals_inserted after insert on obstacle_intervals referencing new table as new_rows for each statement execute function obstacle_intervals_changed();
create trigger obstacle_intervals_updated after update on obstacle_intervals referencing new table as new_rows for each statement execute function obstacle_intervals_changed();

create function projects_changed() returns trigger language plpgsql as $$
begin
    insert into changes (kind, project_id) values ('project', case when tg_op = 'DELETE' then old.id else new.id end);
    perform ring_bell();
    return null;
end $$;
create trigger projects_changed after insert or update or delete on projects for each row execute function projects_changed();

create function project_children_changed() returns trigger language plpgsql as $$
begin
    insert into changes (kind, project_id) values ('project', case when tg_op = 'DELETE' then old.project_id else new.project_id end);
    perform ring_bell();
    return null;
end $$;
create trigger step_plans_changed after insert or update or delete on step_plans for each row execute function project_children_changed();
create trigger share_plans_changed after insert or update or delete on share_plans for each row execute function project_children_changed();
create trigger commitments_changed after insert or update or delete on commitments for each row execute function project_children_changed();

create function reference_changed() returns trigger language plpgsql as $$
begin
    insert into changes (kind) values (tg_argv[0]);
    perform ring_bell();
    return null;
end $$;
create trigger admin_units_changed after insert or update or delete on admin_units for each statement execute function reference_changed('units');
create trigger unit_levels_changed after insert or update or delete on unit_levels for each statement execute function reference_changed('units');
create trigger deadline_rules_changed after insert or update or delete on deadline_rules for each statement execute function reference_changed('rules');
create trigger holidays_changed after insert or update or delete on holidays for each statement execute function reference_changed('rules');
