-- Accounts that people log in with: sessions that can be listed and ended, one-time links, and a brake on guessing.
alter table users
    add column full_name text not null default '',
    add column created_at timestamptz not null default now(),
    add column demo_password text,
    add constraint user_name_form_check check (name ~ '^[a-z0-9][a-z0-9._@-]{1,39}$'),
    add constraint user_areas_check check (role in ('field', 'officer') or (unit_codes = '{}' and project_codes = '{}'));
comment on column users.name is 'Login name: small letters, digits, and . _ @ - within.';
comment on column users.full_name is 'Name of the person or office, as others read it.';
comment on column users.created_at is 'When it was made.';
comment on column users.demo_password is 'Password of an account made for the demo, which its page tells everybody; the account goes when the service starts without the demo. Null: somebody''s account.';
comment on column users.unit_codes is 'Units to which it is limited, with all below them; empty: not limited to units.';

alter table sessions
    add column id uuid not null default gen_random_uuid() constraint session_id_key unique,
    add column device text not null default '';
create index session_user_idx on sessions (user_id);
comment on column sessions.id is 'Number by which it is listed and ended.';
comment on column sessions.device is 'What the browser says of itself, shortened.';
comment on column sessions.seen_at is 'When it was last used, to a minute.';

alter table tokens
    add column id uuid not null default gen_random_uuid() constraint token_id_key unique,
    add column seen_at timestamptz,
    add constraint token_name_check check (name <> ''),
    add constraint token_scope_check check (scope in ('read', 'write'));
create index token_user_idx on tokens (user_id);
comment on column tokens.id is 'Number by which it is listed and ended.';
comment on column tokens.scope is 'read: only what changes nothing; write: all that the account may do.';
comment on column tokens.seen_at is 'When it was last used, to a minute; null: never.';

create table password_links (
    token_hash bytea constraint password_link_pkey primary key,
    user_id integer constraint password_link_user_fkey references users on delete cascade,
    expires_at timestamptz not null
);
create index password_link_user_idx on password_links (user_id);
comment on table password_links is 'One-time links with which a password is set; a used one is deleted.';
comment on column password_links.token_hash is 'SHA-256 of the 256 random bits in the link.';
comment on column password_links.user_id is 'Whose password it sets; null: it makes the first administrator.';
comment on column password_links.expires_at is 'When it ends.';

create table login_attempts (
    id bigint generated always as identity constraint login_attempt_pkey primary key,
    source integer not null,
    at timestamptz not null default clock_timestamp()
);
create index login_attempt_source_idx on login_attempts (source, at);
comment on table login_attempts is 'Logins that have not succeeded, counted by every process together; old ones are deleted.';
comment on column login_attempts.id is 'Internal number.';
comment on column login_attempts.source is '32 bits of SHA-256 of the login name, or of the address: too few to tell what was typed.';
comment on column login_attempts.at is 'When it was begun.';

-- Every process forgets what it knows of accounts when one changes. A new session or token takes nothing from anybody.
alter table changes
    drop constraint change_kind_check,
    add constraint change_kind_check check (kind in ('units', 'rules', 'project', 'parcels', 'people'));
comment on column changes.kind is 'units and rules: read all of them; project: the project row and its plans; parcels: some parcels, or all of the project; people: accounts, or the end of sessions and tokens.';
create trigger users_changed after update or delete on users for each statement execute function reference_changed('people');
create trigger sessions_ended after delete on sessions for each statement execute function reference_changed('people');
create trigger tokens_ended after delete on tokens for each statement execute function reference_changed('people');
