//! Accounts to try the demo with. They exist only while the service runs with it, with passwords that chance made.

use serde::Serialize;
use sqlx::PgPool;
use utoipa::ToSchema;

use super::{passwords::Passwords, role::Role, store};
use crate::{db, problem::Problem};

/// An account to try the demo with.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DemoAccount {
    /// Login name.
    pub name: String,
    /// Its password.
    #[schema(format = Password)]
    pub password: String,
    /// What it is.
    pub role: Role,
}

/// Each with its name as people read it; those with areas look after one district.
const ACCOUNTS: [(&str, &str, Role); 5] = [
    ("admin", "Quản trị hệ thống", Role::Admin),
    ("lanhdao", "Lãnh đạo tỉnh", Role::Leader),
    ("canbo", "Cán bộ giải phóng mặt bằng huyện", Role::Officer),
    ("hientruong", "Tổ hiện trường huyện", Role::Field),
    ("kehoach", "Cán bộ kế hoạch", Role::Planner),
];

/// Words that are easy to read out: two of them and six digits are more than anybody guesses within the limits of
/// logins.
const WORDS: [&str; 16] = [
    "song", "nui", "dong", "rung", "cau", "duong", "lua", "che", "tre", "sen", "trang", "sao", "mua", "nang", "gio",
    "may",
];

/// The accounts, made where the province is made up and they are not there yet; every process of one database tells the
/// same. Accounts of people with one of these names stay as they are.
///
/// # Errors
/// Those of the database.
pub async fn make(pool: &PgPool, passwords: &Passwords) -> Result<Vec<DemoAccount>, Problem> {
    let mut conn = pool.acquire().await?;
    // What everybody may log in to must not be a province of people.
    if !store::is_made_up(&mut conn).await? {
        return Ok(Vec::new());
    }
    // Without units there is nothing to look after.
    let district = store::busiest_unit(&mut conn).await?;
    for (name, full_name, role) in ACCOUNTS {
        let areas: Vec<String> = district.iter().filter(|_| role.has_areas()).cloned().collect();
        let is_there = store::by_name(&mut conn, name).await?.is_some();
        if is_there || role.has_areas() == areas.is_empty() {
            continue;
        }
        let account = DemoAccount {
            name: name.to_owned(),
            password: password()?,
            role,
        };
        let hash = passwords.hash(account.password.clone()).await?;
        store::insert_demo(&mut conn, &account, full_name, &areas, &hash).await?;
    }
    Ok(store::list_demo(&mut conn).await?)
}

/// Takes the accounts away.
///
/// # Errors
/// Those of the database.
pub async fn remove(pool: &PgPool) -> sqlx::Result<()> {
    store::remove_demo(&mut *pool.acquire().await?).await?;
    db::ring(pool).await
}

fn password() -> Result<String, Problem> {
    let mut bits = [0; 8];
    getrandom::fill(&mut bits).map_err(|error| Problem::internal(&error))?;
    let word = |bit: u8| WORDS[usize::from(bit) % WORDS.len()];
    let number = u32::from_le_bytes([bits[4], bits[5], bits[6], bits[7]]) % 1_000_000;
    Ok(format!("{}-{}-{number:06}", word(bits[0]), word(bits[1])))
}
