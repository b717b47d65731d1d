//! Parcels: lists, single ones, edits of one and of many, history.

mod csv;
mod edit;
mod edit_many;
mod events;
mod facts;
mod get;
mod impossible;
mod list;
mod pages;
mod search;
