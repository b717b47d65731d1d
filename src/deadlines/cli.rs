//! The command `rules`.

use clap::{Args, Subcommand, ValueEnum};
use sqlx::{Acquire as _, PgPool};

use super::{
    changing,
    model::{EndedRule, NewRule, RuleChanges, StoredRule},
    rules::{Condition, Kind, Rule, StartFact, Unit},
    store,
};
use crate::{
    auth::cli::{AccountError, recorded},
    board,
    calendar::Day,
    language::{Language, Text},
    problem::Problem,
    steps::Step,
};

/// `matbang rules …`
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// List the limits of the law, past ones too
    List,
    /// End a limit: one in use is never edited
    End {
        /// Its number in the list
        id: i32,
        /// First day no more in force, YYYY-MM-DD
        #[arg(long, value_name = "DATE")]
        on: Day,
        /// Only say how many parcels would change
        #[arg(long)]
        preview: bool,
    },
    /// Bring a limit into force
    Add(AddArgs),
}

/// `matbang rules add …`
#[derive(Debug, Args)]
pub struct AddArgs {
    /// Which body of law
    #[arg(long, value_name = "NAME")]
    regime: String,
    /// First day of force, YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    from: Day,
    /// First day no more in force, YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    to: Option<Day>,
    /// A step or recorded fact that starts it; may be repeated: all are needed
    #[arg(long, value_name = "CODE", required = true, value_parser = start_fact)]
    start: Vec<StartFact>,
    /// The step that it is for
    #[arg(long, value_name = "STEP")]
    target: Step,
    /// What it demands
    #[arg(long, value_enum)]
    kind: Kind,
    /// How many units
    #[arg(long, value_name = "NUMBER")]
    amount: i32,
    /// In what it counts
    #[arg(long, value_enum, default_value_t = Unit::Day)]
    unit: Unit,
    /// Which parcels it is for
    #[arg(long, value_enum, default_value_t = Condition::Any)]
    condition: Condition,
    /// The article that says so
    #[arg(long, value_name = "TEXT")]
    citation: String,
    /// Only say how many parcels would change
    #[arg(long)]
    preview: bool,
}

fn start_fact(code: &str) -> Result<StartFact, &'static str> {
    StartFact::from_code(code).ok_or("no such step or fact")
}

impl RulesCommand {
    /// Does it.
    ///
    /// # Errors
    /// [`AccountError`] with what is wrong; nothing is changed then.
    pub async fn run(self, pool: &PgPool, language: Language) -> Result<(), AccountError> {
        match self {
            Self::List => list(pool).await,
            Self::End { id, on, preview } => {
                let changes = RuleChanges {
                    end: vec![EndedRule { id, on }],
                    ..RuleChanges::default()
                };
                change(pool, language, preview, &changes).await
            }
            Self::Add(args) => {
                let preview = args.preview;
                let changes = RuleChanges {
                    add: vec![args.rule()],
                    ..RuleChanges::default()
                };
                change(pool, language, preview, &changes).await
            }
        }
    }
}

impl AddArgs {
    fn rule(self) -> NewRule {
        NewRule {
            regime: self.regime,
            rule: Rule {
                valid_from: self.from,
                valid_to: self.to,
                start: self.start,
                target: self.target,
                kind: self.kind,
                amount: self.amount,
                unit: self.unit,
                condition: self.condition,
                citation: self.citation,
            },
        }
    }
}

#[expect(clippy::print_stdout, reason = "the list is what the command is for")]
async fn list(pool: &PgPool) -> Result<(), AccountError> {
    for stored in store::stored_rules(&mut *pool.acquire().await?).await? {
        println!("{}", line(&stored));
    }
    Ok(())
}

/// A limit on one line: number, law, validity, from what to what, how much, for whom, article.
fn line(stored: &StoredRule) -> String {
    let StoredRule { id, regime, rule } = stored;
    let start: Vec<&str> = rule.start.iter().map(|start| start.code()).collect();
    let end = rule.valid_to.map(|day| day.to_string()).unwrap_or_default();
    format!(
        "{id}\t{regime}\t{}..{end}\t{} -> {}\t{} {} {}\t{}\t{}",
        rule.valid_from,
        start.join("+"),
        rule.target.code(),
        word(&rule.kind),
        rule.amount,
        word(&rule.unit),
        word(&rule.condition),
        rule.citation
    )
}

/// The word of the command line for a value.
fn word(value: &impl ValueEnum) -> String {
    value
        .to_possible_value()
        .map(|known| known.get_name().to_owned())
        .unwrap_or_default()
}

/// Changes the limits, or says what that would do.
#[expect(clippy::print_stdout, reason = "the preview is what the command is for")]
async fn change(pool: &PgPool, language: Language, preview: bool, changes: &RuleChanges) -> Result<(), AccountError> {
    let mut conn = pool.acquire().await?;
    let stored = store::stored_rules(&mut conn).await?;
    let rules = changing::changed(stored.clone(), changes)?;
    if preview {
        let mut tx = conn.begin().await?;
        sqlx::raw_sql("set transaction isolation level repeatable read, read only")
            .execute(&mut *tx)
            .await?;
        let board = board::read(&mut tx).await?;
        let told = changing::preview(&board, rules, Day::today());
        let (all, changed, status, due) = (told.parcels, told.changed, told.other_status, told.other_due);
        let text = Text::new(
            format!("{changed} trên {all} thửa sẽ đổi: {status} thửa đổi tình trạng, {due} thửa đổi hạn."),
            format!("{changed} of {all} parcels would change: {status} have another status, {due} another due date."),
        );
        println!("{}", text.in_language(language));
        return Ok(());
    }
    drop(conn);
    for end in &changes.end {
        let ended = stored.iter().find(|stored| stored.id == end.id);
        let subject = ended.map(|stored| stored.rule.citation.clone()).unwrap_or_default();
        recorded(pool, "rule.end", &subject, async |tx| {
            if store::end(tx, end.id, end.on).await? {
                Ok(())
            } else {
                Err(Problem::Refused(vec![changing::cannot_end("/on")]))
            }
        })
        .await?;
    }
    for new in &changes.add {
        let id = recorded(pool, "rule.add", &new.rule.citation, async |tx| {
            Ok(store::add(tx, new).await?)
        })
        .await?;
        println!("{id}");
    }
    Ok(())
}
