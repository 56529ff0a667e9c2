//! Callers that leave while their statement runs cost the server no session and the pool no place.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use integration::Database;
use integration::Engine;
use larder::support::{Sql, count};
use larder::{Db, Dialect, ErrorKind, TimeoutStage};
use tokio::time::{sleep, timeout};

use crate::world::{
    Aside, GET, MOST, PATCH, PATCH_OTHER, PATIENCE, SLOW, WORK, all_returned, assert_whole, each, engines, open, rows,
    same, set_up,
};

/// The pool's own connection by which it asks for statements to be stopped.
const ASIDE: i64 = 1;

/// Set by `cargo xtask soak cancel`, which then also compares the times.
const WANTED: &str = "LARDER_CANCELLED_STATEMENTS";

/// How many statements are given up, two at a time.
fn wanted() -> usize {
    std::env::var(WANTED).map_or(300, |text| text.parse().unwrap())
}

/// Callers who stay and callers who leave take turns, so that what else the machine does concerns both.
const ROUNDS: usize = 10;

/// Looks at the server all the time and remembers the most sessions.
struct Watch {
    most: Arc<AtomicI64>,
    over: Arc<AtomicBool>,
    task: tokio::task::JoinHandle<()>,
}

impl Watch {
    async fn start(url: &str, known: i64) -> Self {
        let (most, over) = (Arc::new(AtomicI64::new(0)), Arc::new(AtomicBool::new(false)));
        let mut aside = Aside::open(url).await;
        let (seen, ended) = (Arc::clone(&most), Arc::clone(&over));
        let task = tokio::spawn(async move {
            while !ended.load(Ordering::Relaxed) {
                seen.fetch_max(aside.sessions(known).await, Ordering::Relaxed);
                sleep(Duration::from_millis(5)).await;
            }
        });
        Self { most, over, task }
    }

    async fn end(self) -> i64 {
        self.over.store(true, Ordering::Relaxed);
        self.task.await.unwrap();
        self.most.load(Ordering::Relaxed)
    }
}

/// Runs a read again and again until `over`, and returns how long each took and how many found no connection in time.
async fn innocent(db: Db, over: Arc<AtomicBool>) -> (Vec<Duration>, usize) {
    let (mut times, mut late) = (Vec::new(), 0);
    while !over.load(Ordering::Relaxed) {
        let start = Instant::now();
        match db.executor().one(&GET, &[], |_| Ok(())).await {
            Ok(()) => times.push(start.elapsed()),
            Err(error) => {
                let kind = error.kind();
                assert!(matches!(kind, ErrorKind::Timeout { stage: TimeoutStage::Connection, .. }), "{error}");
                late += 1;
            }
        }
        sleep(Duration::from_millis(1)).await;
    }
    (times, late)
}

/// What an innocent caller met.
#[derive(Default)]
struct Met {
    times: Vec<Duration>,
    late: usize,
}

impl Met {
    /// Adds what it meets while `work` goes on.
    async fn beside<T>(&mut self, db: &Db, work: impl Future<Output = T>) -> T {
        let over = Arc::new(AtomicBool::new(false));
        let caller = tokio::spawn(innocent(db.clone(), Arc::clone(&over)));
        let done = work.await;
        over.store(true, Ordering::Relaxed);
        let (times, late) = caller.await.unwrap();
        self.times.extend(times);
        self.late += late;
        done
    }

    fn quantile(&mut self, percent: usize) -> Duration {
        self.times.sort();
        self.times[(self.times.len() - 1) * percent / 100]
    }

    fn told(&mut self) -> String {
        let (half, most, count) = (self.quantile(50), self.quantile(99), self.times.len());
        format!("p50 {half:?}, p99 {most:?} of {count}, {} late", self.late)
    }
}

/// How long the statement with a number runs, whether its caller then leaves or it ends.
fn duration(number: usize) -> Duration {
    Duration::from_millis(1 + number as u64 % 10)
}

/// Hands the numbers below `count` to `workers` at a time; returns how many times `work` said yes.
async fn share<F: Future<Output = bool> + Send>(
    count: usize,
    workers: usize,
    work: impl Fn(usize) -> F + Clone + Send + 'static,
) -> usize {
    let next = Arc::new(AtomicUsize::new(0));
    let workers = (0..workers).map(|_| {
        let (next, work) = (Arc::clone(&next), work.clone());
        tokio::spawn(async move {
            let mut yes = 0;
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return yes;
                }
                yes += usize::from(work(number).await);
            }
        })
    });
    let mut yes = 0;
    for worker in workers.collect::<Vec<_>>() {
        yes += worker.await.unwrap();
    }
    yes
}

/// Gives `count` statements up while they run; returns how many were.
async fn give_up(
    db: &Db,
    statement: &'static Sql,
    count: usize,
    workers: usize,
    after: fn(usize) -> Duration,
) -> usize {
    let db = db.clone();
    share(count, workers, move |number| {
        let db = db.clone();
        async move {
            match statement.label.method {
                "slow" => timeout(after(number), db.executor().one(statement, &[], |_| Ok(()))).await.is_err(),
                _ => timeout(after(number), db.executor().write(statement, &[], Vec::new())).await.is_err(),
            }
        }
    })
    .await
}

/// Runs `count` statements that take as long as the others are waited for, and the same work, and end by themselves.
async fn stay(db: &Db, pace: i64, count: usize) {
    let db = db.clone();
    let ran = share(count, 2, move |number| {
        let db = db.clone();
        async move {
            let work = i64::try_from(duration(number).as_millis()).unwrap() * pace;
            db.executor().one(&WORK, &[&work], |_| Ok(())).await.unwrap();
            true
        }
    })
    .await;
    assert_eq!(ran, count);
}

/// Returns what [`WORK`] takes a millisecond for.
async fn pace(db: &Db) -> i64 {
    if db.dialect() != Dialect::Sqlite {
        return 1;
    }
    let mut best = Duration::MAX;
    for _ in 0..5 {
        let start = Instant::now();
        db.executor().one(&WORK, &[&50_000_i64], |_| Ok(())).await.unwrap();
        best = best.min(start.elapsed());
    }
    i64::try_from(50_000_000 / best.as_micros()).unwrap()
}

/// Two callers leave again and again, which leaves a place free; then very many at once.
async fn cancel(engine: Engine) {
    let database = Database::create(engine).await;
    // Longer than a request to stop takes on a busy machine, shorter than a place that is lost.
    let db = open(database.url(), |settings| settings.acquire_timeout = Duration::from_secs(5)).await;
    set_up(&db).await;
    let mut holder = Aside::open(database.url()).await;
    // SQLite has one lock for all rows, which its pool does not even try to take twice.
    let statement = if engine == Engine::Sqlite { &SLOW } else { &PATCH };
    if engine != Engine::Sqlite {
        holder.run("BEGIN").await;
        holder.run("UPDATE pool_rows SET n = 0 WHERE id = 0").await;
    }
    let watch = Watch::start(database.url(), 1).await;
    let (pace, count) = (pace(&db).await, wanted());
    let (mut beside_staying, mut beside_leaving, mut crowded) = (Met::default(), Met::default(), Met::default());
    let mut given_up = 0;
    for _ in 0..ROUNDS {
        beside_staying.beside(&db, stay(&db, pace, count / ROUNDS)).await;
        let leaving = give_up(&db, statement, count / ROUNDS, 2, duration);
        given_up += beside_leaving.beside(&db, leaving).await;
    }
    let many = give_up(&db, statement, 240.min(count), 240, |_| Duration::from_millis(40));
    given_up += crowded.beside(&db, many).await;
    if engine != Engine::Sqlite {
        holder.run("ROLLBACK").await;
    }
    all_returned(&db).await;
    assert_whole(&db).await;
    db.executor().write(&PATCH_OTHER, &[], Vec::new()).await.unwrap();
    let most = watch.end().await;
    println!(
        "{engine:?}: {given_up} statements given up, at most {most} sessions; a read beside two who stay: {}; \
         beside two who leave: {}; beside 240: {}",
        beside_staying.told(),
        beside_leaving.told(),
        crowded.told()
    );
    assert!(given_up >= count, "{engine:?}: only {given_up} statements were given up");
    assert_eq!(beside_leaving.late, 0, "{engine:?}: a place was free all the time");
    let allowed = if engine == Engine::Sqlite { 0 } else { MOST as i64 + ASIDE };
    assert!(most <= allowed, "{engine:?}: {most} sessions");
    if std::env::var_os(WANTED).is_some() {
        let (with, without) = (beside_leaving.quantile(99), beside_staying.quantile(99));
        assert!(with <= without * 2, "{engine:?}: p99 {with:?} beside callers who leave, {without:?} beside others");
    }
    db.close(PATIENCE).await;
    assert_eq!(db.status().size, 0);
    database.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_who_leave_do_not_fill_the_server() {
    for engine in engines() {
        cancel(engine).await;
    }
}

/// The kinds of calls that need a connection.
async fn call(db: &Db, number: usize) -> larder::Result<()> {
    match number % 5 {
        0 => db.executor().one(&GET, &[], |_| Ok(())).await,
        1 => db.executor().write(&PATCH_OTHER, &[], Vec::new()).await.map(drop),
        2 => db.transaction(async |at| at.one(&GET, &[], |_| Ok(())).await).await,
        3 => db.session().await.map(drop),
        _ => db.ping().await,
    }
}

/// Every place is taken by a statement that runs on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_finds_no_place_is_told_so_at_the_limit() {
    const MANY: usize = 200;
    const LIMIT: Duration = Duration::from_secs(2);
    /// Less than a second wait would take.
    const SLACK: Duration = Duration::from_millis(1900);
    each(
        |settings| settings.acquire_timeout = LIMIT,
        async |db, database| {
            let holders: Vec<_> = (0..MOST)
                .map(|_| {
                    let db = db.clone();
                    tokio::spawn(async move { db.executor().one(&SLOW, &[], |_| Ok(())).await })
                })
                .collect();
            let start = Instant::now();
            while db.status().in_use < MOST {
                assert!(start.elapsed() < PATIENCE, "{:?}", db.status());
                sleep(Duration::from_millis(5)).await;
            }
            let callers = (0..MANY).map(|number| {
                let db = db.clone();
                tokio::spawn(async move {
                    let start = Instant::now();
                    (call(&db, number).await, start.elapsed())
                })
            });
            let (mut least, mut most) = (Duration::MAX, Duration::ZERO);
            for (number, caller) in callers.collect::<Vec<_>>().into_iter().enumerate() {
                let (answer, elapsed) = caller.await.unwrap();
                let error = answer.expect_err("every place is taken");
                let kind = error.kind();
                assert!(
                    matches!(kind, ErrorKind::Timeout { stage: TimeoutStage::Connection, .. }),
                    "{number}: {error}"
                );
                assert!(elapsed >= LIMIT && elapsed < LIMIT + SLACK, "{number}: {error} after {elapsed:?}");
                (least, most) = (least.min(elapsed), most.max(elapsed));
            }
            println!("{:?}: {MANY} callers told between {least:?} and {most:?}", database.engine());
            assert_eq!((db.status().in_use, db.status().waiting), (MOST, 0));
            for holder in holders {
                holder.abort();
            }
            // Who asks before the statements are stopped is told so at the limit again.
            all_returned(db).await;
            assert_whole(db).await;
        },
    )
    .await;
}

#[tokio::test]
async fn callers_who_leave_while_a_connection_is_made_lose_no_place() {
    each(
        |_| (),
        async |db, database| {
            let mut watch = Aside::open(database.url()).await;
            db.close(PATIENCE).await;
            let db = open(database.url(), |_| ()).await;
            for number in 0..200_u64 {
                // From the first step of a connection to after its end.
                let _ = timeout(Duration::from_micros(number * 37 % 6000), db.session()).await;
            }
            assert_whole(&db).await;
            let sessions = watch.sessions(0).await;
            assert!(sessions <= MOST as i64, "{sessions} sessions");
            db.close(PATIENCE).await;
        },
    )
    .await;
}

#[tokio::test]
async fn a_transaction_left_in_a_statement_frees_its_locks() {
    each(
        |_| (),
        async |db, _| {
            for _ in 0..3 {
                let left = db.transaction(async |at| {
                    at.write(&PATCH, &[], Vec::new()).await?;
                    at.one(&SLOW, &[], |_| Ok(())).await
                });
                timeout(Duration::from_millis(60), left).await.unwrap_err();
                // Another may write the row, and sees nothing of the first.
                timeout(PATIENCE, db.executor().write(&PATCH, &[], Vec::new())).await.expect("a lock stayed").unwrap();
            }
            static THREE: Sql = same("Row.three", "SELECT count(*) FROM pool_rows WHERE id = 0 AND n = 3");
            assert_eq!(db.executor().one(&THREE, &[], count).await.unwrap(), 1);
            assert_whole(db).await;
        },
    )
    .await;
}

/// A constraint that is checked at COMMIT makes that one take its time.
#[tokio::test]
async fn a_commit_goes_on_when_its_caller_leaves() {
    for engine in engines().filter(|engine| *engine == Engine::Postgres) {
        let database = Database::create(engine).await;
        let db = open(database.url(), |_| ()).await;
        set_up(&db).await;
        let mut aside = Aside::open(database.url()).await;
        aside
            .run(
                "CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(2); RETURN NULL; END';
                 CREATE CONSTRAINT TRIGGER slowly AFTER INSERT ON pool_rows DEFERRABLE INITIALLY DEFERRED
                 FOR EACH ROW EXECUTE FUNCTION slowly()",
            )
            .await;
        static INSERT: Sql = same("Row.create", "INSERT INTO pool_rows VALUES (9, 9)");
        let before = rows(&db).await.unwrap();
        let unit = db.begin().await.unwrap();
        unit.executor().write(&INSERT, &[], Vec::new()).await.unwrap();
        timeout(Duration::from_millis(100), unit.commit()).await.unwrap_err();
        assert_eq!(db.status().in_use, 1, "the connection has its place until COMMIT has ended");
        let start = Instant::now();
        while db.status().in_use > 0 {
            assert!(start.elapsed() < PATIENCE);
            sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(rows(&db).await.unwrap(), before + 1);
        assert_eq!(db.status().size, 1, "the connection is used again");
        db.close(PATIENCE).await;
        database.drop().await;
    }
}

#[tokio::test]
async fn a_store_that_closes_stops_what_was_left() {
    each(
        |_| (),
        async |db, database| {
            timeout(Duration::from_millis(60), db.executor().one(&SLOW, &[], |_| Ok(()))).await.unwrap_err();
            db.close(PATIENCE).await;
            assert_eq!(db.status().size, 0);
            let mut watch = Aside::open(database.url()).await;
            let start = Instant::now();
            while watch.sessions(0).await > 0 {
                assert!(start.elapsed() < PATIENCE, "a session stayed");
                sleep(Duration::from_millis(5)).await;
            }
        },
    )
    .await;
}
