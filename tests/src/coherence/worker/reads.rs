//! Reads of a worker, and what each must not return.

use std::sync::atomic::Ordering;

use larder::{Page, Result, Uuid};
use rand::RngExt as _;
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom as _;
use voicehelper::models::User;

use super::{Absence, COMMON, Instance, OWN, RECENT, common, now, own, passing};
use crate::coherence::Seen;

impl Instance {
    /// Reads a row that somebody may have written, written anew, deleted or not made yet.
    pub(super) async fn any_read(&self, rng: &mut SmallRng) -> Result<()> {
        match rng.random_range(0..10) {
            0..4 => self.by_key(self.any_row(rng)).await,
            4..7 => self.by_alias(self.any_row(rng), rng).await,
            7 if rng.random_bool(0.3) => self.by_page().await,
            7 => self.by_name(self.any_row(rng)).await,
            _ => {
                let ids: Vec<_> = (0..rng.random_range(1..9)).map(|_| self.any_row(rng)).collect();
                self.by_list(&ids).await
            }
        }
    }

    /// Reads a row in every way, in any order.
    pub(super) async fn in_every_way(&self, id: Uuid, rng: &mut SmallRng) -> Result<()> {
        let mut ways = [0, 1, 2, 3];
        ways.swap(0, rng.random_range(0..4));
        ways.swap(1, rng.random_range(1..4));
        for way in ways {
            match way {
                0 => self.by_key(id).await?,
                1 => self.by_alias(id, rng).await?,
                2 => self.by_name(id).await?,
                _ => self.by_list(&[id, self.any_row(rng)]).await?,
            }
        }
        Ok(())
    }

    fn any_row(&self, rng: &mut SmallRng) -> Uuid {
        let process = rng.random_range(0..self.orders.processes);
        match rng.random_range(0..3) {
            0 => common(rng.random_range(0..COMMON)),
            1 => own(process, rng.random_range(0..OWN)),
            _ => {
                // The others are about as far as this one.
                let made = self.made.load(Ordering::Relaxed);
                passing(process, made.saturating_sub(RECENT) + rng.random_range(0..2 * RECENT))
            }
        }
    }

    async fn by_key(&self, id: Uuid) -> Result<()> {
        let (before, began) = (self.floors.of(id), now());
        let found = self.readers().users().find(id).await?;
        self.checked("by key", id, before.as_ref(), (began, found.as_deref()));
        Ok(())
    }

    /// By an alias that only a deletion takes away.
    async fn by_name(&self, id: Uuid) -> Result<()> {
        let (before, began) = (self.floors.of(id), now());
        let found = self.readers().users().find_by_user_id(&id.to_string()).await?;
        if let (None, Some(Seen::Alive { number, .. })) = (&found, &before) {
            self.miss(&Absence { id, number: *number, alias: id.to_string(), ended: now() });
        }
        self.checked("by a key that never changes", id, before.as_ref(), (began, found.as_deref()));
        Ok(())
    }

    /// A page shows rows that may be in process by their keys.
    async fn by_page(&self) -> Result<()> {
        let (before, began) = (self.floors.all(), now());
        let page = self.readers().users().list(Page::first(50)).await?;
        for user in &page.items {
            self.checked("in a list", user.id.0, before.get(&user.id.0), (began, Some(user)));
        }
        Ok(())
    }

    async fn by_list(&self, ids: &[Uuid]) -> Result<()> {
        let before: Vec<_> = ids.iter().map(|id| self.floors.of(*id)).collect();
        let began = now();
        let found = self.readers().users().find_many(ids.iter().copied()).await?;
        for (id, before) in ids.iter().zip(before) {
            let found = found.iter().find(|user| user.id.0 == *id);
            self.checked("by list", *id, before.as_ref(), (began, found.map(|user| &**user)));
        }
        Ok(())
    }

    /// Looks for a row by the alias it is known to have, or by one that any of them may get.
    async fn by_alias(&self, id: Uuid, rng: &mut SmallRng) -> Result<()> {
        let known = match self.floors.of(id) {
            Some(Seen::Alive { number, alias: Some(alias) }) => Some((number, alias)),
            _ => None,
        };
        let alias = known.as_ref().map_or_else(|| any_alias(id, rng), |(_, alias)| alias.clone());
        let rows: Vec<_> = self.aliased(&alias);
        let before: Vec<_> = rows.iter().map(|row| self.floors.of(*row)).collect();
        let began = now();
        let found = self.readers().users().find_by_openid(&alias).await?;
        let ended = now();
        self.reads.fetch_add(1, Ordering::Relaxed);
        if let Some(user) = &found {
            self.saw(user, began);
            let before = rows.iter().position(|row| *row == user.id.0).and_then(|at| before[at].as_ref());
            self.check("by alias", self.floors.read(user.id.0, before, Some(seen(user))));
        } else if let Some((number, alias)) = known {
            self.miss(&Absence { id, number, alias, ended });
        }
        // Whoever had the alias before has it no more.
        for (row, before) in rows.into_iter().zip(before) {
            let is_other = found.as_ref().is_none_or(|user| user.id.0 != row);
            if let Some(Seen::Alive { number, alias: Some(had) }) = before
                && is_other
                && had == alias
            {
                self.floors.lost(row, number);
            }
        }
        Ok(())
    }

    /// The rows that may have the alias.
    fn aliased(&self, alias: &str) -> Vec<Uuid> {
        if alias.starts_with("common") { (0..COMMON).map(common).collect() } else { owner(alias).into_iter().collect() }
    }

    fn checked(&self, how: &str, id: Uuid, before: Option<&Seen>, (began, found): (u64, Option<&User>)) {
        found.inspect(|user| self.saw(user, began));
        self.reads.fetch_add(1, Ordering::Relaxed);
        self.check(how, self.floors.read(id, before, found.map(seen)));
    }
}

/// Common rows take aliases from each other; those of the others tell whose they are.
pub(super) fn any_alias(id: Uuid, rng: &mut SmallRng) -> String {
    if id.as_u64_pair().0 == 1 {
        let letters = ["a", "b", "c", "d", "e", "f", "g", "h"];
        format!("common-{}", letters.choose(rng).unwrap_or(&"a"))
    } else {
        format!("{id}_{}", rng.random_range(0..3))
    }
}

fn owner(alias: &str) -> Option<Uuid> {
    alias.split_once('_').and_then(|(id, _)| id.parse().ok())
}

pub(super) fn seen(user: &User) -> Seen {
    Seen::Alive { number: user.nickname.parse().unwrap_or(0), alias: user.openid.clone() }
}
