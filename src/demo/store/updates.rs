//! The steps that people recorded, and what the parcels are after everything.

use std::collections::BTreeMap;

use sqlx::PgConnection;
use uuid::Uuid;

use super::{
    Ids,
    operations::{Numbers, Operation, record},
    records::is_later,
};
use crate::{calendar::Day, demo::Province, steps::Step};

/// Stores every step that a person recorded: one operation for what one district recorded on one day about one step of
/// a project.
pub async fn store(
    conn: &mut PgConnection,
    province: &Province,
    ids: &Ids,
    numbers: &mut Numbers,
) -> sqlx::Result<Vec<Operation>> {
    let mut groups: BTreeMap<(Day, usize, &'static str, Step), Vec<usize>> = BTreeMap::new();
    for (number, (row, history)) in province.rows.iter().zip(&province.histories).enumerate() {
        for step in Step::ALL {
            if let Some(recorded) = history.recorded[step.index()]
                && is_later(province, row, history, step.index())
            {
                groups
                    .entry((recorded, row.site, row.district, step))
                    .or_default()
                    .push(number);
            }
        }
    }
    let (mut operations, mut events) = (Vec::new(), Vec::new());
    for ((recorded_on, _, unit, step), rows) in groups {
        let op_id = numbers.next();
        let column = Some(format!("{}_on", step.code()));
        operations.push(Operation {
            op_id,
            unit,
            recorded_on,
            action: "parcel.update",
            column,
        });
        events.extend(rows.into_iter().map(|row| (op_id, row, step)));
    }
    record(conn, &operations).await?;
    append(conn, province, ids, &events).await?;
    Ok(operations)
}

/// Appends the events of steps.
async fn append(
    conn: &mut PgConnection,
    province: &Province,
    ids: &Ids,
    events: &[(Uuid, usize, Step)],
) -> sqlx::Result<()> {
    let op_ids: Vec<Uuid> = events.iter().map(|event| event.0).collect();
    let parcels: Vec<i64> = events.iter().map(|event| ids.parcels[event.1]).collect();
    let projects: Vec<i32> = events
        .iter()
        .map(|event| ids.projects[province.rows[event.1].site])
        .collect();
    let steps: Vec<&str> = events.iter().map(|event| event.2.code()).collect();
    let days: Vec<Option<Day>> = events
        .iter()
        .map(|event| province.histories[event.1].day(event.2))
        .collect();
    let documents: Vec<Option<&str>> = events
        .iter()
        .map(|event| province.histories[event.1].documents[event.2.index()].as_deref())
        .collect();
    sqlx::query!(
        "insert into events (op_id, entity, entity_id, project_id, action, effective_on, fields)
         select op_id, 'parcel', parcel_id, project_id, 'updated', day,
             jsonb_build_object(step || '_on', jsonb_build_array(null, day))
             || case when document is null then '{}' else jsonb_build_object(step || '_document', jsonb_build_array('', document)) end
         from unnest($1::uuid[], $2::bigint[], $3::integer[], $4::text[], $5::date[], $6::text[])
             as e (op_id, parcel_id, project_id, step, day, document)",
        &op_ids,
        &parcels,
        &projects,
        &steps as &[&str],
        &days as &[Option<Day>],
        &documents as &[Option<&str>]
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Brings the parcels to what the operations made of them.
pub async fn settle(
    conn: &mut PgConnection,
    province: &Province,
    ids: &Ids,
    operations: &[Operation],
) -> sqlx::Result<()> {
    let column =
        |step: Step| -> Vec<Option<Day>> { province.histories.iter().map(|history| history.day(step)).collect() };
    let excluded: Vec<Option<Day>> = province.histories.iter().map(|history| history.excluded_on).collect();
    let unpaid: Vec<Option<Day>> = province.histories.iter().map(|history| history.unpaid_from).collect();
    let op_ids: Vec<Uuid> = operations.iter().map(|operation| operation.op_id).collect();
    let days: Vec<Day> = operations.iter().map(|operation| operation.recorded_on).collect();
    let columns: Vec<Option<&str>> = operations.iter().map(|operation| operation.column.as_deref()).collect();
    sqlx::query!(
        "update parcels p set
             notified_on = r.notified, inventoried_on = r.inventoried, plan_posted_on = r.posted, plan_approved_on = r.approved,
             paid_on = r.paid, resettled_on = r.resettled, recovery_decided_on = r.decided, handed_over_on = r.handed,
             excluded_on = r.excluded, paid_na_on = r.unpaid,
             note = case when r.excluded is null then p.note else 'Đưa ra khỏi phạm vi dự án do điều chỉnh thiết kế' end,
             touched_days = coalesce(t.days, '{}'), set_by_person = coalesce(t.columns, '{}'),
             version = 1 + coalesce(t.times, 0), updated_at = coalesce(t.at, i.at), updated_by = coalesce(t.actor, i.actor)
         from unnest($1::bigint[], $2::date[], $3::date[], $4::date[], $5::date[], $6::date[], $7::date[], $8::date[], $9::date[],
                 $10::date[], $11::date[])
             as r (id, notified, inventoried, posted, approved, paid, resettled, decided, handed, excluded, unpaid)
         join parcels x on x.id = r.id
         join audit i on i.op_id = x.imported_by
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
