-- The register of obstacles: who is to move, what is said about each, and the files that show it.
alter table obstacles
    add column responsible_user_id integer constraint obstacle_responsible_user_fkey references users on delete set null;
create index obstacle_responsible_user_idx on obstacles (responsible_user_id) where responsible_user_id is not null;
comment on column obstacles.responsible_user_id is 'The officer whose move it is; null: nobody by name.';
comment on column obstacles.due_on is 'Day by which it is to be resolved; past it, the units above the responsible one are told, one after the other.';

create table obstacle_comments (
    id bigint generated always as identity constraint obstacle_comment_pkey primary key,
    obstacle_id bigint not null constraint obstacle_comment_obstacle_fkey references obstacles on delete cascade,
    op_id uuid not null constraint obstacle_comment_once_key unique,
    at timestamptz not null default now(),
    author text not null,
    body text not null constraint obstacle_comment_body_check check (char_length(body) between 1 and 2000)
);
create index obstacle_comment_obstacle_idx on obstacle_comments (obstacle_id, id);
comment on table obstacle_comments is 'What people say about an obstacle; only added to.';
comment on column obstacle_comments.id is 'Internal number.';
comment on column obstacle_comments.obstacle_id is 'The obstacle.';
comment on column obstacle_comments.op_id is 'The operation that wrote it, with its row in audit.';
comment on column obstacle_comments.at is 'When it was written.';
comment on column obstacle_comments.author is 'Login name of whoever wrote it.';
comment on column obstacle_comments.body is 'What it says; holds no names of land users.';

create table obstacle_attachments (
    id bigint generated always as identity constraint obstacle_attachment_pkey primary key,
    obstacle_id bigint not null constraint obstacle_attachment_obstacle_fkey references obstacles on delete cascade,
    op_id uuid not null constraint obstacle_attachment_once_key unique,
    at timestamptz not null default now(),
    author text not null,
    name text not null constraint obstacle_attachment_name_check check (char_length(name) between 1 and 120),
    media_type text not null constraint obstacle_attachment_media_type_check check (media_type in ('image/jpeg', 'image/png', 'image/webp', 'application/pdf')),
    size_bytes bigint not null constraint obstacle_attachment_size_check check (size_bytes > 0),
    sha256 text not null constraint obstacle_attachment_sha256_check check (sha256 ~ '^[0-9a-f]{64}$'),
    removed_at timestamptz,
    removed_by text not null default '',
    removed_reason text not null default '',
    constraint obstacle_attachment_removed_check check ((removed_at is null) = (removed_by = '') and (removed_at is null) = (removed_reason = ''))
);
create index obstacle_attachment_obstacle_idx on obstacle_attachments (obstacle_id, id);
create index obstacle_attachment_sha256_idx on obstacle_attachments (sha256);
comment on table obstacle_attachments is 'Photos and documents that show an obstacle. The files lie in the store of attachments under their SHA-256: the same file is there once, however often it is named here.';
comment on column obstacle_attachments.id is 'Internal number.';
comment on column obstacle_attachments.obstacle_id is 'The obstacle.';
comment on column obstacle_attachments.op_id is 'The operation that attached it, with its row in audit.';
comment on column obstacle_attachments.at is 'When it was attached.';
comment on column obstacle_attachments.author is 'Login name of whoever attached it.';
comment on column obstacle_attachments.name is 'Name of the file as it was sent, without folders.';
comment on column obstacle_attachments.media_type is 'What it is, told by its content.';
comment on column obstacle_attachments.size_bytes is 'Its length as it is stored, bytes.';
comment on column obstacle_attachments.sha256 is 'SHA-256 of what is stored, in hexadecimal digits: of a picture, without where and by which device it was taken.';
comment on column obstacle_attachments.removed_at is 'When it was removed; its file goes with the next sweep unless another row names it. Null: it is there.';
comment on column obstacle_attachments.removed_by is 'Login name of whoever removed it; empty while it is there.';
comment on column obstacle_attachments.removed_reason is 'Why it was removed; empty while it is there.';
