//! Which rows in process have which alias.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{GivenHash, Lookup, StoredKey};

const SHARDS: usize = 16;
/// A shard this small is not worth sweeping.
const FEWEST: usize = 64;
/// Rows that may claim one alias. Where only some rows are in a key, several have the same values.
const MOST_ROWS: usize = 8;

/// Which rows in process have an alias, so that an alias that is found missing, or with another row, lets go of them.
///
/// Exact for every row in process, and for no alias that no row has: who asks for what is not there moves nothing.
pub(crate) struct Claims(Box<[Mutex<Shard>]>);

#[derive(Default)]
struct Shard {
    rows: HashMap<u64, Vec<StoredKey>, BuildHasherDefault<GivenHash>>,
    /// How many aliases there may be before those of rows that are gone are swept out.
    room: usize,
}

impl Claims {
    pub(crate) fn new() -> Self {
        Self((0..SHARDS).map(|_| Mutex::default()).collect())
    }

    /// Whether other rows than this one have an alias.
    pub(crate) fn have_others(&self, alias: u64, row: Lookup<'_>) -> bool {
        self.shard(alias).rows.get(&alias).is_some_and(|rows| rows.iter().any(|known| !row.is(known)))
    }

    /// Notes that a row has an alias. `release` lets go of a row in process, `is_held`
    /// says whether a row is there.
    pub(crate) fn add(
        &self,
        alias: u64,
        row: Lookup<'_>,
        is_held: impl Fn(&StoredKey) -> bool,
        release: impl FnOnce(&StoredKey),
    ) {
        let mut shard = self.shard(alias);
        if shard.rows.len() >= shard.room {
            shard.rows.retain(|_, rows| {
                rows.retain(&is_held);
                !rows.is_empty()
            });
            shard.room = FEWEST.max(2 * shard.rows.len());
        }
        let rows = shard.rows.entry(alias).or_insert_with(|| Vec::with_capacity(1));
        if !rows.iter().any(|known| row.is(known)) {
            if rows.len() >= MOST_ROWS {
                rows.retain(is_held);
            }
            if rows.len() >= MOST_ROWS {
                release(&rows.remove(0));
            }
            rows.push(StoredKey::from(row));
        }
    }

    /// Takes the rows that have an alias, all but `row`.
    pub(crate) fn take_others(&self, alias: u64, row: Option<Lookup<'_>>) -> Vec<StoredKey> {
        let mut shard = self.shard(alias);
        let Some(rows) = shard.rows.remove(&alias) else { return Vec::new() };
        let (kept, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|known| row.is_some_and(|row| row.is(known)));
        if !kept.is_empty() {
            shard.rows.insert(alias, kept);
        }
        others
    }

    fn shard(&self, alias: u64) -> MutexGuard<'_, Shard> {
        // Masked to the number of shards, so the cast loses nothing.
        self.0[(alias >> 20) as usize & (SHARDS - 1)].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::{Claims, FEWEST, Lookup, MOST_ROWS, SHARDS, StoredKey};

    fn row(number: u64) -> Lookup<'static> {
        Lookup { hash: number, tenant_hash: 0, bytes: b"row", tenant_len: 0 }
    }

    #[test]
    fn a_claim_is_given_up_by_all_but_the_one_that_has_the_alias() {
        let claims = Claims::new();
        let none = |_: &StoredKey| panic!("nobody has to go");
        claims.add(7, row(1), |_| true, none);
        claims.add(7, row(1), |_| true, none);
        assert!(!claims.have_others(7, row(1)), "twice is once");
        assert!(claims.have_others(7, row(2)));
        claims.add(7, row(2), |_| true, none);
        assert_eq!(claims.take_others(7, Some(row(2))), [StoredKey::from(row(1))]);
        assert_eq!(claims.take_others(8, None), []);
        assert_eq!(claims.take_others(7, None), [StoredKey::from(row(2))]);
        assert_eq!(claims.take_others(7, None), []);
    }

    #[test]
    fn neither_rows_that_are_gone_nor_an_alias_of_many_take_room_for_ever() {
        let claims = Claims::new();
        for alias in 0..20_000_u64 {
            claims.add(alias << 20, row(1), |_| false, |_| {});
        }
        let kept: usize = (0..SHARDS as u64).map(|shard| claims.shard(shard << 20).rows.len()).sum();
        assert!(kept <= SHARDS * FEWEST, "{kept}");
        let mut released = 0;
        for number in 0..100 {
            claims.add(7, row(number), |_| true, |_| released += 1);
        }
        assert_eq!(released, 100 - MOST_ROWS);
    }
}
