//! Writes of a worker, and what each must return.

use std::sync::atomic::Ordering;

use larder::{Error, ErrorKind, Result, Uuid};
use rand::RngExt as _;
use rand::rngs::SmallRng;
use voicehelper::models::{MessageRole, NewConversation, NewMessage, UserPatch};

use super::reads::any_alias;
use super::{COMMON, Instance, OWN, Write, common, cut_off, new_user, now, own, passing};
use crate::coherence::Seen;

impl Instance {
    pub(super) async fn any_write(&self, rng: &mut SmallRng) -> Result<()> {
        match rng.random_range(0..20) {
            0..5 => self.write_own(rng).await,
            5..9 => self.write_common(rng).await,
            9..11 => self.touch_any(rng).await,
            11..13 => self.pass_through(rng).await,
            13 => self.pass_through_in_numbers(rng).await,
            14..16 => self.count_and_cascade(rng).await,
            16 => self.roll_back(rng).await,
            17 => self.swap(rng).await,
            _ => self.give_up(rng).await,
        }
    }

    /// A patch or a whole row, each a statement by itself; nobody else writes the row.
    async fn write_own(&self, rng: &mut SmallRng) -> Result<()> {
        let row = rng.random_range(0..OWN);
        let id = own(self.orders.index, row);
        let mut number = self.own[usize::try_from(row).unwrap_or(0)].lock().await;
        let alias = rng.random_bool(0.8).then(|| any_alias(id, rng));
        let write = self.planned(id, *number + 1, alias);
        if rng.random_bool(0.5) {
            let patch = UserPatch::new().nickname((*number + 1).to_string()).openid(write.alias.clone());
            self.writers().users().patch(id, patch).await?;
        } else {
            let mut user = (*self.writers().users().get(id).await?).clone();
            user.nickname = (*number + 1).to_string();
            user.openid.clone_from(&write.alias);
            self.writers().users().update(user).await?;
        }
        *number += 1;
        self.acknowledged(&write);
        self.in_every_way(id, rng).await
    }

    /// Two statements in a transaction: the first locks the row, so that the number is read as it stands.
    async fn write_common(&self, rng: &mut SmallRng) -> Result<()> {
        let id = common(rng.random_range(0..COMMON));
        let alias = rng.random_bool(0.8).then(|| any_alias(id, rng));
        match self.in_transaction(&[(id, alias)], true).await {
            // The alias is another row's.
            Err(error) if error.is_unique_violation() || error.is_conflict() => self.in_every_way(id, rng).await,
            done => {
                done?;
                self.in_every_way(id, rng).await
            }
        }
    }

    /// A transaction that gives each row a new number and an alias.
    async fn in_transaction(&self, rows: &[(Uuid, Option<String>)], commits: bool) -> Result<()> {
        let begun = now();
        let written = self
            .writers()
            .transaction(async |tx| {
                let mut written = Vec::new();
                for (id, alias) in rows {
                    tx.users().patch(*id, UserPatch::new().username("locked")).await?;
                    let number = tx.users().get(*id).await?.nickname.parse::<u64>().unwrap_or(0) + 1;
                    if commits {
                        // Noted first: it counts from the moment it may be applied.
                        self.note(&Write { id: *id, number: Some(number), alias: alias.clone(), begun });
                    }
                    let patch = UserPatch::new().nickname(number.to_string()).openid(alias.clone());
                    tx.users().patch(*id, patch).await?;
                    written.push((*id, Seen::Alive { number, alias: alias.clone() }));
                }
                if commits { Ok(written) } else { Err(Error::not_found("a reason to go on")) }
            })
            .await?;
        for (id, seen) in written {
            if let Seen::Alive { number, .. } = seen {
                self.acknowledge(id, Some(number));
            }
            self.floors.wrote(id, seen);
        }
        Ok(())
    }

    /// Takes the aliases of two rows away, which frees them for others.
    async fn swap(&self, rng: &mut SmallRng) -> Result<()> {
        let first = rng.random_range(0..COMMON - 1);
        let rows = [(common(first), None), (common(rng.random_range(first + 1..COMMON)), None)];
        match self.in_transaction(&rows, true).await {
            Err(error) if error.is_conflict() => Ok(()),
            done => {
                done?;
                self.in_every_way(rows[0].0, rng).await?;
                self.in_every_way(rows[1].0, rng).await
            }
        }
    }

    async fn roll_back(&self, rng: &mut SmallRng) -> Result<()> {
        let id = common(rng.random_range(0..COMMON));
        match self.in_transaction(&[(id, None)], false).await {
            Err(error) if matches!(error.kind(), ErrorKind::NotFound { .. }) || error.is_conflict() => {}
            done => done?,
        }
        self.in_every_way(id, rng).await
    }

    /// Changes a column that no alias is made of, in a row that anybody may have given an alias.
    async fn touch_any(&self, rng: &mut SmallRng) -> Result<()> {
        let id = common(rng.random_range(0..COMMON));
        let name = rng.random_range(0..1000_u32).to_string();
        match self.writers().users().patch(id, UserPatch::new().username(name)).await {
            // A wait in the line for the row was a part of a deadlock of others.
            Err(error) if error.is_conflict() => Ok(()),
            done => {
                done?;
                self.in_every_way(id, rng).await
            }
        }
    }

    /// A row is made, changed and deleted.
    async fn pass_through(&self, rng: &mut SmallRng) -> Result<()> {
        let id = passing(self.orders.index, self.made.fetch_add(1, Ordering::Relaxed));
        let first = self.planned(id, 0, Some(any_alias(id, rng)));
        let mut new = new_user(id);
        new.openid.clone_from(&first.alias);
        self.writers().users().create(new).await?;
        self.acknowledged(&first);
        self.in_every_way(id, rng).await?;
        let second = self.planned(id, 1, Some(any_alias(id, rng)));
        let patch = UserPatch::new().nickname("1").openid(second.alias.clone());
        self.writers().users().patch(id, patch).await?;
        self.acknowledged(&second);
        self.in_every_way(id, rng).await?;
        let end = Write { id, number: None, alias: None, begun: now() };
        self.note(&end);
        self.writers().users().delete(id).await?;
        self.acknowledged(&end);
        self.in_every_way(id, rng).await
    }

    async fn pass_through_in_numbers(&self, rng: &mut SmallRng) -> Result<()> {
        let first = self.made.fetch_add(3, Ordering::Relaxed);
        let ids = [0, 1, 2].map(|row| passing(self.orders.index, first + row));
        let writes = ids.map(|id| self.planned(id, 0, None));
        self.writers().users().create_many(ids.map(new_user).into()).await?;
        writes.iter().for_each(|write| self.acknowledged(write));
        for id in ids {
            self.in_every_way(id, rng).await?;
        }
        let ends = ids.map(|id| Write { id, number: None, alias: None, begun: now() });
        ends.iter().for_each(|end| self.note(end));
        self.writers().users().delete_many(ids).await?;
        ends.iter().for_each(|end| self.acknowledged(end));
        for id in ids {
            self.in_every_way(id, rng).await?;
        }
        Ok(())
    }

    /// A parent that counts its children, and goes with them when its own parent does.
    async fn count_and_cascade(&self, rng: &mut SmallRng) -> Result<()> {
        let id = passing(self.orders.index, self.made.fetch_add(1, Ordering::Relaxed));
        let first = self.planned(id, 0, None);
        self.writers().users().create(new_user(id)).await?;
        self.acknowledged(&first);
        let conversation = self.writers().conversations().create(NewConversation::new(id, "Counts")).await?;
        for count in 1..=3 {
            let message = NewMessage::new(&conversation, MessageRole::User, "One more");
            let message = self.writers().messages().create(message).await?;
            let found = self.readers().conversations().find(&conversation).await?;
            let found = found.map(|found| found.msg_count);
            self.check("by key", expected("messages counted", found, Some(count)));
            let found = self.readers().messages().find(&message).await?;
            self.check("by key", expected("the message", found.map(|found| found.id), Some(message.id)));
        }
        let end = Write { id, number: None, alias: None, begun: now() };
        self.note(&end);
        self.writers().users().delete(id).await?;
        self.acknowledged(&end);
        let found = self.readers().conversations().find(&conversation).await?;
        self.check("by key", expected("deleted with its user", found.map(|found| found.id), None));
        self.in_every_way(id, rng).await
    }

    /// Writes whose futures are dropped, before or after the database heard of them.
    async fn give_up(&self, rng: &mut SmallRng) -> Result<()> {
        let id = common(rng.random_range(0..COMMON));
        let alias = Some(any_alias(id, rng));
        let done = if rng.random_bool(0.5) {
            cut_off(rng, self.in_transaction(&[(id, alias)], true)).await
        } else {
            cut_off(rng, self.writers().users().patch(id, UserPatch::new().username("given up"))).await
        };
        match done {
            Some(Err(error)) if !error.is_unique_violation() && !error.is_conflict() => Err(error),
            _ => self.in_every_way(id, rng).await,
        }
    }

    /// Notes a write before it is sent.
    fn planned(&self, id: Uuid, number: u64, alias: Option<String>) -> Write {
        let write = Write { id, number: Some(number), alias, begun: now() };
        self.note(&write);
        write
    }

    fn acknowledged(&self, write: &Write) {
        self.acknowledge(write.id, write.number);
        let seen = match write.number {
            Some(number) => Seen::Alive { number, alias: write.alias.clone() },
            None => Seen::Gone,
        };
        self.floors.wrote(write.id, seen);
    }
}

fn expected<T: PartialEq + std::fmt::Debug>(what: &str, found: T, expected: T) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{what}: {found:?} instead of {expected:?}")) }
}
