-- Obstacles: what blocks parcels or a project.
create table obstacle_causes (
    code text constraint obstacle_cause_pkey primary key,
    name_vi text not null,
    name_en text not null,
    rank smallint not null
);
comment on table obstacle_causes is 'Causes of obstacles.';
comment on column obstacle_causes.code is 'Code of the cause.';
comment on column obstacle_causes.name_vi is 'What it means, in Vietnamese.';
comment on column obstacle_causes.name_en is 'What it means, in English.';
comment on column obstacle_causes.rank is 'Order in lists.';

insert into obstacle_causes (rank, code, name_vi, name_en) values
    (1, 'PRICE', 'Chưa đồng thuận giá bồi thường', 'Compensation disputed'),
    (2, 'ORIGIN', 'Chưa xác định nguồn gốc đất', 'Land origin unproved'),
    (3, 'PAPERS', 'Giấy tờ: mua bán viết tay, sai tên, thừa kế', 'Papers: handwritten sale, wrong name, inheritance'),
    (4, 'MAP', 'Sai lệch ranh giới, diện tích', 'Boundary or area mismatch'),
    (5, 'DISPUTE', 'Tranh chấp giữa các chủ hoặc hộ liền kề', 'Dispute of owners or neighbours'),
    (6, 'ABSENT', 'Vắng chủ, chưa rõ người thừa kế', 'Owner or heir missing'),
    (7, 'RESETTLE', 'Chưa có đất, nhà tái định cư', 'Resettlement plots not ready'),
    (8, 'PAID_NOT_HANDED', 'Đã nhận tiền, chưa bàn giao đất', 'Money taken, land kept'),
    (9, 'WORKS_STOPPED', 'Đã bàn giao nhưng bị cản trở thi công', 'Handed over but works stopped'),
    (10, 'UTILITY', 'Chưa di dời điện, nước, viễn thông', 'Power, water, telecom not moved'),
    (11, 'GRAVE', 'Mồ mả, đình chùa', 'Graves, temple'),
    (12, 'LAND_CONVERSION', 'Chưa được phép chuyển mục đích rừng, đất lúa', 'Forest or rice conversion permit'),
    (13, 'ORG', 'Đất của doanh nghiệp, quân đội, đường sắt', 'Land of a company, army, railway'),
    (14, 'POLICY', 'Thay đổi pháp luật, tỉnh chưa có quy định', 'Law change, no provincial rule'),
    (15, 'CAPITAL', 'Chưa bố trí vốn', 'Money not allotted'),
    (16, 'DESIGN', 'Thay đổi mốc, thiết kế; thiếu đường vào', 'Pegs or design changed, no access road'),
    (17, 'STAFF', 'Thiếu cán bộ', 'Not enough staff'),
    (18, 'LAWSUIT', 'Khiếu nại, khởi kiện', 'Complaint or suit'),
    (19, 'REMNANT', 'Phần đất còn lại quá nhỏ', 'Left-over land too small to use'),
    (20, 'OTHER', 'Nguyên nhân khác', 'Other');

create table obstacles (
    id bigint generated always as identity constraint obstacle_pkey primary key,
    project_id integer not null constraint obstacle_project_fkey references projects,
    scope text not null constraint obstacle_scope_check check (scope in ('parcel', 'household', 'selection', 'project')),
    household_code text not null default '',
    cause text not null constraint obstacle_cause_fkey references obstacle_causes,
    description text not null default '',
    responsible_unit_code text not null default '',
    next_action text not null default '',
    due_on date,
    state text not null default 'open' constraint obstacle_state_check check (state in ('open', 'proposed', 'cannot_be_resolved', 'resolved', 'withdrawn')),
    result text not null default '',
    raised_by text not null default '',
    version integer not null default 1,
    constraint obstacle_other_needs_text_check check (cause <> 'OTHER' or description <> '')
);
create index obstacle_project_idx on obstacles (project_id);
comment on table obstacles is 'What blocks parcels or a project; one raised on a household or a selection is stored per parcel and handled as one.';
comment on column obstacles.id is 'Internal number.';
comment on column obstacles.project_id is 'The project.';
comment on column obstacles.scope is 'What it was raised on. One on a project marks the project and blocks no parcel.';
comment on column obstacles.household_code is 'The household, where it was raised on one.';
comment on column obstacles.cause is 'Why.';
comment on column obstacles.description is 'What is in the way, in words; holds no names.';
comment on column obstacles.responsible_unit_code is 'The unit whose move it is.';
comment on column obstacles.next_action is 'What is to be done next.';
comment on column obstacles.due_on is 'Day by which it is to be resolved.';
comment on column obstacles.state is 'State now; open, proposed and cannot_be_resolved block.';
comment on column obstacles.result is 'How it ended.';
comment on column obstacles.raised_by is 'Who raised it.';
comment on column obstacles.version is 'Grows by one with every edit.';

create table obstacle_intervals (
    obstacle_id bigint not null constraint obstacle_interval_obstacle_fkey references obstacles on delete cascade,
    opened_on date not null,
    closed_on date,
    constraint obstacle_interval_pkey primary key (obstacle_id, opened_on),
    constraint obstacle_interval_order_check check (closed_on is null or closed_on >= opened_on)
);
comment on table obstacle_intervals is 'When an obstacle was open; a reopened one has several rows.';
comment on column obstacle_intervals.obstacle_id is 'The obstacle.';
comment on column obstacle_intervals.opened_on is 'First day on which it was open.';
comment on column obstacle_intervals.closed_on is 'First day on which it was open no more; null: still open.';

create table obstacle_parcels (
    obstacle_id bigint not null constraint obstacle_parcel_obstacle_fkey references obstacles on delete cascade,
    parcel_id bigint not null constraint obstacle_parcel_parcel_fkey references parcels on delete cascade,
    constraint obstacle_parcel_pkey primary key (obstacle_id, parcel_id)
);
create index obstacle_parcel_parcel_idx on obstacle_parcels (parcel_id);
comment on table obstacle_parcels is 'The parcels that an obstacle blocks.';
comment on column obstacle_parcels.obstacle_id is 'The obstacle.';
comment on column obstacle_parcels.parcel_id is 'The parcel.';
