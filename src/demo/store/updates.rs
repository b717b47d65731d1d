//! What people recorded: operations with their events, and what the parcels are after them.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use sqlx::PgConnection;
use uuid::Uuid;

use super::{Ids, Operations, records::is_later};
use crate::{calendar::Day, demo::Province, steps::Step};

/// One operation on many parcels.
#[derive(Clone)]
pub struct Update {
    pub op_id: Uuid,
    pub site: usize,
    /// The unit whose officer recorded it.
    pub district: &'static str,
    pub recorded_on: Day,
    pub action: &'static str,
    /// The parcels, each with the day from which it counts and the fields changed.
    pub rows: Vec<(usize, Day, Map<String, Value>)>,
    /// The columns that a person has set by it.
    pub column: Option<String>,
}

/// The steps recorded by people: one operation for what one district recorded on one day about one step of a project.
pub fn of_steps(province: &Province, operations: &mut Operations) -> Vec<Update> {
    let mut updates: BTreeMap<(Day, usize, &'static str, Step), Vec<(usize, Day, Map<String, Value>)>> =
        BTreeMap::new();
    for (number, (row, history)) in province.rows.iter().zip(&province.histories).enumerate() {
        for step in Step::ALL {
            let place = step.index();
            let (Some(day), Some(recorded)) = (history.days[place], history.recorded[place]) else {
                continue;
            };
            if is_later(province, row, history, place) {
                let mut fields = Map::new();
                fields.insert(format!("{}_on", step.code()), json!([null, day]));
                if let Some(document) = &history.documents[place] {
                    fields.insert(format!("{}_document", step.code()), json!(["", document]));
                }
                updates
                    .entry((recorded, row.site, row.district, step))
                    .or_default()
                    .push((number, day, fields));
            }
        }
    }
    updates
        .into_iter()
        .map(|((recorded_on, site, district, step), rows)| Update {
            op_id: operations.next(),
            site,
            district,
            recorded_on,
            action: "parcel.update",
            rows,
            column: Some(format!("{}_on", step.code())),
        })
        .collect()
}

/// Stores operations and their events on parcels.
pub async fn store(conn: &mut PgConnection, ids: &Ids, updates: &[Update]) -> sqlx::Result<()> {
    let op_ids: Vec<Uuid> = updates.iter().map(|update| update.op_id).collect();
    let days: Vec<Day> = updates.iter().map(|update| update.recorded_on).collect();
    let actors: Vec<String> = updates.iter().map(|update| actor(update.district)).collect();
    let actions: Vec<&str> = updates.iter().map(|update| update.action).collect();
    sqlx::query!(
        "insert into audit (op_id, at, actor, door, action)
         select op_id, least(now(), (day + time '07:40' + make_interval(mins => (n * 37 % 540)::integer)) at time zone 'Asia/Ho_Chi_Minh'),
             actor, 'demo', action
         from unnest($1::uuid[], $2::date[], $3::text[], $4::text[]) with ordinality as o (op_id, day, actor, action, n)",
        &op_ids,
        &days as &[Day],
        &actors,
        &actions as &[&str]
    )
    .execute(&mut *conn)
    .await?;
    let (mut op_ids, mut parcels, mut projects, mut days, mut fields) = (vec![], vec![], vec![], vec![], vec![]);
    for update in updates {
        for (row, day, changed) in &update.rows {
            op_ids.push(update.op_id);
            parcels.push(ids.parcels[*row]);
            projects.push(ids.projects[update.site]);
            days.push(*day);
            fields.push(Value::Object(changed.clone()).to_string());
        }
    }
    sqlx::query!(
        "insert into events (op_id, entity, entity_id, project_id, action, effective_on, fields)
         select op_id, 'parcel', parcel_id, project_id, 'updated', day, fields::jsonb
         from unnest($1::uuid[], $2::bigint[], $3::integer[], $4::date[], $5::text[]) as e (op_id, parcel_id, project_id, day, fields)",
        &op_ids,
        &parcels,
        &projects,
        &days as &[Day],
        &fields
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Brings the parcels to what the updates made of them.
pub async fn settle(conn: &mut PgConnection, province: &Province, ids: &Ids, updates: &[Update]) -> sqlx::Result<()> {
    let column =
        |step: Step| -> Vec<Option<Day>> { province.histories.iter().map(|history| history.day(step)).collect() };
    let excluded: Vec<Option<Day>> = province.histories.iter().map(|history| history.excluded_on).collect();
    let unpaid: Vec<Option<Day>> = province.histories.iter().map(|history| history.unpaid_from).collect();
    let op_ids: Vec<Uuid> = updates.iter().map(|update| update.op_id).collect();
    let days: Vec<Day> = updates.iter().map(|update| update.recorded_on).collect();
    let columns: Vec<Option<&str>> = updates.iter().map(|update| update.column.as_deref()).collect();
    sqlx::query!(
        "update parcels p set
             notified_on = r.notified, inventoried_on = r.inventoried, plan_posted_on = r.posted, plan_approved_on = r.approved,
             paid_on = r.paid, resettled_on = r.resettled, recovery_decided_on = r.decided, handed_over_on = r.handed,
             excluded_on = r.excluded, paid_na_on = r.unpaid,
             touched_days = coalesce(t.days, '{}'), set_by_person = coalesce(t.columns, '{}'),
             version = 1 + coalesce(t.times, 0), updated_at = coalesce(t.at, i.at), updated_by = coalesce(t.actor, i.actor)
         from unnest($1::bigint[], $2::date[], $3::date[], $4::date[], $5::date[], $6::date[], $7::date[], $8::date[], $9::date[],
                 $10::date[], $11::date[])
             as r (id, notified, inventoried, posted, approved, paid, resettled, decided, handed, excluded, unpaid)
         join (
             select e.entity_id, a.at, a.actor
             from events e join audit a using (op_id)
             where e.entity = 'parcel' and e.action = 'imported'
         ) i on i.entity_id = r.id
         left join (
             select e.entity_id, array_agg(distinct o.day) as days, array_agg(distinct o.col) filter (where o.col is not null) as columns,
                 count(*)::integer as times, max(a.at) as at, (array_agg(a.actor order by a.at desc))[1] as actor
             from unnest($12::uuid[], $13::date[], $14::text[]) as o (op_id, day, col)
             join events e on e.op_id = o.op_id and e.entity = 'parcel'
             join audit a on a.op_id = o.op_id
             group by e.entity_id
         ) t on t.entity_id = r.id
         where p.id = r.id",
        &ids.parcels,
        &column(Step::Notified) as &[Option<Day>],
        &column(Step::Inventoried) as &[Option<Day>],
        &column(Step::PlanPosted) as &[Option<Day>],
        &column(Step::PlanApproved) as &[Option<Day>],
        &column(Step::Paid) as &[Option<Day>],
        &column(Step::Resettled) as &[Option<Day>],
        &column(Step::RecoveryDecided) as &[Option<Day>],
        &column(Step::HandedOver) as &[Option<Day>],
        &excluded as &[Option<Day>],
        &unpaid as &[Option<Day>],
        &op_ids,
        &days as &[Day],
        &columns as &[Option<&str>]
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The officer who records for a unit.
pub fn actor(unit: &str) -> String {
    match crate::demo::province::name_of(unit) {
        Some(name) => format!(
            "Cán bộ {}{}",
            name.chars().take(1).flat_map(char::to_lowercase).collect::<String>(),
            name.chars().skip(1).collect::<String>()
        ),
        None => "Ban Chỉ đạo giải phóng mặt bằng tỉnh".into(),
    }
}
