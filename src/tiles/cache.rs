//! Tiles made before, each with the latest generation of what it was made from: served while there is none later, so it
//! is never stale and nothing has to be thrown out.

use std::{
    io::Write,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::body::Bytes;
use flate2::{Compression, write::GzEncoder};
use moka::sync::Cache;

use super::{cells::CountedCells, parcels::SINGLE_PARCELS_FROM_ZOOM, tile::Tile};
use crate::calendar::Day;

/// What a tile shows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TileKey {
    /// Layer.
    layer: &'static str,
    /// Place.
    tile: Tile,
    /// Day that statuses are for.
    day: Day,
    /// Level of units and the day on which they existed, where units are shown.
    level: Option<(String, Day)>,
}

impl TileKey {
    /// A tile of a layer on a day.
    pub const fn new(layer: &'static str, tile: Tile, day: Day) -> Self {
        Self {
            layer,
            tile,
            day,
            level: None,
        }
    }

    /// The same of the units of a level that existed on a day.
    #[must_use]
    pub fn of_level(self, level: &str, at: Day) -> Self {
        Self {
            level: Some((level.to_owned(), at)),
            ..self
        }
    }
}

/// A tile as sent.
#[derive(Debug)]
pub struct Encoded {
    /// The latest generation of what it was made from.
    made_from: u64,
    /// The picture of the board of which it was found to be last.
    seen_in: AtomicU64,
    /// Identity of its content.
    pub etag: String,
    /// As it is; empty: nothing to show.
    pub plain: Bytes,
    /// Compressed once.
    pub gzip: Bytes,
}

/// Tiles made before, and what many tiles are made of.
#[derive(Clone)]
pub struct TileCache {
    tiles: Arc<Cache<TileKey, Arc<Encoded>>>,
    /// Counted parcels.
    pub(super) cells: CountedCells,
}

impl TileCache {
    /// A cache of at most so many bytes.
    pub fn new(bytes: u64) -> Self {
        let weight = |_: &TileKey, tile: &Arc<Encoded>| {
            u32::try_from(tile.plain.len() + tile.gzip.len() + 300).unwrap_or(u32::MAX)
        };
        Self {
            tiles: Arc::new(Cache::builder().weigher(weight).max_capacity(bytes).build()),
            cells: CountedCells::default(),
        }
    }

    /// How many tiles are kept.
    pub fn len(&self) -> u64 {
        self.tiles.entry_count()
    }

    /// Whether none is kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The tile as a picture of the board shows it: made anew where the `latest` generation of what it is made from is
    /// another than it was.
    pub fn get(
        &self,
        key: TileKey,
        picture: u64,
        latest: impl FnOnce() -> u64,
        make: impl FnOnce() -> Vec<u8>,
    ) -> std::io::Result<Arc<Encoded>> {
        let kept = self.tiles.get(&key);
        if let Some(tile) = &kept
            && tile.seen_in.load(Ordering::Relaxed) == picture
        {
            return Ok(Arc::clone(tile));
        }
        let made_from = latest();
        if let Some(tile) = kept.filter(|tile| tile.made_from == made_from) {
            tile.seen_in.store(picture, Ordering::Relaxed);
            return Ok(tile);
        }
        let mut plain = make();
        plain.shrink_to_fit();
        // Of the few tiles of small zooms each is asked for often.
        let level = if key.tile.zoom() < SINGLE_PARCELS_FROM_ZOOM {
            Compression::new(6)
        } else {
            Compression::new(4)
        };
        let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 2), level);
        encoder.write_all(&plain)?;
        let mut gzip = encoder.finish()?;
        gzip.shrink_to_fit();
        // The checksum that gzip ends with names the content; with its length it is as good as needed here.
        let tail = gzip
            .iter()
            .rev()
            .take(8)
            .fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
        let tile = Arc::new(Encoded {
            made_from,
            seen_in: AtomicU64::new(picture),
            etag: format!("\"{tail}\""),
            plain: plain.into(),
            gzip: gzip.into(),
        });
        self.tiles.insert(key, Arc::clone(&tile));
        Ok(tile)
    }
}
