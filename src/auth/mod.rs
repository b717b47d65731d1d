//! Who may do what: accounts, how they log in, and the doors that ask.
//!
//! `rights` is the table of roles and rights, `doors` says which right opens which route, `gate` asks both for every
//! request and hands a [`Caller`] to the handler; `area` is where an account may act. `people` finds the account behind
//! a session or a token, `passwords`, `secret` and `limits` guard the way in.

mod account;
mod accounts;
mod address;
mod area;
mod caller;
pub mod cli;
mod cookie;
pub mod demo;
mod doors;
pub mod first;
mod gate;
mod limits;
mod links;
mod model;
mod pace;
mod passwords;
mod people;
mod rights;
mod role;
mod routes;
mod rules;
mod secret;
mod store;
mod transport;

pub use account::Account;
pub use address::TrustedProxies;
pub use area::Area;
pub use caller::Caller;
pub use doors::{DOORS, right_to, tell};
pub use gate::pass;
pub use passwords::{PasswordCost, Passwords};
pub use people::{AuthSettings, People};
pub use rights::{Grant, Right, page as rights_page};
pub use role::Role;
pub use routes::routes;
pub use transport::insist_on_https;
