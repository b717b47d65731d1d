-- The clocks of the law, as data: a rule in force on the day on which its clock starts applies.
create table deadline_rules (
    id integer generated always as identity constraint deadline_rule_pkey primary key,
    regime text not null,
    valid_from date not null,
    valid_to date,
    start_facts text[] not null constraint deadline_rule_start_check check (cardinality(start_facts) > 0),
    target_step text not null constraint deadline_rule_target_check check (target_step in ('notified', 'inventoried', 'plan_posted', 'plan_approved', 'paid', 'resettled', 'recovery_decided', 'handed_over')),
    kind text not null constraint deadline_rule_kind_check check (kind in ('max', 'min', 'valid')),
    amount integer not null constraint deadline_rule_amount_check check (amount >= 0),
    unit text not null constraint deadline_rule_unit_check check (unit in ('day', 'working_day', 'month')),
    condition text not null default 'any' constraint deadline_rule_condition_check check (condition in ('any', 'agricultural', 'not_agricultural', 'resettlement', 'no_resettlement')),
    citation text not null,
    constraint deadline_rule_validity_check check (valid_to is null or valid_from < valid_to)
);
comment on table deadline_rules is 'Legal time limits: a rule starts at the latest of its start facts, and the one in force on that day applies. A rule in use is ended and replaced, never edited.';
comment on column deadline_rules.id is 'Internal number.';
comment on column deadline_rules.regime is 'Which body of law, A to D.';
comment on column deadline_rules.valid_from is 'First day of force.';
comment on column deadline_rules.valid_to is 'First day no more in force; null: in force.';
comment on column deadline_rules.start_facts is 'Codes of the steps and parcel_facts that start the clock; all are needed.';
comment on column deadline_rules.target_step is 'The step that the limit is for.';
comment on column deadline_rules.kind is 'max: must be done within; min: must wait at least; valid: lapses after.';
comment on column deadline_rules.amount is 'How many units.';
comment on column deadline_rules.unit is 'day, working_day (without weekends and holidays) or month.';
comment on column deadline_rules.condition is 'Which parcels it is for.';
comment on column deadline_rules.citation is 'Article that says so.';

insert into deadline_rules (regime, valid_from, valid_to, start_facts, target_step, kind, amount, unit, condition, citation) values
    ('A', '2014-07-01', '2024-08-01', '{notified}', 'recovery_decided', 'min', 90, 'day', 'agricultural', 'Luật Đất đai 2013, Điều 67.1'),
    ('A', '2014-07-01', '2024-08-01', '{notified}', 'recovery_decided', 'min', 180, 'day', 'not_agricultural', 'Luật Đất đai 2013, Điều 67.1'),
    ('B', '2024-08-01', '2025-07-01', '{notified}', 'recovery_decided', 'min', 90, 'day', 'agricultural', 'Luật Đất đai 2024, Điều 85.1'),
    ('B', '2024-08-01', '2025-07-01', '{notified}', 'recovery_decided', 'min', 180, 'day', 'not_agricultural', 'Luật Đất đai 2024, Điều 85.1'),
    ('C', '2025-07-01', '2026-01-01', '{notified}', 'recovery_decided', 'min', 90, 'day', 'agricultural', 'Luật Đất đai 2024, Điều 85.1'),
    ('C', '2025-07-01', '2026-01-01', '{notified}', 'recovery_decided', 'min', 180, 'day', 'not_agricultural', 'Luật Đất đai 2024, Điều 85.1'),
    ('D', '2026-01-01', null, '{notified}', 'recovery_decided', 'min', 60, 'day', 'agricultural', 'Nghị quyết 254/2025/QH15, Điều 3.9a'),
    ('D', '2026-01-01', null, '{notified}', 'recovery_decided', 'min', 120, 'day', 'not_agricultural', 'Nghị quyết 254/2025/QH15, Điều 3.9a'),
    ('B', '2024-08-01', '2025-07-01', '{notified}', 'recovery_decided', 'valid', 12, 'month', 'any', 'Luật Đất đai 2024, Điều 85.5'),
    ('C', '2025-07-01', '2026-01-01', '{notified}', 'recovery_decided', 'valid', 12, 'month', 'any', 'Luật Đất đai 2024, Điều 85.5'),
    ('D', '2026-01-01', null, '{notified}', 'recovery_decided', 'valid', 12, 'month', 'any', 'Luật Đất đai 2024, Điều 85.5'),
    ('A', '2014-07-01', '2024-08-01', '{plan_posted}', 'plan_approved', 'min', 20, 'day', 'any', 'Thực hành theo Luật Đất đai 2013, Điều 69.2'),
    ('B', '2024-08-01', '2025-07-01', '{plan_posted}', 'plan_approved', 'min', 30, 'day', 'any', 'Luật Đất đai 2024, Điều 87.3a'),
    ('C', '2025-07-01', '2026-01-01', '{plan_posted}', 'plan_approved', 'min', 30, 'day', 'any', 'Luật Đất đai 2024, Điều 87.3a'),
    ('D', '2026-01-01', null, '{plan_posted}', 'plan_approved', 'min', 10, 'day', 'any', 'Nghị quyết 254/2025/QH15, Điều 3.9b'),
    ('B', '2024-08-01', '2025-07-01', '{appraisal_filed}', 'plan_approved', 'max', 30, 'day', 'any', 'Nghị định 88/2024/NĐ-CP, Điều 3.3'),
    ('C', '2025-07-01', '2026-01-01', '{appraisal_filed}', 'plan_approved', 'max', 30, 'day', 'any', 'Nghị định 88/2024/NĐ-CP, Điều 3.3'),
    ('D', '2026-01-01', null, '{appraisal_filed}', 'plan_approved', 'max', 30, 'day', 'any', 'Nghị định 88/2024/NĐ-CP, Điều 3.3'),
    ('A', '2014-07-01', '2024-08-01', '{recovery_decided}', 'paid', 'max', 30, 'day', 'any', 'Luật Đất đai 2013, Điều 93.1'),
    ('B', '2024-08-01', '2025-07-01', '{plan_approved}', 'paid', 'max', 30, 'day', 'any', 'Luật Đất đai 2024, Điều 94.3a'),
    ('C', '2025-07-01', '2026-01-01', '{plan_approved}', 'paid', 'max', 30, 'day', 'any', 'Luật Đất đai 2024, Điều 94.3a'),
    ('D', '2026-01-01', null, '{plan_approved}', 'paid', 'max', 30, 'day', 'any', 'Luật Đất đai 2024, Điều 94.3a'),
    ('A', '2014-07-01', '2024-08-01', '{plan_approved}', 'recovery_decided', 'max', 0, 'day', 'any', 'Luật Đất đai 2013, Điều 69.3'),
    ('B', '2024-08-01', '2025-07-01', '{plan_approved}', 'recovery_decided', 'max', 10, 'day', 'no_resettlement', 'Luật Đất đai 2024, Điều 87.5'),
    ('B', '2024-08-01', '2025-07-01', '{plan_approved,resettled}', 'recovery_decided', 'max', 10, 'day', 'resettlement', 'Luật Đất đai 2024, Điều 87.5'),
    ('C', '2025-07-01', '2026-01-01', '{plan_approved}', 'recovery_decided', 'max', 10, 'day', 'no_resettlement', 'Luật Đất đai 2024, Điều 87.5'),
    ('C', '2025-07-01', '2026-01-01', '{plan_approved,resettled}', 'recovery_decided', 'max', 10, 'day', 'resettlement', 'Luật Đất đai 2024, Điều 87.5'),
    ('D', '2026-01-01', null, '{plan_approved}', 'recovery_decided', 'max', 10, 'day', 'no_resettlement', 'Luật Đất đai 2024, Điều 87.5'),
    ('D', '2026-01-01', null, '{plan_approved,resettled}', 'recovery_decided', 'max', 10, 'day', 'resettlement', 'Luật Đất đai 2024, Điều 87.5'),
    ('A', '2014-07-01', '2024-08-01', '{enforcement_complied}', 'handed_over', 'max', 30, 'day', 'any', 'Luật Đất đai 2013, Điều 71'),
    ('B', '2024-08-01', '2025-07-01', '{enforcement_complied}', 'handed_over', 'max', 30, 'day', 'any', 'Luật Đất đai 2024, Điều 89.4'),
    ('C', '2025-07-01', '2026-01-01', '{enforcement_complied}', 'handed_over', 'max', 30, 'day', 'any', 'Luật Đất đai 2024, Điều 89.4'),
    ('D', '2026-01-01', null, '{enforcement_complied}', 'handed_over', 'max', 30, 'day', 'any', 'Luật Đất đai 2024, Điều 89.4');

create table holidays (
    on_date date constraint holiday_pkey primary key,
    name_vi text not null
);
comment on table holidays is 'Public holidays: neither they nor weekends are working days.';
comment on column holidays.on_date is 'The day.';
comment on column holidays.name_vi is 'Name in Vietnamese.';
