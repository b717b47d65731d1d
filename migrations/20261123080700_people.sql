-- Accounts, sessions and tokens.
create table users (
    id integer generated always as identity constraint user_pkey primary key,
    name text not null constraint user_name_key unique constraint user_name_check check (name <> ''),
    role text not null constraint user_role_check check (role in ('planner', 'field', 'officer', 'leader', 'admin')),
    password_hash text,
    unit_codes text[] not null default '{}',
    project_codes text[] not null default '{}',
    disabled_at timestamptz,
    version integer not null default 1
);
comment on table users is 'Accounts.';
comment on column users.id is 'Internal number.';
comment on column users.name is 'Login name.';
comment on column users.role is 'What the account may do.';
comment on column users.password_hash is 'argon2id in PHC form; null: no password set yet.';
comment on column users.unit_codes is 'Units to which it is limited, with all below them; empty: none.';
comment on column users.project_codes is 'Projects to which it is limited; empty: all.';
comment on column users.disabled_at is 'When it was switched off; null: in use.';
comment on column users.version is 'Grows by one with every edit.';

create table sessions (
    token_hash bytea constraint session_pkey primary key,
    user_id integer not null constraint session_user_fkey references users on delete cascade,
    created_at timestamptz not null default now(),
    seen_at timestamptz not null default now(),
    expires_at timestamptz not null
);
comment on table sessions is 'Logins of browsers.';
comment on column sessions.token_hash is 'SHA-256 of the cookie''s 256 random bits.';
comment on column sessions.user_id is 'Whose.';
comment on column sessions.created_at is 'When it began.';
comment on column sessions.seen_at is 'When it was last used.';
comment on column sessions.expires_at is 'When it ends at the latest.';

create table tokens (
    token_hash bytea constraint token_pkey primary key,
    user_id integer not null constraint token_user_fkey references users on delete cascade,
    name text not null,
    scope text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz
);
comment on table tokens is 'Access tokens for programs.';
comment on column tokens.token_hash is 'SHA-256 of the token.';
comment on column tokens.user_id is 'Whose.';
comment on column tokens.name is 'What it is for.';
comment on column tokens.scope is 'What it may do.';
comment on column tokens.created_at is 'When it was made.';
comment on column tokens.expires_at is 'When it ends; null: never.';
