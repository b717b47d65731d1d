//! The command `audit`.

use clap::{Args, Subcommand};
use sqlx::PgPool;

use super::seals::{self, Fault, SealHash, Start, Verdict};
use crate::language::{Language, Text};

/// Faults that are told one by one.
const MOST_TOLD: usize = 100;

/// `matbang audit …`
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Seal what was written since the last seal, and print number and hash of the last one, to be kept elsewhere
    Seal,
    /// Reckon the seals again, and say what was changed, removed or added; ends with 1 where something was
    Verify(VerifyArgs),
}

/// `matbang audit verify …`
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Begin with this seal instead of the first one
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(i64).range(1..))]
    since_seal: Option<i64>,
    /// Hash that this seal must have, as it was noted elsewhere
    #[arg(long, value_name = "HASH", requires = "since_seal")]
    expect: Option<SealHash>,
}

impl AuditCommand {
    /// Does it: 0 when everything holds, 1 when not.
    ///
    /// # Errors
    /// Only those of the database.
    pub async fn run(self, pool: &PgPool, language: Language) -> sqlx::Result<u8> {
        match self {
            Self::Seal => seal(pool, language).await,
            Self::Verify(args) => args.run(pool, language).await,
        }
    }
}

#[expect(clippy::print_stdout, reason = "the seal is what the command is for")]
async fn seal(pool: &PgPool, language: Language) -> sqlx::Result<u8> {
    seals::seal_now(pool).await?;
    match seals::last(pool).await? {
        Some((number, hash)) => println!("{number} {hash}"),
        None => println!("{}", nothing().in_language(language)),
    }
    Ok(0)
}

fn nothing() -> Text {
    Text::new("Chưa có gì để niêm phong.", "There is nothing to seal yet.")
}

impl VerifyArgs {
    #[expect(clippy::print_stdout, reason = "the verdict is what the command is for")]
    async fn run(self, pool: &PgPool, language: Language) -> sqlx::Result<u8> {
        let start = Start {
            seal: self.since_seal.unwrap_or(1),
            expected: self.expect,
        };
        let verdict = seals::verify(pool, start).await?;
        for text in told(&verdict) {
            println!("{}", text.in_language(language));
        }
        Ok(u8::from(!verdict.faults.is_empty()))
    }
}

/// The verdict, line by line.
fn told(verdict: &Verdict) -> Vec<Text> {
    let mut lines = Vec::new();
    let Verdict {
        seals, rows, faults, ..
    } = verdict;
    lines.push(match faults.first() {
        None => Text::new(
            format!("Nhật ký nguyên vẹn: {rows} dòng trong {seals} niêm phong."),
            format!("The audit holds: {rows} rows in {seals} seals."),
        ),
        Some((first, _)) => Text::new(
            format!("Nhật ký đã bị can thiệp. Niêm phong đầu tiên không còn đúng: {first}."),
            format!("The audit was tampered with. The first seal that does not hold: {first}."),
        ),
    });
    lines.extend(
        faults
            .iter()
            .take(MOST_TOLD)
            .map(|(seal, fault)| fault_text(*seal, fault)),
    );
    if let more @ 1.. = faults.len().saturating_sub(MOST_TOLD) {
        lines.push(Text::new(
            format!("  … và {more} chỗ nữa"),
            format!("  … and {more} more"),
        ));
    }
    if let Some(since) = &verdict.waiting_since {
        let waiting = verdict.waiting;
        lines.push(Text::new(
            format!("Chưa niêm phong: {waiting} dòng, cũ nhất từ {since}."),
            format!("Not sealed yet: {waiting} rows, the oldest of {since}."),
        ));
    }
    if let Some((number, hash)) = verdict.last {
        lines.push(Text::new(
            format!("Niêm phong cuối: {number} {hash}"),
            format!("Last seal: {number} {hash}"),
        ));
    }
    lines
}

fn fault_text(seal: i64, fault: &Fault) -> Text {
    let (vi, en) = match fault {
        Fault::SealMissing => ("không còn".to_owned(), "is missing".to_owned()),
        Fault::SealChanged => ("đã bị sửa".to_owned(), "was changed".to_owned()),
        Fault::SealUnexpected => (
            "có mã băm khác mã đã ghi lại".to_owned(),
            "has another hash than the one that was noted".to_owned(),
        ),
        Fault::RowMissing(row) => (format!("dòng {row} bị xóa"), format!("row {row} is missing")),
        Fault::RowChanged(row, said) => (
            format!("dòng {row} hoặc sự kiện của nó bị sửa, xóa hay thêm: {said}"),
            format!("row {row} was changed, or one of its events was, or was removed or added: {said}"),
        ),
        Fault::RowAdded(row, said) => (
            format!("dòng {row} không thuộc niêm phong nào, bị thêm vào sau: {said}"),
            format!("row {row} is in no seal, it was added: {said}"),
        ),
        Fault::RowLate(row, said) => (
            format!("dòng {row} mang số đã chốt từ niêm phong trước, bị thêm vào sau: {said}"),
            format!("row {row} has a number that was settled by a seal before, it was added: {said}"),
        ),
        Fault::RowBackdated(row, said) => (
            format!("dòng {row} ghi thời điểm cũ hơn hẳn niêm phong trước đó: {said}"),
            format!("row {row} claims to be much older than the seal before: {said}"),
        ),
    };
    Text::new(format!("  niêm phong {seal}: {vi}"), format!("  seal {seal}: {en}"))
}
