//! A province at random: everything that a parcel can be, the same for the same seed.

use fastrand::Rng;
use matbang::calendar::Day;
use serde_json::{Map, Value, json};
use sqlx::PgPool;

use super::{days_ago, seed};

/// The steps in their order.
const STEPS: [&str; 8] = [
    "notified",
    "inventoried",
    "plan_posted",
    "plan_approved",
    "paid",
    "resettled",
    "recovery_decided",
    "handed_over",
];
/// A code that addresses must escape.
const ODD_CODE: &str = "C&1=«x»";
const CAUSES: [&str; 5] = ["PRICE", "ORIGIN", "GRAVE", "WORKS_STOPPED", "CAPITAL"];

/// Four projects with parcels in two districts and three communes, outside them and without shape, with plans, facts
/// and obstacles; a commune has the code of a district. Gives the internal numbers of the parcels.
pub async fn province(db: &PgPool, random: &mut Rng, parcels: usize) -> Vec<i64> {
    seed::districts(db).await;
    seed::level(db, "commune", 3).await;
    seed::unit(db, "commune", "05443", [105.80, 21.50, 105.83, 21.60]).await;
    seed::unit(db, "commune", "05446", [105.83, 21.50, 105.87, 21.60]).await;
    seed::unit(db, "commune", "164", [105.87, 21.50, 105.90, 21.60]).await;
    seed::project(db, "A", json!({ "clearance_deadline": days_ago(30) })).await;
    seed::project(db, "B", json!({ "clearance_deadline": days_ago(-100) })).await;
    seed::project(db, ODD_CODE, json!({})).await;
    // Nothing sets a date for what no law limits.
    seed::project(db, "D", json!({})).await;
    plans(db).await;
    let rows: Vec<Value> = (0..parcels).map(|number| parcel(random, number)).collect();
    let ids = seed::parcels(db, &rows).await;
    let mut facts: Vec<(i64, &str, Day)> = Vec::new();
    for id in &ids {
        if random.u8(..4) == 0 {
            let kinds = ["appraisal_filed", "enforcement_complied", "disagreed"];
            facts.push((*id, random.choice(kinds).unwrap(), past(random)));
        }
    }
    sqlx::query("insert into parcel_facts (parcel_id, fact, on_date) select * from unnest($1::bigint[], $2::text[], $3::text[]::date[])")
        .bind(facts.iter().map(|(id, _, _)| *id).collect::<Vec<i64>>())
        .bind(facts.iter().map(|(_, kind, _)| *kind).collect::<Vec<&str>>())
        .bind(facts.iter().map(|(_, _, on)| on.to_string()).collect::<Vec<String>>())
        .execute(db)
        .await
        .unwrap();
    for _ in 0..(parcels / 5).min(4000) {
        obstacle(db, random, &ids, &rows).await;
    }
    ids
}

async fn plans(db: &PgPool) {
    for (unit, step, set, days) in [
        ("", "plan_posted", 300, Some(90)),
        ("", "plan_posted", 100, Some(50)),
        ("", "handed_over", 200, Some(-20)),
        ("164", "plan_posted", 400, Some(200)),
        ("164", "plan_posted", 80, None),
        ("05443", "paid", 200, Some(120)),
        ("05443", "paid", 130, Some(60)),
    ] {
        sqlx::query(
            "insert into step_plans (project_id, unit_code, step, set_on, planned_on)
             select id, $1, $2, $4, $3 from projects where code = $5",
        )
        .bind(unit)
        .bind(step)
        .bind(days.map(days_ago))
        .bind(days_ago(set))
        .bind(ODD_CODE)
        .execute(db)
        .await
        .unwrap();
    }
    seed::sql(
        db,
        "insert into deadline_changes (project_id, set_on, planned_on)
         select id, today_here() - 400, clearance_deadline - 120 from projects where clearance_deadline is not null;
         update deadline_changes set set_on = today_here() - 200 where planned_on = (select clearance_deadline from projects p where p.id = project_id)",
    )
    .await;
}

/// A day of the last three years, now and then one to come.
fn past(random: &mut Rng) -> Day {
    days_ago(random.i32(-30..1000))
}

fn parcel(random: &mut Rng, number: usize) -> Value {
    let mut row = Map::new();
    let mut set = |name: &str, value: Value| {
        row.insert(name.to_owned(), value);
    };
    set("project", json!(random.choice(["A", "B", ODD_CODE, "D"])));
    set("map_sheet", json!((number / 30 + 1).to_string()));
    set("parcel_no", json!((number + 1).to_string()));
    set(
        "household_code",
        json!(random.choice(["", "H1", "H2", "H3", "H4", "H5", "H6", "H7", "H8", "H9"])),
    );
    set("agricultural", json!(random.bool()));
    set("needs_resettlement", json!(random.u8(..4) == 0));
    for area in ["recovered_area_m2", "legal_area_m2", "measured_area_m2"] {
        if random.bool() {
            set(area, json!(f64::from(random.u32(1..9000)) / 10.0));
        }
    }
    if random.u8(..8) != 0 {
        let place = [105.79 + 0.12 * random.f64(), 21.505 + 0.09 * random.f64()];
        set("at", json!(place.map(|degrees| (degrees * 1e4).round() / 1e4)));
    }
    let mut on = days_ago(random.i32(0..1000));
    for step in STEPS.iter().take(random.usize(0..=8)) {
        if random.u8(..6) != 0 {
            set(&format!("{step}_on"), json!(on));
        } else if *step != "handed_over" && random.bool() {
            set(&format!("{step}_na_on"), json!(on));
        }
        on = on.plus_days(random.i32(0..80));
    }
    if random.u8(..15) == 0 {
        set("excluded_on", json!(past(random)));
    }
    let mut touched: Vec<Day> = (0..random.usize(0..3)).map(|_| days_ago(random.i32(0..500))).collect();
    touched.sort_unstable();
    touched.dedup();
    set("touched_days", json!(touched));
    Value::Object(row)
}

async fn obstacle(db: &PgPool, random: &mut Rng, ids: &[i64], rows: &[Value]) {
    let mut places: Vec<usize> = (0..random.usize(1..4)).map(|_| random.usize(..ids.len())).collect();
    places.sort_unstable();
    places.dedup();
    let project = &rows[places[0]]["project"];
    let parcels: Vec<i64> = places
        .iter()
        .filter(|place| rows[**place]["project"] == *project)
        .map(|place| ids[*place])
        .collect();
    let opened = past(random);
    let closed = opened.plus_days(random.i32(0..200));
    let again = closed.plus_days(random.i32(1..100));
    let intervals = match random.u8(..3) {
        0 => json!([[opened, null]]),
        1 => json!([[opened, closed]]),
        _ => json!([[opened, closed], [again, null]]),
    };
    let due = random.bool().then(|| opened.plus_days(random.i32(0..300)));
    let cause = random.choice(CAUSES);
    seed::obstacle(
        db,
        &parcels,
        json!({ "cause": cause, "due_on": due, "intervals": intervals }),
    )
    .await;
    if random.u8(..8) == 0 {
        let project = random.choice(["A", "B"]);
        seed::obstacle(db, &[], json!({ "scope": "project", "project": project, "cause": "CAPITAL", "due_on": due, "intervals": intervals })).await;
    }
}
