//! What several callers of one task ask for at the same time, so that it is read once for all of them.

use std::any::Any;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::Poll;
use std::thread::{self, ThreadId};

use tokio::sync::OnceCell;
use tokio::task;

use crate::config::Within;
use crate::error::{Error, Result};

/// Where statements run: a held connection, the reads of a reader, which server, with which limit.
type RoundPlace = (Option<usize>, Option<usize>, u8, Option<Within>);

/// What tells one round from another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RoundName {
    /// A reference, and what is wanted of it.
    what: (&'static str, String),
    tenant: Option<String>,
    place: RoundPlace,
    /// Those of one task never wait for one that nobody polls.
    task: (Option<task::Id>, Option<ThreadId>),
}

impl RoundName {
    pub(crate) fn of_task(what: (&'static str, String), tenant: Option<String>, place: RoundPlace) -> Self {
        let id = task::try_id();
        let thread = if id.is_none() { Some(thread::current().id()) } else { None };
        Self { what, tenant, place, task: (id, thread) }
    }
}

/// The rounds that still take keys. Whoever waits for one keeps it.
#[derive(Default)]
pub(crate) struct Rounds(Mutex<Vec<(RoundName, Weak<dyn Any + Send + Sync>)>>);

type RoundResult<K, V> = Result<BTreeMap<K, V>, Arc<Error>>;

/// Keys that are read together.
struct Round<K, V> {
    keys: Mutex<BTreeSet<K>>,
    found: OnceCell<RoundResult<K, V>>,
}

impl Rounds {
    /// Returns what there is for a key; it is read by whoever comes to it first, and by the next one if that one goes.
    pub(crate) async fn read<K, V, F>(
        &self,
        name: RoundName,
        key: K,
        load: impl FnOnce(Vec<K>) -> F,
    ) -> Result<Option<V>>
    where
        K: Ord + Clone + Send + Sync + 'static,
        V: Clone + Send + Sync + 'static,
        F: Future<Output = Result<BTreeMap<K, V>>>,
    {
        let round = self.join::<K, V>(name, key.clone());
        // Each caller by itself: whoever comes to the statement first has all keys of the round.
        give_way().await;
        let found = round.found.get_or_init(|| async {
            let keys = self.close(&round);
            load(keys).await.map_err(Arc::new)
        });
        match found.await {
            Ok(found) => Ok(found.get(&key).cloned()),
            Err(error) => Err(Error::new(error.kind().clone())),
        }
    }

    /// Adds the key to those that the next statement reads.
    fn join<K, V>(&self, name: RoundName, key: K) -> Arc<Round<K, V>>
    where
        K: Ord + Send + Sync + 'static,
        V: Send + Sync + 'static,
    {
        let mut open = lock(&self.0);
        let known = open.iter().find(|(known, _)| *known == name).and_then(|(_, round)| round.upgrade());
        if let Some(Ok(round)) = known.map(Arc::downcast::<Round<K, V>>) {
            lock(&round.keys).insert(key);
            return round;
        }
        let round = Arc::new(Round { keys: Mutex::new(BTreeSet::from([key])), found: OnceCell::new() });
        open.retain(|(_, round)| round.strong_count() > 0);
        let erased: Arc<dyn Any + Send + Sync> = Arc::<Round<K, V>>::clone(&round);
        open.push((name, Arc::downgrade(&erased)));
        round
    }

    /// Returns the keys of a round, which takes no more of them.
    fn close<K: Clone, V>(&self, round: &Arc<Round<K, V>>) -> Vec<K> {
        let own = Arc::as_ptr(round).cast::<()>();
        lock(&self.0).retain(|(_, known)| known.as_ptr().cast::<()>() != own);
        lock(&round.keys).iter().cloned().collect()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Lets everything that is ready run once, such as the other futures of a join.
pub(crate) async fn give_way() {
    let mut has_given = false;
    std::future::poll_fn(|context| {
        if has_given {
            return Poll::Ready(());
        }
        has_given = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}
