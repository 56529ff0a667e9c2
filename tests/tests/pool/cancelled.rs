//! Callers that leave while their statement runs cost the server no session and the pool no place.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use integration::Database;
use integration::Engine;
use larder::support::{Sql, count};
use larder::{Db, ErrorKind, TimeoutStage};
use tokio::time::{sleep, timeout};

use crate::world::{
    Aside, GET, MOST, PATCH, PATCH_OTHER, PATIENCE, SLOW, assert_whole, each, engines, open, rows, same, set_up,
};

/// The pool's own connection by which it asks for statements to be stopped.
const ASIDE: i64 = 1;

/// How many statements are given up in each part.
fn wanted() -> usize {
    std::env::var("LARDER_CANCELLED_STATEMENTS").map_or(300, |text| text.parse().unwrap())
}

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
        match db.at().one(&GET, &[], |_| Ok(())).await {
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

fn p99(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() * 99 / 100 - usize::from(times.len() >= 100)]
}

/// Gives `count` statements up while they run, `workers` at a time; returns how many were.
async fn give_up(
    db: &Db,
    statement: &'static Sql,
    count: usize,
    workers: usize,
    after: fn(usize) -> Duration,
) -> usize {
    let (next, given_up) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let workers = (0..workers).map(|_| {
        let (db, next, given_up) = (db.clone(), Arc::clone(&next), Arc::clone(&given_up));
        tokio::spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= count {
                    return;
                }
                let left = match statement.name {
                    "Row.slow" => timeout(after(number), db.at().one(statement, &[], |_| Ok(()))).await.is_err(),
                    _ => timeout(after(number), db.at().write(statement, &[], Vec::new())).await.is_err(),
                };
                given_up.fetch_add(usize::from(left), Ordering::Relaxed);
            }
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.unwrap();
    }
    given_up.load(Ordering::Relaxed)
}

/// Two callers leave again and again, which leaves a place free; then very many at once.
async fn cancel(engine: Engine) {
    let database = Database::create(engine).await;
    let db = open(database.url(), |settings| settings.acquire_timeout = Duration::from_millis(400)).await;
    set_up(&db).await;
    let mut holder = Aside::open(database.url()).await;
    // SQLite has one lock for all rows, which its pool does not even try to take twice.
    let statement = if engine == Engine::Sqlite { &SLOW } else { &PATCH };
    if engine != Engine::Sqlite {
        holder.run("BEGIN").await;
        holder.run("UPDATE pool_rows SET n = 0 WHERE id = 0").await;
    }
    let watch = Watch::start(database.url(), 1).await;
    // Two statements are under way here too; what differs is that nobody leaves.
    let alone = measure(&db, async {
        give_up(&db, statement, 2, 2, |_| Duration::from_secs(2)).await;
    })
    .await;
    let count = wanted();
    let given_up = AtomicUsize::new(0);
    let with_others = measure(&db, async {
        let after = |number| Duration::from_millis(1 + number as u64 % 10);
        given_up.fetch_add(give_up(&db, statement, count, 2, after).await, Ordering::Relaxed);
    })
    .await;
    let crowded = measure(&db, async {
        let left = give_up(&db, statement, 240.min(count), 240, |_| Duration::from_millis(40)).await;
        given_up.fetch_add(left, Ordering::Relaxed);
    })
    .await;
    if engine != Engine::Sqlite {
        holder.run("ROLLBACK").await;
    }
    assert_whole(&db).await;
    db.at().write(&PATCH_OTHER, &[], Vec::new()).await.unwrap();
    let most = watch.end().await;
    let given_up = given_up.into_inner();
    println!(
        "{engine:?}: {given_up} statements given up, at most {most} sessions; p99 of a read beside two who stay {:?}, beside two who leave {:?} \
         ({} late), beside 240 {:?} of {} ({} late)",
        p99(alone.0),
        p99(with_others.0),
        with_others.1,
        crowded.0.iter().max(),
        crowded.0.len(),
        crowded.1
    );
    assert!(given_up >= count, "{engine:?}: only {given_up} statements were given up");
    assert_eq!(with_others.1, 0, "{engine:?}: a place was free all the time");
    let allowed = if engine == Engine::Sqlite { 0 } else { MOST as i64 + ASIDE };
    assert!(most <= allowed, "{engine:?}: {most} sessions");
    db.close(PATIENCE).await;
    assert_eq!(db.status().size, 0);
    database.drop().await;
}

async fn measure(db: &Db, work: impl Future<Output = ()>) -> (Vec<Duration>, usize) {
    let over = Arc::new(AtomicBool::new(false));
    let caller = tokio::spawn(innocent(db.clone(), Arc::clone(&over)));
    work.await;
    over.store(true, Ordering::Relaxed);
    caller.await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_who_leave_do_not_fill_the_server() {
    for engine in engines() {
        cancel(engine).await;
    }
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
                timeout(PATIENCE, db.at().write(&PATCH, &[], Vec::new())).await.expect("a lock stayed").unwrap();
            }
            static THREE: Sql = same("Row.three", "SELECT count(*) FROM pool_rows WHERE id = 0 AND n = 3");
            assert_eq!(db.at().one(&THREE, &[], count).await.unwrap(), 1);
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
                "CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END';
                 CREATE CONSTRAINT TRIGGER slowly AFTER INSERT ON pool_rows DEFERRABLE INITIALLY DEFERRED
                 FOR EACH ROW EXECUTE FUNCTION slowly()",
            )
            .await;
        static INSERT: Sql = same("Row.create", "INSERT INTO pool_rows VALUES (9, 9)");
        let before = rows(&db).await.unwrap();
        let unit = db.begin().await.unwrap();
        unit.at().write(&INSERT, &[], Vec::new()).await.unwrap();
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
            timeout(Duration::from_millis(60), db.at().one(&SLOW, &[], |_| Ok(()))).await.unwrap_err();
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
