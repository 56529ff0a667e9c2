//! The scripts on a real server do what the model says, over random sequences; `LARDER_SEQUENCES` says how many.

use std::time::Duration;

use futures_util::future::{join, join_all};
use futures_util::{StreamExt as _, stream};
use rand::rngs::SmallRng;
use rand::seq::IndexedRandom as _;
use rand::{RngExt as _, SeedableRng as _};

use crate::cache::codec::frame::{Header, KeyState, LeaseToken};
use crate::cache::redis::simulated::Simulation;
use crate::cache::redis::{GenerationKeys, Redis};
use crate::cache::time::simulated::run;
use crate::clock::Clock;
use crate::config::RedisConfig;

const LIFE: Duration = Duration::from_secs(600);
const PATIENCE: Duration = Duration::from_secs(60);
/// Sequences under way, each on keys of its own: most of the time is spent on the way to the server.
const AT_ONCE: usize = 32;
/// Steps of a long sequence, no more than are polled in their order by `join_all`, and of others.
const STEPS: usize = 24;
const FEW_STEPS: usize = 6;
/// One in so many is long.
const LONG: u64 = 50;
/// Sequences on one server, and where each step waits for the one before.
const SEQUENCES: u64 = 20_000;
const FEW: u64 = 100;
/// Writers of one fence that are told apart.
const MOST: usize = 64;

/// What stands at a key, as the model has it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Cell {
    Absent,
    Value(Vec<u8>),
    Lease(LeaseToken),
    /// Nobody can clear one that too many hold.
    Fence(Option<Vec<LeaseToken>>),
}

impl Cell {
    fn state(&self) -> KeyState {
        match self {
            Self::Absent => KeyState::Absent,
            Self::Value(bytes) => KeyState::Value(bytes.clone()),
            Self::Lease(_) => KeyState::Leased,
            Self::Fence(_) => KeyState::Fenced,
        }
    }

    fn fence(&mut self, token: LeaseToken) {
        match self {
            Self::Fence(None) => {}
            Self::Fence(Some(writers)) if writers.len() >= MOST => *self = Self::Fence(None),
            Self::Fence(Some(writers)) if writers.contains(&token) => {}
            Self::Fence(Some(writers)) => writers.push(token),
            _ => *self = Self::Fence(Some(vec![token])),
        }
    }

    /// Returns whether a fence stood.
    fn clear(&mut self, token: LeaseToken) -> bool {
        let Self::Fence(writers) = self else {
            *self = Self::Absent;
            return false;
        };
        if let Some(writers) = writers {
            writers.retain(|writer| *writer != token);
            if writers.is_empty() {
                *self = Self::Absent;
            }
        }
        true
    }
}

/// Two keys of a real server, and what they must hold.
struct Pair {
    redis: Redis,
    keys: [Vec<u8>; 2],
    cells: [Cell; 2],
    tokens: Vec<LeaseToken>,
}

async fn redis(variable: &str) -> Option<Redis> {
    if std::env::var("LARDER_TEST_DIALECTS").is_ok_and(|dialects| dialects == "sqlite") {
        return None;
    }
    Some(connected(std::env::var(variable).expect("`cargo xtask test` starts the servers")).await)
}

async fn connected(url: String) -> Redis {
    let patient =
        RedisConfig { response_timeout: PATIENCE, connection_timeout: PATIENCE, lease: LIFE, ..RedisConfig::new(url) };
    Redis::connect(&patient, "agreement").await.unwrap()
}

fn sequences() -> Option<u64> {
    std::env::var("LARDER_SEQUENCES").ok().and_then(|count| count.parse().ok())
}

impl Pair {
    fn new(redis: &Redis, writers: usize) -> Self {
        let name = uuid::Uuid::now_v7().simple().to_string();
        let keys = ["a", "b"].map(|key| format!("agreement:{name}:{key}").into_bytes());
        let tokens = (0..writers).map(|_| LeaseToken::random()).collect();
        Self { redis: redis.clone(), keys, cells: [Cell::Absent, Cell::Absent], tokens }
    }

    async fn agrees(&self, after: &str) {
        let found = self.redis.read_many(&self.keys).await.unwrap();
        assert_eq!(found, self.states(), "{after}");
    }

    fn states(&self) -> Vec<KeyState> {
        self.cells.iter().map(Cell::state).collect()
    }

    /// Chooses a step, and says what comes of it.
    fn choose(&mut self, rng: &mut SmallRng, is_looked_at: bool) -> ScriptStep {
        let token = *self.tokens.choose(rng).expect("there are tokens");
        let at = rng.random_range(0..2);
        let header = Header { negative: false, fingerprint: rng.random(), generation: 1, expires: 2, load_millis: 3 };
        let value = header.write(token);
        let cell = &mut self.cells[at];
        let (act, answer) = match rng.random_range(0..10) {
            0..2 => {
                self.cells.iter_mut().for_each(|cell| cell.fence(token));
                (ScriptCall::Fence, ScriptAnswer::Done(true))
            }
            2..4 => {
                let cleared: Vec<bool> = self.cells.iter_mut().map(|cell| cell.clear(token)).collect();
                (ScriptCall::Clear, ScriptAnswer::Done(cleared.iter().all(|is_cleared| *is_cleared)))
            }
            4..6 => {
                let found = cell.state();
                if *cell == Cell::Absent {
                    *cell = Cell::Lease(token);
                }
                (ScriptCall::ReadOrLease, ScriptAnswer::Found(found))
            }
            6..8 => {
                let is_filled = *cell == Cell::Lease(token);
                if is_filled {
                    *cell = Cell::Value(value.clone());
                }
                (ScriptCall::Fill(value), ScriptAnswer::Done(is_filled))
            }
            8 => {
                let is_released = *cell == Cell::Lease(token);
                if is_released {
                    *cell = Cell::Absent;
                }
                (ScriptCall::Release, ScriptAnswer::Done(is_released))
            }
            _ => {
                let seen = if let Cell::Value(seen) = cell { seen.clone() } else { value };
                let is_taken = *cell == Cell::Value(seen.clone());
                if is_taken {
                    *cell = Cell::Lease(token);
                }
                (ScriptCall::LeaseOver(seen), ScriptAnswer::Done(is_taken))
            }
        };
        ScriptStep { act, token, at, answer, states: is_looked_at.then(|| self.states()) }
    }

    /// Takes a step on the server, and looks at both keys behind it where that is asked for.
    async fn take(&self, step: &ScriptStep, sending: Sending) -> (ScriptAnswer, Option<Vec<KeyState>>) {
        if step.states.is_none() {
            return (self.act(step).await, None);
        }
        let look = self.redis.read_many(&self.keys);
        let (answer, found) = match sending {
            Sending::Together => join(self.act(step), look).await,
            Sending::Each => (self.act(step).await, look.await),
        };
        (answer, Some(found.unwrap()))
    }

    async fn act(&self, ScriptStep { act, token, at, .. }: &ScriptStep) -> ScriptAnswer {
        let (redis, key, token) = (&self.redis, &self.keys[*at], *token);
        ScriptAnswer::Done(match act {
            ScriptCall::Fence => redis.fence(&self.keys, token, LIFE).await.is_ok(),
            ScriptCall::Clear => redis.clear(&self.keys, token).await.unwrap(),
            ScriptCall::ReadOrLease => {
                let generations = GenerationKeys { region: b"agreement:generation".to_vec(), tenant: None };
                return ScriptAnswer::Found(redis.read_or_lease(key, &generations, token).await.unwrap().0);
            }
            ScriptCall::Fill(value) => redis.fill(key, token, value, LIFE).await.unwrap(),
            ScriptCall::Release => redis.release(key, token).await.unwrap(),
            ScriptCall::LeaseOver(seen) => redis.lease_over(key, seen, token).await.unwrap(),
        })
    }
}

/// What is done to a server, which must answer as the model does and then hold what it holds.
#[derive(Debug)]
struct ScriptStep {
    act: ScriptCall,
    token: LeaseToken,
    /// Which of the keys, where it is done to one.
    at: usize,
    answer: ScriptAnswer,
    /// What the keys hold behind it, where they are looked at.
    states: Option<Vec<KeyState>>,
}

#[derive(Debug)]
enum ScriptCall {
    Fence,
    Clear,
    ReadOrLease,
    Fill(Vec<u8>),
    Release,
    LeaseOver(Vec<u8>),
}

#[derive(Debug, PartialEq, Eq)]
enum ScriptAnswer {
    Done(bool),
    Found(KeyState),
}

/// Whether a server is told the next step before it has answered the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sending {
    Each,
    /// On one connection, over which commands arrive in the order in which they were sent.
    Together,
}

async fn agree(variable: &str, sequences: u64, sending: Sending) {
    let Some(redis) = redis(variable).await else { return };
    // The server learns the scripts: a command that has to be sent again would come too late.
    for number in 0..10 {
        one_sequence(&redis, number * LONG, Sending::Each).await;
    }
    let all = stream::iter(0..sequences).map(|seed| one_sequence(&redis, seed, sending));
    all.buffer_unordered(AT_ONCE).collect::<()>().await;
}

/// Most sequences are short and looked at when they have ended, one of fifty is long and looked at behind each step.
async fn one_sequence(redis: &Redis, seed: u64, sending: Sending) {
    let mut rng = SmallRng::seed_from_u64(seed);
    let mut pair = Pair::new(redis, 3);
    let is_long = seed.is_multiple_of(LONG);
    let count = if is_long { STEPS } else { FEW_STEPS };
    let steps: Vec<_> = (1..=count).map(|number| pair.choose(&mut rng, is_long || number == count)).collect();
    let mut found = Vec::with_capacity(count);
    match sending {
        Sending::Together => found = join_all(steps.iter().map(|step| pair.take(step, sending))).await,
        Sending::Each => {
            for step in &steps {
                found.push(pair.take(step, sending).await);
            }
        }
    }
    for (number, (step, (answer, states))) in steps.iter().zip(found).enumerate() {
        assert!(
            answer == step.answer && states == step.states,
            "seed {seed}, step {number}: {answer:?} and {states:?}, where {step:?}"
        );
    }
}

#[tokio::test]
async fn a_server_does_what_the_model_says() {
    agree("LARDER_TEST_REDIS_URL", sequences().unwrap_or(SEQUENCES), Sending::Together).await;
}

/// What the schedules run on does no less and no more than a real server.
#[test]
fn the_server_of_schedules_does_what_the_model_says() {
    run(Clock::manual().1, async {
        Simulation::start(None, None);
        let redis = connected(Simulation::url(0)).await;
        for seed in 0..sequences().unwrap_or(FEW).min(2_000) {
            one_sequence(&redis, seed, Sending::Each).await;
        }
    });
}

#[tokio::test]
async fn the_nodes_of_a_cluster_do_what_the_model_says() {
    agree("LARDER_TEST_REDIS_CLUSTER_URL", sequences().unwrap_or(FEW), Sending::Each).await;
}

#[tokio::test]
async fn a_fence_that_too_many_hold_is_nobodys() {
    let Some(redis) = redis("LARDER_TEST_REDIS_URL").await else { return };
    let mut pair = Pair::new(&redis, MOST + 2);
    for token in pair.tokens.clone() {
        redis.fence(&pair.keys, token, LIFE).await.unwrap();
        pair.cells.iter_mut().for_each(|cell| cell.fence(token));
    }
    assert_eq!(pair.cells[0], Cell::Fence(None));
    for token in pair.tokens.clone() {
        assert!(redis.clear(&pair.keys, token).await.unwrap());
        pair.agrees("clear").await;
    }
}
