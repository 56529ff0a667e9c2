//! How long writers wait while a table of a million rows changes under them: larder's migrations, taken by sixteen
//! migrators at once, beside the statements that one would write by hand.
//!
//! `cargo run --release -p bench --bin evolution -- <url of a PostgreSQL, MySQL or MariaDB server> [rows]`

mod change;
mod client;
mod load;

use std::error::Error;
use std::time::{Duration, Instant};

use larder::Config;
use larder::migrate::Migrator;

use self::change::{CHANGES, Change};
use self::client::Client;
use self::load::{Load, Stall};

type Result<T, E = Box<dyn Error + Send + Sync>> = std::result::Result<T, E>;

const MIGRATORS: usize = 16;

/// How long the load runs alone before and after a change.
const PAUSE: Duration = Duration::from_secs(1);

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (server, rows) = match arguments.as_slice() {
        [server] => (server, 1_000_000),
        [server, rows] => (server, rows.parse()?),
        _ => return Err("usage: evolution <url of a server> [rows]".into()),
    };
    let mut measured = Vec::new();
    for naive in [true, false] {
        let name = format!("larder_evolution_{}", std::process::id());
        let url = Client::create_database(server, &name).await?;
        let outcome = measure(&url, rows, naive).await;
        Client::drop_database(server, &name).await?;
        measured.push(outcome?);
    }
    println!(
        "\n{rows} rows, {} writers, {MIGRATORS} migrators; the longest a write waited, and how long the change took",
        load::WRITERS
    );
    println!("| change | by hand: stall | took | larder: stall | took |\n| --- | --- | --- | --- | --- |");
    for (change, (by_hand, larder)) in CHANGES.iter().zip(measured[0].iter().zip(&measured[1])) {
        println!("| {} | {} | {:.1?} | {} | {:.1?} |", change.name, by_hand.0, by_hand.1, larder.0, larder.1);
    }
    Ok(())
}

/// Takes each change in turn under the load.
async fn measure(url: &str, rows: u64, naive: bool) -> Result<Vec<(Stall, Duration)>> {
    let folder = Folder::create()?;
    let mut admin = Client::connect(url).await?;
    folder.write(&change::first()?)?;
    Migrator::from_folder(&Config::for_url(url).database, &folder.0).migrate().await?;
    let started = Instant::now();
    admin.fill(rows).await?;
    println!("{rows} rows inserted in {:.1?}", started.elapsed());
    let mut measured = Vec::new();
    for (position, change) in CHANGES.iter().enumerate() {
        let load = Load::start(url, rows).await?;
        tokio::time::sleep(PAUSE).await;
        let quiet = load.stall();
        let started = Instant::now();
        if naive {
            for statement in change.naive(&admin) {
                admin.run(statement).await?;
            }
        } else {
            folder.write(&change::migrations(position)?)?;
            migrate(url, &folder).await?;
        }
        let took = started.elapsed();
        tokio::time::sleep(PAUSE).await;
        let stall = load.stop().await?;
        let how = if naive { "by hand" } else { "larder" };
        println!("{} {how}: {stall} ({quiet} without it), took {took:.1?}", change.name);
        measured.push((stall, took));
    }
    Ok(measured)
}

/// All of them start at once; one works, and the others wait for it.
async fn migrate(url: &str, folder: &Folder) -> Result<()> {
    let migrators = (0..MIGRATORS).map(|_| {
        let migrator =
            Migrator::from_folder(&Config::for_url(url).database, &folder.0).lock_wait(Duration::from_secs(1800));
        tokio::spawn(async move { migrator.migrate().await.map(|report| report.applied.len()) })
    });
    let migrators: Vec<_> = migrators.collect();
    let mut applied = Vec::new();
    for migrator in migrators {
        applied.push(migrator.await??);
    }
    match applied.iter().filter(|count| **count > 0).count() {
        1 => Ok(()),
        several => Err(format!("{several} of the migrators applied something: {applied:?}").into()),
    }
}

/// A folder of migrations that is removed in the end.
struct Folder(std::path::PathBuf);

impl Folder {
    fn create() -> Result<Self> {
        let path = std::env::temp_dir().join(format!("larder_evolution_{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }

    fn write(&self, migrations: &[larder_generator::sql::Migration]) -> Result<()> {
        for migration in migrations {
            let folder = self.0.join(&migration.plan.id);
            std::fs::create_dir_all(&folder)?;
            for (name, text) in &migration.files {
                std::fs::write(folder.join(name), text)?;
            }
        }
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left behind stands in the folder for temporary files.
        std::fs::remove_dir_all(&self.0).ok();
    }
}

impl Change {
    fn naive(&self, client: &Client) -> &'static [&'static str] {
        if client.is_postgres() { self.postgres } else { self.mysql }
    }
}
