//! Rows that many callers ask for one by one and that are read together.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt as _;
use futures_util::future::Shared;

use super::{RefersBy, Repository, Select};
use crate::entity::{Entity, Table};
use crate::error::{Error, Result};
use crate::execute::give_way;
use crate::value::Bind;

type Found<K, V> = std::result::Result<Arc<BTreeMap<K, V>>, Arc<Error>>;
type Loading<'a, K, V> = Shared<Pin<Box<dyn Future<Output = Found<K, V>> + Send + 'a>>>;
type Load<'a, K, V> =
    dyn Fn(Vec<K>) -> Pin<Box<dyn Future<Output = Result<BTreeMap<K, V>>> + Send + 'a>> + Send + Sync + 'a;

/// Reads together what several callers ask for one by one: all that is asked for before the first of them waits for the
/// database is read by one statement. For code that has a row at a time, such as the resolvers of a graph.
///
/// It remembers nothing: what is asked for later is read again.
#[must_use = "nothing is read before `get`"]
pub struct Batch<'a, K, V> {
    waiting: Arc<Mutex<Waiting<'a, K, V>>>,
    load: Arc<Load<'a, K, V>>,
}

/// What the next statement is to read.
struct Waiting<'a, K, V> {
    keys: BTreeSet<K>,
    loading: Option<Loading<'a, K, V>>,
}

impl<K, V> Clone for Batch<'_, K, V> {
    fn clone(&self) -> Self {
        Self { waiting: Arc::clone(&self.waiting), load: Arc::clone(&self.load) }
    }
}

impl<K, V> fmt::Debug for Batch<'_, K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch").finish_non_exhaustive()
    }
}

impl<'a, E: Entity<Key: Bind + Ord + Sync>> Repository<'a, E> {
    /// Returns reads by key that are made together: `conversations.get(message.conversation_id)` for each of many
    /// messages, joined, is one statement, and none for rows that are cached.
    pub fn batched(self) -> Batch<'a, E::Key, Arc<E>> {
        Batch::new(move |keys: Vec<E::Key>| {
            Box::pin(async move {
                let rows = self.find_many(keys).await?;
                Ok(rows.into_iter().map(|row| (row.key(), row)).collect())
            })
        })
    }
}

impl<'a, E: Table> Repository<'a, E> {
    /// Returns reads of the rows that belong to one of some others, made together as by [`Select::of_each`]; `query`
    /// says which rows, in which order, and how many of each. A parent without rows has none.
    pub fn batched_by<R: RefersBy<E> + Send + Sync + 'a>(
        self,
        reference: R,
        query: impl Fn(Select<'a, E>) -> Select<'a, E> + Send + Sync + 'a,
    ) -> Batch<'a, R::Key, Vec<E>> {
        Batch::new(move |parents: Vec<R::Key>| Box::pin(query(self.select()).of_each(reference, parents)))
    }
}

impl<'a, K: Ord + Clone + Send + Sync + 'a, V: Clone + Send + Sync + 'a> Batch<'a, K, V> {
    fn new(
        load: impl Fn(Vec<K>) -> Pin<Box<dyn Future<Output = Result<BTreeMap<K, V>>> + Send + 'a>> + Send + Sync + 'a,
    ) -> Self {
        Self { waiting: Arc::new(Mutex::new(Waiting { keys: BTreeSet::new(), loading: None })), load: Arc::new(load) }
    }

    /// Returns what there is for the key; it is read with all that others ask for meanwhile.
    ///
    /// # Errors
    /// What the statement meets, for all who asked.
    pub async fn get(&self, key: impl Into<K>) -> Result<Option<V>> {
        let key = key.into();
        let loading = self.join(key.clone());
        // Each caller by itself: whoever comes to the statement first has all keys of the round.
        give_way().await;
        let found = loading.await.map_err(|error| Error::new(error.kind().clone()))?;
        Ok(found.get(&key).cloned())
    }

    /// Adds the key to those that the next statement reads.
    fn join(&self, key: K) -> Loading<'a, K, V> {
        let mut waiting = lock(&self.waiting);
        waiting.keys.insert(key);
        if let Some(loading) = &waiting.loading {
            return loading.clone();
        }
        let (shared, load) = (Arc::downgrade(&self.waiting), Arc::clone(&self.load));
        let loading = async move {
            let keys = shared.upgrade().map(|waiting| {
                let mut waiting = lock(&waiting);
                waiting.loading = None;
                std::mem::take(&mut waiting.keys)
            });
            let keys = keys.unwrap_or_default().into_iter().collect();
            load(keys).await.map(Arc::new).map_err(Arc::new)
        };
        let boxed: Pin<Box<dyn Future<Output = Found<K, V>> + Send + 'a>> = Box::pin(loading);
        waiting.loading.insert(boxed.shared()).clone()
    }
}

fn lock<'l, 'a, K, V>(waiting: &'l Mutex<Waiting<'a, K, V>>) -> MutexGuard<'l, Waiting<'a, K, V>> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}
