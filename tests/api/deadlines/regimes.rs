//! The limits as the migrations bring them: no day between two laws without one, and days counted as a calendar does.

use std::collections::BTreeMap;

use matbang::{
    calendar::Day,
    deadlines::{Unit, load_rule_book},
};
use sqlx::PgPool;

use crate::support::day;

/// From when, until when, and with which article.
type Validity = (Day, Option<Day>, String);
/// Target, kind, condition and facts of a limit, and its validity.
type Limit = (String, String, String, Vec<String>, Day, Option<Day>, String);
/// Target, kind and facts of a limit, and the kind of parcel: whether it is farmland, and whether people must move.
type Ground = (String, String, Vec<String>, bool, bool);

#[sqlx::test]
async fn every_limit_goes_on_without_a_gap_or_a_double_from_law_to_law(db: PgPool) {
    // What starts a clock may change with the law, but not what a recorded fact starts.
    let rows: Vec<Limit> = sqlx::query_as(
        "select target_step, kind, condition, array(select f from unnest(start_facts) f where f in (
                 'opinion_meeting', 'disagreed', 'appraisal_filed', 'inventory_refused', 'enforcement_complied')),
             valid_from, valid_to, citation
         from deadline_rules",
    )
    .fetch_all(&db)
    .await
    .unwrap();
    let mut limits: BTreeMap<Ground, Vec<Validity>> = BTreeMap::new();
    for (target, kind, condition, facts, from, to, citation) in rows {
        for (agricultural, resettled) in [(false, false), (false, true), (true, false), (true, true)] {
            let holds = match condition.as_str() {
                "agricultural" => agricultural,
                "not_agricultural" => !agricultural,
                "resettlement" => resettled,
                "no_resettlement" => !resettled,
                _ => true,
            };
            if holds {
                let key = (target.clone(), kind.clone(), facts.clone(), agricultural, resettled);
                limits.entry(key).or_default().push((from, to, citation.clone()));
            }
        }
    }
    assert_eq!(limits.len(), 9 * 4, "nine limits for each of four kinds of parcel");
    for (limit, mut validities) in limits {
        validities.sort();
        for pair in validities.windows(2) {
            assert_eq!(pair[0].1, Some(pair[1].0), "{limit:?}: {pair:?}");
        }
        assert_eq!(validities.last().unwrap().1, None, "{limit:?} is in force");
        let law_of_2013 = validities[0].0 == day("2014-07-01");
        assert!(law_of_2013 || validities[0].0 == day("2024-08-01"), "{limit:?}");
    }
}

#[sqlx::test]
async fn working_days_are_counted_as_a_calendar_written_out_does(db: PgPool) {
    let book = load_rule_book(&mut db.acquire().await.unwrap()).await.unwrap();
    let working: Vec<Day> = sqlx::query_scalar(
        "select d::date from generate_series(date '2014-01-01', date '2027-12-31', interval '1 day') d
         where extract(isodow from d) < 6 and not exists (select from holidays where on_date = d::date) order by d",
    )
    .fetch_all(&db)
    .await
    .unwrap();
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..2000 {
        let start = day("2014-01-01").plus_days(random.i32(0..4900));
        let amount = random.usize(1..60);
        let next = working.partition_point(|on| *on <= start);
        let counted = book.count(start, i32::try_from(amount).unwrap(), Unit::WorkingDay);
        assert_eq!(
            counted,
            working[next + amount - 1],
            "{amount} working days after {start}"
        );
    }
}
