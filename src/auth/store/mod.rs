//! What the database keeps of accounts.

mod attempts;
mod demo;
mod links;
mod logins;
mod users;

pub use attempts::{begin_attempt, forget_attempts};
pub use demo::{busiest_unit, insert_demo, is_made_up, list_demo, remove_demo};
pub use links::{find_link, insert_link, take_link};
pub use logins::{
    delete_session, delete_token, end_logins, insert_session, insert_token, list_sessions, list_tokens, mark_seen,
    session, token,
};
pub use users::{
    account, by_name, credentials, get, has_accounts, has_other_admin, insert, list, lock, renew_hash, set_password,
    still_holds, take_turn, unknown_codes, update,
};
