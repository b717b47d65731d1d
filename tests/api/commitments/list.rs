use matbang::auth::Role;
use serde_json::{Value, json};
use sqlx::PgPool;

use super::{made, scene};
use crate::support::{Call, TestApp, days_ago, seed};

/// Commitments of every state: texts a to g.
async fn all(db: &PgPool) -> TestApp {
    let app = scene(db).await;
    seed::project(db, "Q", json!({ "name": "Hồ chứa nước" })).await;
    seed::parcel(db, "Q", "1/1", json!({ "at": [105.87, 21.55] })).await;
    app.board.catch_up().await;
    for (text, values) in [
        ("a", json!({ "share": 0.9, "due_on": days_ago(-3) })),
        ("b", json!({ "parcels": [4], "due_on": days_ago(-13) })),
        ("c", json!({ "parcels": [2], "due_on": days_ago(-40) })),
        (
            "d",
            json!({ "share": 0.5, "made_on": days_ago(60), "due_on": days_ago(40) }),
        ),
        (
            "e",
            json!({ "share": 0.9, "made_on": days_ago(60), "due_on": days_ago(15) }),
        ),
        (
            "f",
            json!({ "parcels": [2], "made_on": days_ago(60), "due_on": days_ago(5) }),
        ),
    ] {
        let mut values = values;
        values["text"] = json!(text);
        made(&app, &values).await;
    }
    let mut other = super::new(&json!({ "share": 1, "text": "g", "due_on": days_ago(-20) }));
    other["made_by"] = json!("Sở Nông nghiệp");
    app.send(Call::post("/api/v1/projects/Q/commitments").json(&other))
        .await
        .expect(201);
    app
}

async fn found(app: &TestApp, query: &str) -> String {
    let items = app.pages(&format!("/api/v1/commitments?{query}"), 2).await;
    items.iter().map(|item| item["text"].as_str().unwrap()).collect()
}

#[sqlx::test]
async fn commitments_are_found_by_project_unit_state_day_and_words(db: PgPool) {
    let app = all(&db).await;
    for (query, expected) in [
        ("sort=due", "defabgc"),
        ("sort=-days_late", "edfabgc"),
        ("project=Q", "g"),
        ("unit=164", "defac"),
        ("unit=165", "deabg"),
        ("state=kept", "d"),
        ("state=broken&state=kept", "def"),
        ("state=open", "abgc"),
        ("due_within=7", "a"),
        ("due_within=14", "ab"),
        ("due_within=20", "abg"),
        ("q=nong nghiep", "g"),
        ("q=ho chua", "g"),
        ("q=huyen&state=open", "abc"),
    ] {
        assert_eq!(found(&app, &query.replace(' ', "%20")).await, expected, "{query}");
    }
    let past = format!("as_of={}", days_ago(35));
    assert_eq!(found(&app, &past).await, "def", "what was made by then");
    assert_eq!(found(&app, &format!("{past}&state=broken")).await, "d");
    for (query, name) in [
        ("project=NOPE", "project"),
        ("unit=999", "unit"),
        ("state=late", "state"),
        ("due_within=-1", "due_within"),
        ("x=1", "x"),
    ] {
        let problems = app
            .get(&format!("/api/v1/commitments?{query}"))
            .await
            .problem(400, "invalid-query");
        assert!(problems[0].0.starts_with(name), "{query}: {problems:?}");
    }
}

#[sqlx::test]
async fn the_states_of_a_list_equal_an_independent_count(db: PgPool) {
    let app = all(&db).await;
    for ago in [0, 10, 31, 45] {
        let listed = app
            .pages(&format!("/api/v1/commitments?as_of={}", days_ago(ago)), 100)
            .await;
        let mut listed: Vec<(i64, String)> = listed
            .iter()
            .map(|item| (item["id"].as_i64().unwrap(), item["state"].as_str().unwrap().to_owned()))
            .collect();
        listed.sort();
        let counted: Vec<(i64, String)> = sqlx::query_as(
            "with met as (
                 select c.id, min(d.day) as on_date from commitments c
                 cross join lateral (select ($1 - n)::date as day from generate_series(0, $1 - c.made_on) n) d
                 where case when c.share is null
                     then not exists (select from commitment_parcels x join parcels p on p.id = x.parcel_id
                         where x.commitment_id = c.id and coalesce(p.handed_over_on > d.day, true))
                     else c.share <= (select sum(legal_area_m2) filter (where handed_over_on <= d.day) / sum(legal_area_m2)
                         from parcels p where p.project_id = c.project_id) end
                 group by c.id
             )
             select c.id, case when met.on_date is not null then 'kept' when c.due_on < $1 then 'broken' else 'open' end
             from commitments c left join met using (id) where c.made_on <= $1 order by c.id",
        )
        .bind(days_ago(ago))
        .fetch_all(&db)
        .await
        .unwrap();
        assert_eq!(listed, counted, "{ago} days ago");
    }
}

#[sqlx::test]
async fn a_list_goes_into_a_file_without_formulas_and_within_the_own_area(db: PgPool) {
    let app = all(&db).await;
    made(&app, &json!({ "parcels": [4], "text": "=1+1", "made_by": "@cmd" })).await;
    let file = |role: Role| Call::get("/api/v1/commitments?format=csv&lang=en").as_(role);
    let everything = app.send(file(Role::Planner)).await.expect(200).text();
    assert_eq!(everything.lines().count(), 9, "{everything}");
    assert!(everything.contains("'=1+1") && everything.contains("'@cmd") && everything.contains("Broken"));
    let own = app.send(file(Role::Officer)).await.expect(200).text();
    assert_eq!(own.lines().count(), 6, "{own}");
    app.send(file(Role::Public)).await.problem(401, "login-needed");
    let taken: Vec<Value> =
        sqlx::query_scalar("select to_jsonb(subject) from audit where action = 'export' order by number")
            .fetch_all(&db)
            .await
            .unwrap();
    assert_eq!(taken, [json!("8 commitments"), json!("5 commitments")]);
}
