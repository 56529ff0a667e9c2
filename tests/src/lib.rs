//! What the behaviour suite stands on: a fresh database of each engine for every test.

pub mod coherence;
pub mod crash;
mod engine;
mod fixture;
pub mod zoo;

pub use engine::{Engine, redis};
pub use fixture::{Database, Fixture, configuration};

/// Runs each named `async fn(Fixture)` on every engine, each time on a database of its own.
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

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn mysql() {
                    $crate::run($crate::Engine::MySql, super::$test).await;
                }
            }
        )+
    };
}

/// Opens a fresh database, runs the test on it, and drops the database again if the test passed.
pub async fn run<T: Future<Output = ()>>(engine: Engine, test: impl FnOnce(Fixture) -> T) {
    if !engine.is_asked_for() {
        return;
    }
    let fixture = Fixture::open(engine).await;
    let database = fixture.database();
    test(fixture).await;
    database.drop().await;
}
