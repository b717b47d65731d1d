//! What the tests share: the service in-process, what is in its database, and readers of what it answers.

mod answer;
mod app;
mod call;
pub mod cast;
mod days;
pub mod exhibits;
mod import;
mod mvt;
mod patience;
mod postgres;
mod program;
pub mod random;
pub mod seed;
mod stream;

pub use answer::Answer;
pub use app::{TestApp, private_folder};
pub use call::Call;
pub use days::{day, days_ago, today};
pub use import::import_form;
pub use mvt::{Feature, Layer, decode};
pub use patience::until;
pub use postgres::{OwnPostgres, place};
pub use program::{SERVE, Serving, errors_of, matbang, matbang_on, run};
pub use stream::{Event, Stream};
