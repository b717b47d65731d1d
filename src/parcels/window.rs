//! The part of a list that is wanted, and how it is found among all parcels without sorting them.

use std::{cmp::Ordering, collections::BinaryHeap};

use crate::problem::Problem;

/// A position in a list: two sort values and the internal number.
pub type Position = [i64; 3];

/// Which part of a list is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Window {
    after: Option<Position>,
    limit: usize,
}

impl Window {
    /// All of it.
    pub const WHOLE: Self = Self {
        after: None,
        limit: usize::MAX,
    };

    /// The first of it.
    pub const fn first(limit: usize) -> Self {
        Self { after: None, limit }
    }

    /// The page after a position.
    ///
    /// # Errors
    /// [`Problem::InvalidQuery`] for a position that was not given out.
    pub fn page(after: Option<&str>, limit: usize) -> Result<Self, Problem> {
        let position = |text: &str| {
            let numbers: Option<Vec<i64>> = text.split('_').map(|part| part.parse().ok()).collect();
            numbers.and_then(|numbers| numbers.try_into().ok()).ok_or_else(|| {
                Problem::query(
                    "after",
                    "Vị trí trang không hợp lệ.",
                    "Not a position that was given out.",
                )
            })
        };
        let after = after.map(position).transpose()?;
        Ok(Self { after, limit })
    }
}

/// One parcel of a selection, with what its order goes by.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    /// Its position in the list.
    pub order: Position,
    /// Place of its shard in the selection.
    pub shard: usize,
    /// Place in the shard.
    pub place: u32,
    /// Metres from `near`.
    pub distance_m: Option<f64>,
}

impl Ord for Hit {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order.cmp(&other.order)
    }
}

impl PartialOrd for Hit {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Hit {
    fn eq(&self, other: &Self) -> bool {
        self.order == other.order
    }
}

impl Eq for Hit {}

/// The parcels of a list seen so far: how many, and the first of those in the window and one more.
#[derive(Default)]
pub struct Found {
    /// How many there are in all.
    pub total: usize,
    first: BinaryHeap<Hit>,
}

impl Found {
    /// Counts a parcel with this first sort value; the rest of it is only asked for where it may be in the window.
    pub fn add(&mut self, first: i64, hit: impl FnOnce() -> Hit, window: Window) {
        self.total += 1;
        let is_full = self.first.len() > window.limit;
        let is_beyond = self.first.peek().is_some_and(|last| first > last.order[0]);
        if !(is_full && is_beyond) {
            self.keep(hit(), window);
        }
    }

    fn keep(&mut self, hit: Hit, window: Window) {
        if window.after.is_some_and(|after| hit.order <= after) {
            return;
        }
        if self.first.len() <= window.limit {
            self.first.push(hit);
        } else if let Some(mut last) = self.first.peek_mut()
            && hit < *last
        {
            *last = hit;
        }
    }

    /// These and others.
    pub fn and(mut self, other: Self, window: Window) -> Self {
        self.total += other.total;
        for hit in other.first {
            self.keep(hit, window);
        }
        self
    }

    /// The parcels in the window, in order, and the position where the next page begins.
    pub fn page(self, window: Window) -> (Vec<Hit>, Option<String>) {
        let mut hits = self.first.into_sorted_vec();
        let goes_on = hits.len() > window.limit;
        hits.truncate(window.limit);
        let last = hits.last().filter(|_| goes_on);
        let next = last.map(|hit| hit.order.map(|number| number.to_string()).join("_"));
        (hits, next)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Parcels with these sort values, many of them alike.
    fn hits(values: &[i64]) -> Vec<Hit> {
        (0..)
            .zip(values)
            .map(|(place, value)| Hit {
                order: [*value, 0, i64::from(place)],
                shard: 0,
                place,
                distance_m: None,
            })
            .collect()
    }

    /// One page of them, found in two parts.
    fn page(hits: &[Hit], after: Option<&str>, limit: usize) -> (Vec<u32>, Option<String>) {
        let window = Window::page(after, limit).unwrap();
        let found = hits.chunks(hits.len() / 2 + 1).fold(Found::default(), |found, part| {
            let mut more = Found::default();
            for hit in part {
                more.add(hit.order[0], || *hit, window);
            }
            found.and(more, window)
        });
        assert_eq!(found.total, hits.len());
        let (page, next) = found.page(window);
        (page.iter().map(|hit| hit.place).collect(), next)
    }

    proptest! {
        #[test]
        fn pages_add_up_to_the_list(values in prop::collection::vec(-3..3i64, 0..60), limit in 1..9usize) {
            let mut list = hits(&values);
            let mut places = Vec::new();
            let mut after = None;
            loop {
                let (page, next) = page(&list, after.as_deref(), limit);
                prop_assert!(page.len() <= limit && (next.is_none() || page.len() == limit));
                places.extend(page);
                after = next;
                if after.is_none() {
                    break;
                }
            }
            list.sort_by_key(|hit| hit.order);
            prop_assert_eq!(places, list.iter().map(|hit| hit.place).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_page_goes_on_where_the_one_before_ended_though_that_parcel_is_gone() {
        let mut list = hits(&[1, 2, 3, 4]);
        let (_, next) = page(&list, None, 2);
        list.remove(1);
        assert_eq!(page(&list, next.as_deref(), 2).0, [2, 3]);
    }

    #[test]
    fn a_position_that_was_not_given_out_is_refused() {
        for after in ["", "1", "1_2", "1_2_3_4", "a_b_c", "1_2_x"] {
            assert!(Window::page(Some(after), 1).is_err(), "{after}");
        }
    }
}
