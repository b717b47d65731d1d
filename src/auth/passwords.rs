//! Passwords: which are good enough, and what is kept of them.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash},
};
use tokio::{sync::Semaphore, task};

use crate::{language::Text, problem::Problem};

/// Fewest characters of a password.
const SHORTEST: usize = 10;
/// More than this is no password.
const LONGEST: usize = 1000;
/// Passwords that many people choose, folded, a line each.
const COMMONEST: &str = include_str!("commonest.txt");

/// What a hash costs: RFC 9106, section 4.
#[derive(Clone, Copy, Debug)]
pub struct PasswordCost {
    /// Memory, MiB.
    pub memory_mib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for PasswordCost {
    fn default() -> Self {
        Self {
            memory_mib: 46,
            passes: 1,
            lanes: 1,
        }
    }
}

impl std::str::FromStr for PasswordCost {
    type Err = String;

    /// Reads `MIB:PASSES:LANES`.
    fn from_str(text: &str) -> Result<Self, String> {
        let numbers: Vec<u32> = text.split(':').map_while(|part| part.parse().ok()).collect();
        let &[memory_mib, passes, lanes] = numbers.as_slice() else {
            return Err("write MIB:PASSES:LANES, for instance 46:1:1".to_owned());
        };
        let cost = Self {
            memory_mib,
            passes,
            lanes,
        };
        cost.params().map(|_| cost).map_err(|error| error.to_string())
    }
}

impl PasswordCost {
    fn params(self) -> Result<Params, argon2::Error> {
        Params::new(self.memory_mib.saturating_mul(1024), self.passes, self.lanes, None)
    }
}

/// Hashes passwords with argon2id, few at a time: each takes memory and a processor.
#[derive(Clone)]
pub struct Passwords(Arc<Inner>);

struct Inner {
    argon2: Argon2<'static>,
    turns: Semaphore,
    /// The hash of no password: whoever has none is checked against it, which takes as long.
    nobody: String,
}

impl Passwords {
    /// A hasher of this cost.
    ///
    /// # Errors
    /// [`Problem::Internal`] for a cost that argon2 does not know, or without randomness.
    pub fn new(cost: PasswordCost) -> Result<Self, Problem> {
        let params = cost.params().map_err(|error| Problem::internal(&error))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobody = super::secret::Secret::new("").map_err(|error| Problem::internal(&error))?;
        let nobody = hash(&argon2, nobody.reveal())?;
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self(Arc::new(Inner {
            argon2,
            turns: Semaphore::new(processors),
            nobody,
        })))
    }

    /// What is kept of a password, in PHC form.
    ///
    /// # Errors
    /// [`Problem::Internal`] without randomness.
    pub async fn hash(&self, password: String) -> Result<String, Problem> {
        self.in_turn(move |inner| hash(&inner.argon2, &password)).await?
    }

    /// Whether a password is the one of which this is kept. Takes as long where nothing is.
    ///
    /// # Errors
    /// [`Problem::Internal`] when the hashing dies.
    pub async fn fits(&self, password: String, kept: Option<String>) -> Result<bool, Problem> {
        self.in_turn(move |inner| {
            let known = PasswordHash::new(kept.as_ref().unwrap_or(&inner.nobody));
            let fits = known.is_ok_and(|known| inner.argon2.verify_password(password.as_bytes(), &known).is_ok());
            fits && kept.is_some()
        })
        .await
    }

    /// Whether what is kept of a password was made at another cost than the present one.
    pub fn is_outdated(&self, kept: &str) -> bool {
        let cost = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
        let known = PasswordHash::new(kept)
            .ok()
            .and_then(|kept| Params::try_from(&kept).ok());
        known.is_none_or(|known| cost(&known) != cost(self.0.argon2.params()))
    }

    async fn in_turn<T: Send + 'static>(&self, work: impl FnOnce(&Inner) -> T + Send + 'static) -> Result<T, Problem> {
        let turn = self.0.turns.acquire().await;
        let turn = turn.map_err(|error| Problem::internal(&error))?;
        let inner = Arc::clone(&self.0);
        let done = task::spawn_blocking(move || work(&inner)).await;
        drop(turn);
        done.map_err(|error| Problem::internal(&error))
    }
}

fn hash(argon2: &Argon2<'_>, password: &str) -> Result<String, Problem> {
    let hash = argon2.hash_password(password.as_bytes());
    Ok(hash.map_err(|error| Problem::internal(&error))?.to_string())
}

/// Why a password is not good enough for an account; none where it is.
pub fn weakness(password: &str, account: &str) -> Option<Text> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Some(Text::new(
            format!("Mật khẩu cần ít nhất {SHORTEST} ký tự."),
            format!("A password needs at least {SHORTEST} characters."),
        ));
    }
    if length > LONGEST {
        return Some(Text::new(
            format!("Mật khẩu dài tối đa {LONGEST} ký tự."),
            format!("A password has at most {LONGEST} characters."),
        ));
    }
    let folded = password.to_lowercase();
    let account = account.to_lowercase();
    // Longer with digits or marks around it, it is the same to whoever guesses.
    let core = folded.trim_matches(|c: char| !c.is_alphabetic());
    let is_name = !account.is_empty() && (folded == account || core == account || folded == account.repeat(2));
    let mut letters: Vec<char> = folded.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    if is_name || letters.len() < 3 || COMMONEST.lines().any(|known| known == folded) {
        return Some(Text::new(
            "Mật khẩu này quá dễ đoán; hãy chọn mật khẩu khác, ví dụ vài từ ghép lại.",
            "This password is guessed too easily; choose another, for instance a few words in a row.",
        ));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_many_choose_is_refused_whatever_its_case_and_what_few_choose_is_not() {
        for weak in [
            "short",
            "matkhau123",
            "MatKhau123",
            "1234567890",
            "aaaaaaaaaaaa",
            "hientruong1",
            "HienTruong2026!",
            "hientruonghientruong",
        ] {
            assert!(weakness(weak, "hientruong").is_some(), "{weak}");
        }
        for good in ["cau tre lac leo", "mười ký tự", "x7-pq-22-lm"] {
            assert!(weakness(good, "hientruong").is_none(), "{good}");
        }
    }

    #[test]
    fn the_list_of_the_commonest_is_folded_and_holds_only_what_would_pass_otherwise() {
        assert!(COMMONEST.lines().count() > 200);
        for line in COMMONEST.lines() {
            assert!(
                line == line.to_lowercase() && line.chars().count() >= SHORTEST,
                "{line}"
            );
        }
    }

    #[tokio::test]
    async fn a_password_fits_what_is_kept_of_it_and_nothing_fits_nobody() {
        let cost = "1:1:1".parse().unwrap();
        let passwords = Passwords::new(cost).unwrap();
        let kept = passwords.hash("cau tre lac leo".to_owned()).await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=1024,t=1,p=1$"));
        let fits = async |password: &str, kept: Option<&String>| {
            passwords.fits(password.to_owned(), kept.cloned()).await.unwrap()
        };
        assert!(fits("cau tre lac leo", Some(&kept)).await);
        assert!(!fits("cau tre lac le", Some(&kept)).await);
        assert!(!fits("cau tre lac leo", None).await);
    }
}
