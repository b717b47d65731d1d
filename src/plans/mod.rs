//! Plans: the day by which each step is to be done in a project or a unit, the clearance deadline, and the curve of the
//! cleared share. What was planned before is kept: each day is judged by the plan that stood on it.

mod actual;
mod dated;
mod edits;
mod model;
mod planned;
mod routes;
mod store;
mod view;

pub use dated::Dated;
pub use edits::{check_day, check_reason};
pub use planned::{Plan, StepPlan, nearest_first, planned};
pub use routes::routes;
pub use store::give_reason;
