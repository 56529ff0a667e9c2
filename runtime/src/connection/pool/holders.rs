//! Who holds connections, named when somebody waited in vain.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use crate::statistics::Label;

/// Who holds what others may wait for. Read only when somebody waited in vain.
#[derive(Default)]
pub(crate) struct Holders(Mutex<Vec<Weak<Holder>>>);

/// One thing that can be held: a connection, or the right to write.
#[derive(Default)]
pub(crate) struct Holder(Mutex<Option<Holding>>);

#[derive(Clone, Copy)]
struct Holding {
    label: Label,
    statement: Option<Label>,
    since: Instant,
}

impl Holders {
    pub(crate) fn register(&self) -> Arc<Holder> {
        let holder = Arc::new(Holder::default());
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|known| known.strong_count() > 0);
        all.push(Arc::downgrade(&holder));
        holder
    }

    fn holdings(&self) -> Vec<Holding> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().filter_map(Weak::upgrade).filter_map(|holder| holder.holding()).collect()
    }

    /// Lists the holders by what they do, the longest first: `2 × transaction (last Message.create) for up to 12.3s`.
    pub(crate) fn describe(&self) -> String {
        let mut groups: HashMap<(Label, Option<Label>), (usize, Duration)> = HashMap::new();
        for holding in self.holdings() {
            let group = groups.entry((holding.label, holding.statement)).or_default();
            group.0 += 1;
            group.1 = group.1.max(holding.since.elapsed());
        }
        let mut groups: Vec<_> = groups.into_iter().collect();
        groups.sort_by_key(|(_, (_, longest))| Reverse(*longest));
        let mut text = String::new();
        for ((label, statement), (count, longest)) in groups {
            let separator = if text.is_empty() { "" } else { ", " };
            let last = statement.filter(|last| *last != label);
            let last = last.map(|last| format!(" (last {last})")).unwrap_or_default();
            // Writing to a String cannot fail.
            let _ = write!(text, "{separator}{count} × {label}{last} for up to {longest:.1?}");
        }
        if text.is_empty() { "nobody".to_owned() } else { text }
    }
}

impl Holder {
    pub(crate) fn hold(&self, label: Label) {
        *self.lock() = Some(Holding { label, statement: None, since: Instant::now() });
    }

    pub(crate) fn runs(&self, statement: Label) {
        if let Some(holding) = self.lock().as_mut() {
            holding.statement = Some(statement);
        }
    }

    pub(crate) fn release(&self) {
        *self.lock() = None;
    }

    fn holding(&self) -> Option<Holding> {
        *self.lock()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Holding>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
