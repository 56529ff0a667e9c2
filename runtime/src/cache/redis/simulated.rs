//! A server in the process. It does what commands and scripts do, answers after as long as chance says, and at a step
//! that is chosen beforehand something befalls it or the way to it.

pub(crate) mod fault;
mod keys;
pub(super) mod line;
mod listener;
mod scripts;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use redis::{ErrorKind, RedisError, RedisResult, ServerErrorKind, Value};

use self::fault::{CommandFate, Planted, ServerFault, Way};
use self::keys::Keys;
use self::line::LineNumber;
use self::listener::Listeners;
use super::script::LuaScript;
use crate::cache::chance::random_range;
use crate::cache::time::{Instant, sleep};

thread_local! {
    static CURRENT: RefCell<Option<Simulation>> = const { RefCell::new(None) };
}

/// The server of a thread; clones are the same one.
#[derive(Clone)]
pub(crate) struct Simulation(Arc<Mutex<State>>);

struct State {
    keys: Keys,
    /// What it comes back with if it is restored, once that was kept.
    kept: Option<Keys>,
    run: u64,
    /// Connections that were opened before have ended: of all instances, and of each.
    restarts: u64,
    resets: BTreeMap<usize, u64>,
    scripts: BTreeSet<&'static str>,
    listeners: Listeners,
    fault: Option<(u64, ServerFault)>,
    planted: Option<Planted>,
    steps: u64,
    /// Nothing reaches it, or comes from it, before then: for all instances, and for each.
    stands_until: Instant,
    cut_until: BTreeMap<usize, Instant>,
    dead: BTreeSet<usize>,
}

impl Simulation {
    /// Makes this thread's server; `fault` befalls it at a step.
    pub(crate) fn start(fault: Option<(u64, ServerFault)>, planted: Option<Planted>) -> Self {
        let simulation = Self(Arc::new(Mutex::new(State {
            keys: Keys::default(),
            kept: None,
            run: 1,
            restarts: 0,
            resets: BTreeMap::new(),
            scripts: BTreeSet::new(),
            listeners: Listeners::default(),
            fault,
            planted,
            steps: 0,
            stands_until: Instant::now(),
            cut_until: BTreeMap::new(),
            dead: BTreeSet::new(),
        })));
        CURRENT.set(Some(simulation.clone()));
        simulation
    }

    fn current() -> Option<Self> {
        CURRENT.with_borrow(Clone::clone)
    }

    /// Names the server as one of the instances sees it.
    pub(crate) fn url(instance: usize) -> String {
        format!("{}{instance}", line::SCHEME)
    }

    /// Whether the process of an instance has ended.
    pub(crate) fn is_dead(&self, instance: usize) -> bool {
        self.state().dead.contains(&instance)
    }

    /// Whether what was to happen has happened.
    pub(crate) fn has_failed(&self) -> bool {
        self.state().fault.is_none()
    }

    pub(crate) fn steps(&self) -> u64 {
        self.state().steps
    }

    /// Takes a step of an instance, on which something may happen.
    pub(crate) async fn step(&self, instance: usize, way: Way) -> CommandFate {
        wander().await;
        self.state().step(instance, way)
    }

    /// Waits while nothing gets through between an instance and the server.
    async fn passage(&self, instance: usize) {
        loop {
            let pause = {
                let state = self.state();
                let cut = state.cut_until.get(&instance).copied().unwrap_or(state.stands_until);
                cut.max(state.stands_until).since(Instant::now())
            };
            if self.is_dead(instance) {
                std::future::pending::<()>().await;
            }
            if pause.is_zero() {
                return;
            }
            sleep(pause).await;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes a while, most often a short one.
pub(crate) async fn wander() {
    match random_range(0..20) {
        0..9 => {
            for _ in 0..random_range(0..3) {
                tokio::task::yield_now().await;
            }
        }
        9..19 => sleep(Duration::from_micros(random_range(50..2_000))).await,
        _ => sleep(Duration::from_millis(random_range(2..12))).await,
    }
}

impl State {
    /// The connection that an instance would open now.
    fn number(&self, instance: usize) -> LineNumber {
        (self.restarts, self.resets.get(&instance).copied().unwrap_or_default())
    }

    /// Carries a command out.
    fn execute(&mut self, arguments: &[Vec<u8>]) -> RedisResult<Value> {
        self.listeners.turn();
        let answer = match (&*arguments[0], &arguments[1..]) {
            (b"PING", _) => Ok(Value::SimpleString("PONG".to_owned())),
            (b"INFO", _) => Ok(Value::BulkString(format!("run_id:{}\r\n", self.run).into_bytes())),
            (b"GET", [key]) => Ok(self.keys.answer(key)),
            (b"MGET", keys) => Ok(Value::Array(keys.iter().map(|key| self.keys.answer(key)).collect())),
            (b"SET", [key, value, options @ ..]) => Ok(self.keys.store(key, value, options)),
            (b"DEL", [key]) => Ok(Value::Int(i64::from(self.keys.remove(key)))),
            (b"EVALSHA", [hash, rest @ ..]) => self.run_known(hash, rest),
            (b"EVAL", [text, rest @ ..]) => {
                let script = LuaScript::ALL.into_iter().find(|script| script.text().as_bytes() == text);
                script.map_or_else(
                    || Err(unknown()),
                    |script| {
                        self.scripts.insert(script.hash());
                        Ok(self.run(script, rest))
                    },
                )
            }
            _ => Err(unknown()),
        };
        let written = self.keys.take_written();
        if self.planted != Some(Planted::TellsNobody) {
            self.listeners.tell(&written);
        }
        answer
    }

    fn run_known(&mut self, hash: &[u8], rest: &[Vec<u8>]) -> RedisResult<Value> {
        let script = LuaScript::ALL.into_iter().find(|script| script.hash().as_bytes() == hash);
        match script.filter(|script| self.scripts.contains(script.hash())) {
            Some(script) => Ok(self.run(script, rest)),
            None => Err((ErrorKind::Server(ServerErrorKind::NoScript), "no such script").into()),
        }
    }

    fn run(&mut self, script: LuaScript, rest: &[Vec<u8>]) -> Value {
        let count = keys::number(&rest[0]) as usize;
        let (names, arguments) = rest[1..].split_at(count);
        Value::Int(scripts::run(script, self.planted, &mut self.keys, names, arguments))
    }
}

fn unknown() -> RedisError {
    (ErrorKind::Server(ServerErrorKind::ResponseError), "unknown command").into()
}
