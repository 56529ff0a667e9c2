//! Reads that several callers ask for one by one and that are made together.

use std::collections::BTreeMap;
use std::ptr;

use super::Executor;
use crate::error::Result;
use crate::execute::RoundName;

impl<'a> Executor<'a> {
    /// Reads what there is for a key, with all that others of the same task ask for here by the name `what` before the
    /// first of them waits for the database.
    pub(crate) async fn read_together<K, V, F>(
        self,
        what: (&'static str, String),
        key: K,
        load: impl FnOnce(Vec<K>) -> F,
    ) -> Result<Option<V>>
    where
        K: Ord + Clone + Send + Sync + 'static,
        V: Clone + Send + Sync + 'static,
        F: Future<Output = Result<BTreeMap<K, V>>>,
    {
        let shared = self.shared.map(|shared| ptr::from_ref(shared).addr());
        let reads = self.reads.map(|reads| ptr::from_ref(reads).addr());
        let place = (shared, reads, self.place as u8, self.within);
        let name = RoundName::of_task(what, self.tenant.map(str::to_owned), place);
        self.engine.rounds.read(name, key, load).await
    }
}
