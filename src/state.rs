//! What every handler may use.

use std::sync::Arc;

use serde::Serialize;
use sqlx::PgPool;
use utoipa::ToSchema;

use crate::{board::LiveBoard, tiles::TileCache};

/// A base map under ours; it may fail.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BaseMap {
    /// Name shown in the switch.
    pub name: String,
    /// Address of its tiles, with `{z}`, `{x}` and `{y}`.
    pub url: String,
    /// Whom to thank.
    pub attribution: String,
    /// Largest zoom that it has.
    pub max_zoom: u8,
}

/// What the operator chose.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Base maps, the first one shown at first.
    pub base_maps: Vec<BaseMap>,
    /// Largest file that may be imported over HTTP, bytes.
    pub max_upload_bytes: usize,
}

/// What every handler may use.
#[derive(Clone)]
pub struct AppState {
    /// The record.
    pub pool: PgPool,
    /// The picture.
    pub board: LiveBoard,
    /// Tiles made before.
    pub tiles: TileCache,
    /// What the operator chose.
    pub settings: Arc<Settings>,
}
