//! Values whose time is over, taken because making them anew takes long.

use std::future::Future;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Values, from_json};
use crate::Result;
use crate::cache::core::Missed;
use crate::cache::model::key::escaped;
use crate::cache::model::tagged::Tagged;

impl Values {
    /// Returns the value under `key`, or what `load` makes of it, as [`get_or_load`](Self::get_or_load) does. If that
    /// takes longer than the soft timeout (`CACHE_SOFT_TIMEOUT=values prices=50ms`) and the value before is still in
    /// process, its time over, that one is returned; the load goes on in a task of its own and its value is stored.
    ///
    /// A value that was set, deleted or cleared since is never returned.
    ///
    /// # Errors
    ///
    /// As [`get_or_load`](Self::get_or_load).
    pub async fn get_or_load_softly<V>(
        &self,
        key: &str,
        load: impl Future<Output = Result<Option<V>>> + Send + 'static,
    ) -> Result<Option<V>>
    where
        V: Serialize + DeserializeOwned + Send + 'static,
    {
        let core = &self.0;
        let name = escaped(key);
        let at = core.lookup(name.as_bytes(), 0);
        let expired = || core.expired(at).filter(|value| value.as_ref().is_none_or(|value| self.is_current(value)));
        if !core.parts.config.enabled || !core.has_expired(at) || expired().is_none() {
            return self.get_or_load(key, async || load.await).await;
        }
        let (values, key) = (self.clone(), key.to_owned());
        let read = async move { values.find_or_make(&key, Missed::Expired, async || load.await).await };
        let found: Option<Arc<Tagged>> = core.softly(read, expired).await?;
        found.map(|value| from_json(&value)).transpose()
    }
}
