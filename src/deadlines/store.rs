use serde_json::Value;
use sqlx::{PgConnection, types::Json};

use super::{
    model::{NewRule, StoredRule},
    rules::{Rule, RuleBook},
};
use crate::calendar::Day;

/// The rules and holidays in the database. A rule that this program does not understand is left out: it could never start.
pub async fn load_rule_book(conn: &mut PgConnection) -> sqlx::Result<RuleBook> {
    let rules: Vec<Rule> = stored_rules(conn)
        .await?
        .into_iter()
        .map(|stored| stored.rule)
        .collect();
    let holidays = sqlx::query_scalar!("select on_date from holidays")
        .fetch_all(conn)
        .await?;
    Ok(RuleBook::new(rules, holidays.into_iter().collect()))
}

/// The rules that this program understands, in the order in which they were made.
pub async fn stored_rules(conn: &mut PgConnection) -> sqlx::Result<Vec<StoredRule>> {
    let rows = sqlx::query!(
        r#"select id, regime, to_jsonb(r) - 'id' - 'regime' as "rule!: Value" from deadline_rules r order by id"#
    )
    .fetch_all(conn)
    .await?;
    let understood = rows.into_iter().filter_map(|row| {
        Some(StoredRule {
            id: row.id,
            regime: row.regime,
            rule: serde_json::from_value(row.rule).ok()?,
        })
    });
    Ok(understood.collect())
}

/// Puts a rule into force, and gives back its internal number.
pub async fn add(conn: &mut PgConnection, new: &NewRule) -> sqlx::Result<i32> {
    sqlx::query_scalar!(
        "insert into deadline_rules (regime, valid_from, valid_to, start_facts, target_step, kind, amount, unit, condition, citation)
         select $2, valid_from, valid_to, start_facts, target_step, kind, amount, unit, condition, citation
         from jsonb_populate_record(null::deadline_rules, $1) returning id",
        Json(&new.rule) as _,
        new.regime
    )
    .fetch_one(conn)
    .await
}

/// Ends a rule that is in force, and gives back whether there was one.
pub async fn end(conn: &mut PgConnection, id: i32, on: Day) -> sqlx::Result<bool> {
    let ended = sqlx::query!(
        "update deadline_rules set valid_to = $2 where id = $1 and valid_to is null and valid_from < $2",
        id,
        on
    )
    .execute(conn)
    .await?;
    Ok(ended.rows_affected() == 1)
}
