use sqlx::PgConnection;

use super::rules::{Condition, Kind, Rule, RuleBook, StartFact, Unit};

/// The rules and holidays in the database. A rule with a start fact that this program does not know is left out:
/// it could never start.
pub async fn load_rule_book(conn: &mut PgConnection) -> sqlx::Result<RuleBook> {
    let rows = sqlx::query!(
        "select valid_from, valid_to, start_facts, target_step, kind, amount, unit, condition, citation
         from deadline_rules order by id"
    )
    .fetch_all(&mut *conn)
    .await?;
    let rules = rows
        .into_iter()
        .filter_map(|row| {
            Some(Rule {
                valid_from: row.valid_from,
                valid_to: row.valid_to,
                start: row
                    .start_facts
                    .iter()
                    .map(|code| StartFact::from_code(code))
                    .collect::<Option<_>>()?,
                target: row.target_step.parse().ok()?,
                kind: match row.kind.as_str() {
                    "max" => Kind::Max,
                    "min" => Kind::Min,
                    _ => Kind::Valid,
                },
                amount: row.amount,
                unit: match row.unit.as_str() {
                    "day" => Unit::Day,
                    "month" => Unit::Month,
                    _ => Unit::WorkingDay,
                },
                condition: match row.condition.as_str() {
                    "agricultural" => Condition::Agricultural,
                    "not_agricultural" => Condition::NotAgricultural,
                    "resettlement" => Condition::Resettlement,
                    "no_resettlement" => Condition::NoResettlement,
                    _ => Condition::Any,
                },
                citation: row.citation,
            })
        })
        .collect();
    let holidays = sqlx::query_scalar!("select on_date from holidays")
        .fetch_all(conn)
        .await?;
    Ok(RuleBook::new(rules, holidays.into_iter().collect()))
}
