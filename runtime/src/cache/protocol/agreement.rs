//! The scripts on a real server do what the model says, over random sequences: a few in the suite, as many as
//! `LARDER_SEQUENCES` says in the soak.

use std::time::Duration;

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
const STEPS: usize = 24;
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

fn sequences() -> u64 {
    std::env::var("LARDER_SEQUENCES").ok().and_then(|count| count.parse().ok()).unwrap_or(100)
}

impl Pair {
    fn new(redis: &Redis, writers: usize) -> Self {
        let name = uuid::Uuid::now_v7().simple().to_string();
        let keys = ["a", "b"].map(|key| format!("agreement:{name}:{key}").into_bytes());
        let tokens = (0..writers).map(|_| LeaseToken::random()).collect();
        Self { redis: redis.clone(), keys, cells: [Cell::Absent, Cell::Absent], tokens }
    }

    async fn agrees(&self, after: &str) {
        for (key, cell) in self.keys.iter().zip(&self.cells) {
            let found = self.redis.read_many(std::slice::from_ref(key)).await.unwrap().remove(0);
            assert_eq!(found, cell.state(), "{after} of {cell:?}");
        }
    }

    async fn step(&mut self, rng: &mut SmallRng) -> String {
        let token = *self.tokens.choose(rng).expect("there are tokens");
        let at = rng.random_range(0..2);
        let key = self.keys[at].clone();
        let header = Header { negative: false, fingerprint: rng.random(), generation: 1, expires: 2, load_millis: 3 };
        let value = header.write(token);
        match rng.random_range(0..10) {
            0..2 => {
                self.redis.fence(&self.keys, token, LIFE).await.unwrap();
                self.cells.iter_mut().for_each(|cell| cell.fence(token));
                format!("fence {token:?}")
            }
            2..4 => {
                let stood = self.redis.clear(&self.keys, token).await.unwrap();
                let cleared: Vec<bool> = self.cells.iter_mut().map(|cell| cell.clear(token)).collect();
                let expected = cleared.iter().all(|is_cleared| *is_cleared);
                assert_eq!(stood, expected, "clear {token:?}");
                format!("clear {token:?}")
            }
            4..6 => {
                let generations = GenerationKeys { region: b"agreement:generation".to_vec(), tenant: None };
                let (found, _) = self.redis.read_or_lease(&key, &generations, token).await.unwrap();
                assert_eq!(found, self.cells[at].state(), "read or lease {token:?}");
                if self.cells[at] == Cell::Absent {
                    self.cells[at] = Cell::Lease(token);
                }
                format!("read or lease {token:?}")
            }
            6..8 => {
                let filled = self.redis.fill(&key, token, &value, LIFE).await.unwrap();
                assert_eq!(filled, self.cells[at] == Cell::Lease(token), "fill {token:?}");
                if filled {
                    self.cells[at] = Cell::Value(value);
                }
                format!("fill {token:?}")
            }
            8 => {
                let released = self.redis.release(&key, token).await.unwrap();
                assert_eq!(released, self.cells[at] == Cell::Lease(token), "release {token:?}");
                if released {
                    self.cells[at] = Cell::Absent;
                }
                format!("release {token:?}")
            }
            _ => {
                let seen = if let Cell::Value(seen) = &self.cells[at] { seen.clone() } else { value };
                let taken = self.redis.lease_over(&key, &seen, token).await.unwrap();
                assert_eq!(taken, self.cells[at] == Cell::Value(seen), "lease over {token:?}");
                if taken {
                    self.cells[at] = Cell::Lease(token);
                }
                format!("lease over {token:?}")
            }
        }
    }
}

async fn agree(variable: &str) {
    let Some(redis) = redis(variable).await else { return };
    let all = stream::iter(0..sequences()).map(|seed| one_sequence(&redis, seed));
    all.buffer_unordered(AT_ONCE).collect::<()>().await;
}

async fn one_sequence(redis: &Redis, seed: u64) {
    let mut rng = SmallRng::seed_from_u64(seed);
    let mut pair = Pair::new(redis, 3);
    for number in 0..STEPS {
        let step = pair.step(&mut rng).await;
        pair.agrees(&format!("seed {seed}, step {number}, {step}")).await;
    }
}

#[tokio::test]
async fn a_server_does_what_the_model_says() {
    agree("LARDER_TEST_REDIS_URL").await;
}

/// What the schedules run on does no less and no more than a real server.
#[test]
fn the_server_of_schedules_does_what_the_model_says() {
    run(Clock::manual().1, async {
        Simulation::start(None, None);
        let redis = connected(Simulation::url(0)).await;
        for seed in 0..sequences().min(2_000) {
            one_sequence(&redis, seed).await;
        }
    });
}

#[tokio::test]
async fn the_nodes_of_a_cluster_do_what_the_model_says() {
    agree("LARDER_TEST_REDIS_CLUSTER_URL").await;
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
