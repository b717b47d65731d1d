-- History that nobody changes unseen: tables that are only appended to, and seals over what was written.
create function refuse_change_of_history() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: what was recorded stays as it was', tg_table_name
        using errcode = 'restrict_violation', constraint = tg_argv[0], table = tg_table_name;
end $$;
comment on function refuse_change_of_history is 'Refuses to change or remove what was recorded. There is no exception: a restore makes the tables anew, and personal values are not in them.';

-- Numbers in the order of recording. A transaction has its own number before it draws one, so that a seal can tell when
-- nobody is left who may still write one of the numbers that were drawn before it.
create sequence audit_number_seq;
alter table audit add column number bigint;
update audit a set number = n.number
from (select op_id, row_number() over (order by at, op_id) as number from audit) n where n.op_id = a.op_id;
select setval('audit_number_seq', max(number)) from audit having max(number) is not null;
alter table audit
    alter column number set default case when pg_current_xact_id() is not null then nextval('audit_number_seq') end,
    alter column number set not null,
    add constraint audit_number_key unique (number);
alter sequence audit_number_seq owned by audit.number;
comment on column audit.number is 'Order of recording (not of commit); a write that was taken back leaves a gap.';

create table audit_seals (
    number bigint constraint audit_seal_pkey primary key constraint audit_seal_number_check check (number >= 1),
    sealed_at timestamptz not null,
    numbers int8multirange not null constraint audit_seal_numbers_check check (not isempty(numbers)),
    digests bytea not null,
    hash bytea not null constraint audit_seal_hash_check check (length(hash) = 32),
    drawn_through bigint not null,
    settled_through bigint not null,
    xid xid8 not null default pg_current_xact_id()
);
create index audit_seal_numbers_idx on audit_seals using gist (numbers);
-- Digests cannot be compressed.
alter table audit_seals alter column digests set storage external;
comment on table audit_seals is 'Seals over audit and events, each over some rows and over the seal before. Append-only.';
comment on column audit_seals.number is 'Place in the chain, from 1.';
comment on column audit_seals.sealed_at is 'When it was made.';
comment on column audit_seals.numbers is 'Numbers of the audit rows that it is over.';
comment on column audit_seals.digests is 'SHA-256 of each of these rows with its events, in the order of their numbers.';
comment on column audit_seals.hash is 'SHA-256 over the hash of the seal before, number, sealed_at, numbers and digests.';
comment on column audit_seals.drawn_through is 'Rows with numbers up to this one were written by transactions older than xid.';
comment on column audit_seals.settled_through is 'Every row with a number up to this one that will ever be is sealed.';
comment on column audit_seals.xid is 'Transaction that wrote it; only compares within the life of one cluster.';

create trigger audit_append_only before update or delete or truncate on audit
for each statement execute function refuse_change_of_history('audit_append_only');
create trigger event_append_only before update or delete or truncate on events
for each statement execute function refuse_change_of_history('event_append_only');
create trigger audit_seal_append_only before update or delete or truncate on audit_seals
for each statement execute function refuse_change_of_history('audit_seal_append_only');
-- For replicas and restores of data alone as well.
alter table audit enable always trigger audit_append_only;
alter table events enable always trigger event_append_only;
alter table audit_seals enable always trigger audit_seal_append_only;
comment on table audit is 'One row for every write, login, and change of rights: who, when, by which door. Append-only.';
