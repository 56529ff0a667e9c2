//! Tags of values: what is cleared together.

use std::sync::Arc;

use super::Values;
use crate::cache::codec::frame::LeaseToken;
use crate::cache::counters::CacheEvent;
use crate::cache::memory::epochs::Reach;
use crate::cache::model::key::escaped;
use crate::cache::model::tagged::{Tag, Tagged};
use crate::cache::parts::RegionState;
use crate::cache::parts::invalidation::{InvalidationOrder, remove};
use crate::cache::redis::Unavailable;

/// Returns tags that are never current.
pub(super) fn uncertain() -> Vec<Tag> {
    vec![Tag { name: String::new(), generation: 0, epoch: Tag::UNKNOWN }]
}

impl Values {
    /// Makes everything unreadable that was stored with `tag`, in both levels and all processes, as
    /// [`delete`](Values::delete) does for one key. What is loaded meanwhile is not kept.
    pub async fn clear_tag(&self, tag: &str) {
        let (core, tag) = (&self.0, escaped(tag));
        core.count(CacheEvent::Invalidation);
        let _writing = super::Writing::of(core, Reach::Tenant(RegionState::tenant_hash(&core.parts, tag.as_bytes())));
        if let Some(redis) = &core.parts.redis {
            let key = core.state.tenant_generation(tag.as_bytes());
            let order = InvalidationOrder { region: Arc::clone(&core.state), key, token: LeaseToken::random() };
            remove(&core.parts, redis, vec![order]).await;
        }
    }

    /// Returns how tags stand before what they are for is made; an error where Redis does not say.
    pub(super) async fn tags(&self, names: &[&str]) -> Result<Vec<Tag>, Unavailable> {
        let (core, mut tags) = (&self.0, Vec::with_capacity(names.len()));
        for name in names {
            let name = escaped(name);
            // Before Redis is asked: what is cleared after that is heard of.
            let epoch = self.epoch_of(&name);
            let generation = match &core.parts.redis {
                Some(redis) => redis.started_at(&core.state.tenant_generation(name.as_bytes())).await?,
                None => Some(0),
            };
            tags.push(Tag { name, generation: generation.ok_or(Unavailable)?, epoch });
        }
        Ok(tags)
    }

    /// Whether no tag of what this process holds was cleared since.
    pub(super) fn is_current(&self, value: &Tagged) -> bool {
        value.tags.iter().all(|tag| self.epoch_of(&tag.name) == tag.epoch)
    }

    /// The same, of a value of which it may only be known in Redis.
    pub(super) async fn is_valid(&self, value: &Tagged) -> bool {
        self.is_current(value) || self.standing(value).await.is_some()
    }

    /// Returns the tags of a value that Redis holds, as they stand in process; `None` where one was cleared since.
    pub(super) async fn standing(&self, value: &Tagged) -> Option<Vec<Tag>> {
        if value.tags.is_empty() {
            return Some(Vec::new());
        }
        let core = &self.0;
        let noted = |tag: &Tag| Tag { epoch: self.epoch_of(&tag.name), ..tag.clone() };
        let tags: Vec<_> = value.tags.iter().map(noted).collect();
        let keys: Vec<_> = tags.iter().map(|tag| core.state.tenant_generation(tag.name.as_bytes())).collect();
        let generations = core.parts.redis.as_ref()?.standing(&keys).await.ok()?;
        let is_same = tags.iter().zip(generations).all(|(tag, generation)| generation == Some(tag.generation));
        is_same.then_some(tags)
    }

    fn epoch_of(&self, tag: &str) -> u64 {
        self.0.state.epochs.of_tag(RegionState::tenant_hash(&self.0.parts, tag.as_bytes()))
    }
}
