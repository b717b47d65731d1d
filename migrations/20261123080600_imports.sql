-- Files that were imported.
create table imports (
    id bigint generated always as identity constraint import_pkey primary key,
    op_id uuid not null constraint import_op_fkey references audit (op_id),
    kind text not null constraint import_kind_check check (kind in ('units', 'projects', 'parcels')),
    file_name text not null,
    read bigint not null,
    stored bigint not null,
    updated bigint not null,
    unchanged bigint not null,
    refused bigint not null,
    report jsonb not null
);
comment on table imports is 'Imports that were stored, with their reports; who and when stand in audit.';
comment on column imports.id is 'Internal number.';
comment on column imports.op_id is 'The operation in audit.';
comment on column imports.kind is 'What the file held.';
comment on column imports.file_name is 'Name of the file, without its folder.';
comment on column imports.read is 'Features read.';
comment on column imports.stored is 'New rows.';
comment on column imports.updated is 'Rows changed.';
comment on column imports.unchanged is 'Rows that already said the same.';
comment on column imports.refused is 'Features refused.';
comment on column imports.report is 'The report as it was given; holds no personal data.';
