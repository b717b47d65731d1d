-- Two limits that run from recorded facts. What ends a dialogue is that the plan is approved; what ends the persuasion, and
-- the compulsory inventory after it, is the inventory.
insert into deadline_rules (regime, valid_from, valid_to, start_facts, target_step, kind, amount, unit, condition, citation) values
    ('B', '2024-08-01', '2025-07-01', '{disagreed}', 'plan_approved', 'max', 60, 'day', 'any', 'Luật Đất đai 2024, Điều 87.3'),
    ('C', '2025-07-01', '2026-01-01', '{disagreed}', 'plan_approved', 'max', 60, 'day', 'any', 'Luật Đất đai 2024, Điều 87.3'),
    ('D', '2026-01-01', null, '{disagreed}', 'plan_approved', 'max', 30, 'day', 'any', 'Nghị quyết 254/2025/QH15, Điều 3.9b'),
    ('A', '2014-07-01', '2024-08-01', '{inventory_refused}', 'inventoried', 'max', 10, 'day', 'any', 'Luật Đất đai 2013, Điều 69.1d'),
    ('B', '2024-08-01', '2025-07-01', '{inventory_refused}', 'inventoried', 'max', 25, 'day', 'any', 'Luật Đất đai 2024, Điều 87.2 (vận động 15 ngày, kiểm đếm bắt buộc 10 ngày)'),
    ('C', '2025-07-01', '2026-01-01', '{inventory_refused}', 'inventoried', 'max', 25, 'day', 'any', 'Luật Đất đai 2024, Điều 87.2 (vận động 15 ngày, kiểm đếm bắt buộc 10 ngày)'),
    ('D', '2026-01-01', null, '{inventory_refused}', 'inventoried', 'max', 25, 'day', 'any', 'Luật Đất đai 2024, Điều 87.2 (vận động 15 ngày, kiểm đếm bắt buộc 10 ngày)');
