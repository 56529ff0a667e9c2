//! A row as the values of a statement.

use std::any::Any;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Member, MemberSink};
use crate::validate::Text;
use crate::value::{Arguments, Bind, Json, JsonOf, Keyed, now};

/// Binds the members of a row to the placeholders of an INSERT or an UPDATE.
pub(crate) struct Binder<'s> {
    to: &'s mut Arguments,
    /// The name of each member.
    columns: &'static [&'static str],
    next: usize,
    which: Which<'s>,
}

enum Which<'s> {
    All,
    /// All but the key and the columns that the database makes.
    AllBut {
        key: Option<usize>,
        made: &'static [&'static str],
    },
    /// Those that an update sets, and those that it sets to the time.
    Changed {
        set: &'s [&'static str],
        times: &'s [&'static str],
    },
}

/// What becomes of a member.
enum Turn {
    Bound,
    Time,
    Skipped,
}

impl<'s> Binder<'s> {
    /// Binds every member but the key at `key`, where the database makes it, and those of `made`.
    pub(crate) fn inserted(
        to: &'s mut Arguments,
        columns: &'static [&'static str],
        key: Option<usize>,
        made: &'static [&'static str],
    ) -> Self {
        let is_whole = key.is_none() && made.is_empty();
        Self { to, columns, next: 0, which: if is_whole { Which::All } else { Which::AllBut { key, made } } }
    }

    /// Binds the members among `set`, and the time for those among `times`.
    pub(crate) fn changed(
        to: &'s mut Arguments,
        columns: &'static [&'static str],
        set: &'s [&'static str],
        times: &'s [&'static str],
    ) -> Self {
        Self { to, columns, next: 0, which: Which::Changed { set, times } }
    }

    fn turn(&mut self) -> Turn {
        let at = self.next;
        self.next += 1;
        match &self.which {
            Which::All => Turn::Bound,
            Which::AllBut { key: Some(key), .. } if *key == at => Turn::Skipped,
            Which::AllBut { made: [], .. } => Turn::Bound,
            Which::AllBut { made, .. } => match self.columns.get(at) {
                Some(name) if made.contains(name) => Turn::Skipped,
                _ => Turn::Bound,
            },
            Which::Changed { set, times } => match self.columns.get(at) {
                Some(name) if times.contains(name) => Turn::Time,
                Some(name) if set.contains(name) => Turn::Bound,
                _ => Turn::Skipped,
            },
        }
    }

    fn bind(&mut self, value: &dyn Bind) {
        match self.turn() {
            Turn::Bound => value.bind(self.to),
            Turn::Time => self.to.add(&now()),
            Turn::Skipped => {}
        }
    }
}

impl MemberSink for Binder<'_> {
    fn plain<T: Member>(&mut self, value: &T) {
        self.bind(value);
    }

    fn key<T: Member + Text>(&mut self, value: &T) {
        self.bind(&Keyed(value));
    }

    fn json<T: Serialize + DeserializeOwned + Sync + 'static>(&mut self, value: &T) {
        match (value as &dyn Any).downcast_ref::<Json>() {
            Some(json) => self.bind(json),
            None => self.bind(&JsonOf(value)),
        }
    }

    fn nullable_json<T: Serialize + DeserializeOwned + Sync + 'static>(&mut self, value: &Option<T>) {
        match (value as &dyn Any).downcast_ref::<Option<Json>>() {
            Some(json) => self.bind(json),
            None => self.bind(&value.as_ref().map(JsonOf)),
        }
    }
}
