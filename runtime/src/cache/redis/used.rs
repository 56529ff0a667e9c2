//! Lists of what was read last: keys in the order of when that was.

use std::collections::HashMap;

use redis::cmd;

use super::commands::Purpose;
use super::{GENERATION_TTL, Redis, Unavailable};
use crate::cache::model::ttl::millis;

/// Keys that one command is about.
const CHUNK: usize = 500;

impl Redis {
    /// Adds keys to a list of what was read last, each with when that was, and cuts it to `most`.
    pub(crate) async fn note_used(
        &self,
        list: &[u8],
        noted: HashMap<Vec<u8>, u64>,
        most: usize,
    ) -> Result<(), Unavailable> {
        for chunk in noted.into_iter().collect::<Vec<_>>().chunks(CHUNK) {
            let mut add = cmd("ZADD");
            add.arg(list);
            for (key, millis) in chunk {
                add.arg(millis).arg(key);
            }
            self.link.ask::<()>(Purpose::Set, &add).await?;
        }
        let last = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
        let mut cut = cmd("ZREMRANGEBYRANK");
        cut.arg(list).arg(0).arg(-last);
        self.link.ask::<()>(Purpose::Set, &cut).await?;
        let mut expire = cmd("PEXPIRE");
        expire.arg(list).arg(millis(GENERATION_TTL));
        self.link.ask::<()>(Purpose::Set, &expire).await
    }

    /// Returns up to `most` keys of such a list, the last one first.
    pub(crate) async fn used(&self, list: &[u8], most: usize) -> Result<Vec<Vec<u8>>, Unavailable> {
        let mut keys = Vec::new();
        while keys.len() < most {
            let until = (keys.len() + CHUNK).min(most) - 1;
            let mut range = cmd("ZREVRANGE");
            range.arg(list).arg(keys.len()).arg(until);
            let part: Vec<Vec<u8>> = self.link.ask(Purpose::Inspect, &range).await?;
            let is_last = keys.len() + part.len() <= until;
            keys.extend(part);
            if is_last {
                break;
            }
        }
        Ok(keys)
    }
}
