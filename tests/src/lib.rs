//! What the behaviour suite stands on: a fresh database of each engine for every test.

mod answers;
mod client;
pub mod coherence;
pub mod corners;
pub mod crash;
mod engine;
mod fixture;
pub mod forum;
pub mod indexes;
pub mod keys;
pub mod objects;
pub mod partitions;
pub mod shop;
pub mod types;
pub mod zoo;

pub use answers::{answers, explained};
pub use client::Client;
pub use engine::{Engine, redis};
pub use fixture::{Backend, Database, Fixture, Given, configuration};

/// Runs each named `async fn` on every engine, each time on databases of its own.
///
/// It takes a [`Fixture`] or a [`Backend`].
#[macro_export]
macro_rules! on_every_engine {
    ($($test:ident),+ $(,)?) => {
        $(
            mod $test {
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn sqlite() {
                    $crate::run($crate::Engine::Sqlite, super::$test).await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn postgres() {
                    $crate::run($crate::Engine::Postgres, super::$test).await;
                }

                /// PostgreSQL through PgBouncer in transaction mode.
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn pgbouncer() {
                    $crate::run_pooled(super::$test).await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn mysql() {
                    $crate::run($crate::Engine::MySql, super::$test).await;
                }
            }
        )+
    };
}

/// Makes what the test stands on, runs it, and drops its databases again if the test passed.
pub async fn run<G: Given, T: Future<Output = ()>>(engine: Engine, test: impl FnOnce(G) -> T) {
    if engine.is_asked_for() {
        run_on(Backend::of(engine), test).await;
    }
}

/// The same through PgBouncer.
pub async fn run_pooled<G: Given, T: Future<Output = ()>>(test: impl FnOnce(G) -> T) {
    if engine::is_pooler_asked_for() {
        run_on(Backend::pooled(), test).await;
    }
}

async fn run_on<G: Given, T: Future<Output = ()>>(backend: Backend, test: impl FnOnce(G) -> T) {
    test(G::make(backend.clone()).await).await;
    backend.clear().await;
}
