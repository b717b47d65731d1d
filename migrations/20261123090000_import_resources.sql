-- An import is a resource: a file that was received, what became of it, and what its storing replaced.
alter table imports drop constraint import_op_fkey;
alter table imports drop column id;
alter table imports rename column op_id to id;
alter table imports add constraint import_pkey primary key (id);
alter table imports
    drop column read,
    drop column stored,
    drop column updated,
    drop column unchanged,
    drop column refused,
    alter column kind drop not null,
    alter column report drop not null,
    add column bytes bigint not null default 0,
    add column created_at timestamptz not null default clock_timestamp(),
    add column created_by text not null default '',
    add column state text not null default 'stored'
        constraint import_state_check check (state in ('received', 'checking', 'checked', 'storing', 'stored', 'refused', 'failed', 'cancelled', 'undone')),
    add column changed_at timestamptz not null default clock_timestamp(),
    add column options jsonb not null default '{}',
    add column progress jsonb,
    add column failure jsonb,
    add column cancel_asked boolean not null default false,
    add column file_kept boolean not null default false,
    add column undo_kept boolean not null default false;
update imports i set created_at = a.at, changed_at = a.at, created_by = a.actor, options = jsonb_build_object('kind', i.kind)
from audit a where a.op_id = i.id;
alter table imports
    alter column state drop default,
    alter column created_by drop default,
    add constraint import_stored_check check (state not in ('stored', 'undone') or (kind is not null and report is not null));
create index import_created_idx on imports (created_at, id);
create index import_running_idx on imports (id) where state in ('checking', 'storing');
create unique index import_undo_idx on imports (undo_kept) where undo_kept;
comment on table imports is 'Files received to be imported, and what became of each.';
comment on column imports.id is 'Identity given by the sender; the operation in audit once the file is stored.';
comment on column imports.kind is 'What the file holds; null: nobody has said yet.';
comment on column imports.report is 'The report of the last check or storing; holds no personal data.';
comment on column imports.bytes is 'Size of the file, bytes; 0: not known.';
comment on column imports.created_at is 'When the file was received.';
comment on column imports.created_by is 'Who sent it.';
comment on column imports.state is 'What became of it. Checking and storing count only while import_is_worked_on.';
comment on column imports.changed_at is 'When the state last changed.';
comment on column imports.options is 'What was last said about the file.';
comment on column imports.progress is 'How far the work has come; null: not known, or nothing is done.';
comment on column imports.failure is 'Why a check or storing came to no report: a sentence in vi and en.';
comment on column imports.cancel_asked is 'Whether somebody wants the work to stop.';
comment on column imports.file_kept is 'Whether the server that received the file still has it.';
comment on column imports.undo_kept is 'Whether import_before_* hold what this import replaced: only for the one stored last.';

-- Whoever works on an import holds a session lock, which ends with the process whatever ends that.
create function import_lock(the_import uuid) returns integer language sql immutable
as $$ select hashtext(the_import::text) $$;
comment on function import_lock is 'Second key of the advisory lock of whoever works on an import; the first is hashtext(''matbang.import'').';

create function import_is_worked_on(the_import uuid) returns boolean language sql volatile
as $$
    select exists (
        select from pg_locks
        where locktype = 'advisory' and objsubid = 2 and granted
            and database = (select oid from pg_database where datname = current_database())
            and classid::bigint = hashtext('matbang.import')::bigint & 4294967295
            and objid::bigint = import_lock(the_import)::bigint & 4294967295
    )
$$;
comment on function import_is_worked_on is 'Whether a living process works on an import.';

create table import_sources (
    kind text not null constraint import_source_kind_check check (kind in ('units', 'projects', 'parcels')),
    signature text not null,
    options jsonb not null,
    used_at timestamptz not null default now(),
    used_by text not null,
    constraint import_source_pkey primary key (kind, signature)
);
comment on table import_sources is 'How files with certain columns were read when they were last stored.';
comment on column import_sources.kind is 'What the file held.';
comment on column import_sources.signature is 'SHA-256 of the column names, folded and sorted.';
comment on column import_sources.options is 'The options that it was stored with.';
comment on column import_sources.used_at is 'When.';
comment on column import_sources.used_by is 'By whom.';

-- What the import that was stored last replaced, for its undoing. Rows that it made new are known by their events. A
-- migration that adds a column to one of the tables adds it here as well.
create table import_before_levels (like unit_levels including comments);
create table import_before_units (like admin_units including comments);
create table import_before_projects (like projects including comments);
create table import_before_parcels (like parcels including comments);
create table import_before_persons (like parcel_persons including comments);
comment on table import_before_levels is 'Levels of units that were there before the import stored last.';
comment on table import_before_units is 'Units that the import stored last changed, as they were before.';
comment on table import_before_projects is 'Projects that the import stored last changed, as they were before.';
comment on table import_before_parcels is 'Parcels that the import stored last changed, as they were before.';
comment on table import_before_persons is 'Personal data of the parcels that the import stored last changed, as they were before.';
