//! stub
pub mod private_postgres;
