//! Who is told of keys by their prefix.

use redis::{PushInfo, PushKind, Value};
use tokio::sync::{mpsc, oneshot};

use crate::cache::chance::random_range;
use crate::cache::time::Instant;

/// What a server says on a connection, in order.
pub(super) enum Said {
    Push(PushInfo),
    Answer(oneshot::Sender<Value>, Value),
}

pub(super) struct PushListener {
    pub(super) prefix: Vec<u8>,
    pub(super) says: mpsc::UnboundedSender<Said>,
}

/// Who listens, and what is told at the end of the turn in which it happened: after the answers of that turn.
pub(super) struct Listeners {
    all: Vec<PushListener>,
    began: Instant,
    told: Vec<(usize, PushInfo)>,
}

impl Default for Listeners {
    fn default() -> Self {
        Self { all: Vec::new(), began: Instant::now(), told: Vec::new() }
    }
}

impl Listeners {
    pub(super) fn add(&mut self, listener: PushListener) {
        self.all.push(listener);
    }

    /// Connections have ended.
    pub(super) fn clear(&mut self) {
        self.all.clear();
        self.told.clear();
    }

    /// A command has come; it is of another turn if any time has passed, and may be otherwise.
    pub(super) fn turn(&mut self) {
        if self.began == Instant::now() && random_range(0..2) == 0 {
            return;
        }
        self.began = Instant::now();
        for (listener, push) in std::mem::take(&mut self.told) {
            // A connection that has ended says nothing.
            let _ = self.all[listener].says.send(Said::Push(push));
        }
    }

    pub(super) fn tell(&mut self, written: &[Vec<u8>]) {
        for (number, listener) in self.all.iter().enumerate() {
            let names: Vec<_> = written.iter().filter(|name| name.starts_with(&listener.prefix)).collect();
            if let Some(name) = names.first() {
                let names = Value::Array(vec![Value::BulkString((*name).clone())]);
                self.told.push((number, invalidate(names)));
            }
        }
    }

    /// Everything has gone.
    pub(super) fn tell_all(&mut self) {
        self.told.extend((0..self.all.len()).map(|number| (number, invalidate(Value::Nil))));
    }
}

fn invalidate(data: Value) -> PushInfo {
    PushInfo { kind: PushKind::Invalidate, data: vec![data] }
}
