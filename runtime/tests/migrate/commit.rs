//! The answer to a COMMIT is lost, so that only the history tells whether it came through.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};

use larder::ErrorKind;
use larder::migrate::Migrator;
use larder_format::Dialect;
use larder_format::plan::{Backfill, Probe, Step};

use crate::support::{Database, Draft, config, one, suite};

suite!(a_commit_without_an_answer_is_looked_up);

/// Passes bytes on, and cuts the connection between a chosen COMMIT's execution and its answer.
struct Proxy {
    url: String,
    /// How many COMMITs pass before that one.
    left: Arc<AtomicI32>,
}

impl Proxy {
    fn start(database: &Database) -> Self {
        let (head, tail) = database.url.split_once('@').unwrap();
        let (server, name) = tail.split_once('/').unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("{head}@{}/{name}", listener.local_addr().unwrap());
        let left = Arc::new(AtomicI32::new(i32::MAX));
        let (server, count) = (server.to_owned(), Arc::clone(&left));
        std::thread::spawn(move || {
            for client in listener.incoming() {
                serve(client.unwrap(), TcpStream::connect(&server).unwrap(), Arc::clone(&count));
            }
        });
        Self { url, left }
    }

    fn cut_at(&self, number: i32) {
        self.left.store(number, Ordering::SeqCst);
    }
}

fn serve(client: TcpStream, server: TcpStream, left: Arc<AtomicI32>) {
    let cut = Arc::new(AtomicBool::new(false));
    let (mut from_client, mut to_server) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    let seen = Arc::clone(&cut);
    std::thread::spawn(move || {
        let mut buffer = [0; 65536];
        while let Ok(count @ 1..) = from_client.read(&mut buffer) {
            // Alone in its message, unlike in READ COMMITTED.
            let message = buffer[..count].strip_suffix(&[0]).unwrap_or(&buffer[..count]);
            let is_commit = message.ends_with(b"COMMIT");
            if is_commit && left.fetch_sub(1, Ordering::SeqCst) == 0 {
                cut.store(true, Ordering::SeqCst);
            }
            if to_server.write_all(&buffer[..count]).is_err() {
                break;
            }
        }
        let _ = to_server.shutdown(Shutdown::Both);
    });
    let (mut from_server, mut to_client) = (server, client);
    std::thread::spawn(move || {
        let mut buffer = [0; 65536];
        while let Ok(count @ 1..) = from_server.read(&mut buffer) {
            if seen.load(Ordering::SeqCst) || to_client.write_all(&buffer[..count]).is_err() {
                break;
            }
        }
        let _ = to_client.shutdown(Shutdown::Both);
        let _ = from_server.shutdown(Shutdown::Both);
    });
}

fn write_migrations(database: &Database) {
    let rows = Step { statements: 1, transactional: true, ..Step::default() };
    let draft = Draft {
        up: "CREATE TABLE t (id BIGINT NOT NULL PRIMARY KEY, hits BIGINT NOT NULL);\nINSERT INTO t VALUES (1, 0), (2, 0);\nUPDATE t SET hits = hits + 1;\nUPDATE t SET hits = hits + 1 WHERE id > 0;",
        down: "DROP TABLE t;",
        up_steps: vec![
            one(Probe::HasTable("t".to_owned())),
            rows.clone(),
            rows,
            Step {
                backfill: Some(Backfill { table: "t".to_owned(), key: "id".to_owned() }),
                statements: 1,
                ..Step::default()
            },
        ],
        down_steps: vec![one(Probe::NoTable("t".to_owned()))],
        ..Draft::default()
    };
    database.write("0001_t", &[], draft);
}

async fn a_commit_without_an_answer_is_looked_up(database: &Database) {
    if database.dialect == Dialect::Sqlite {
        // It has no connection to lose.
        return;
    }
    write_migrations(database);
    let proxy = Proxy::start(database);
    let mut looked_up = 0;
    for number in 0.. {
        proxy.cut_at(number);
        let migrator = Migrator::from_folder(&config(&proxy.url), database.migrations());
        let run = migrator.migrate().await;
        let was_cut = proxy.left.load(Ordering::SeqCst) < 0;
        match run {
            Ok(report) => assert_eq!(report.applied.len(), 1),
            // The first commit is that of the history table, before anything of a migration.
            Err(error) => {
                assert!(
                    number == 0 && matches!(error.error().kind(), ErrorKind::Unavailable(_)),
                    "{number}: {error:?}"
                );
                proxy.cut_at(i32::MAX);
                database.bury().await;
                assert_eq!(migrator.migrate().await.unwrap().applied.len(), 1);
            }
        }
        assert_eq!(database.number("SELECT count(*) FROM t WHERE hits = 2").await, Some(2), "{number}");
        database.migrator().status().await.unwrap().check().unwrap();
        database.migrator().rollback(1).await.unwrap();
        if !was_cut {
            break;
        }
        looked_up = number;
    }
    assert!(looked_up >= 4, "{looked_up}");
}
