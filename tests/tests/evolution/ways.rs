//! Ways that rows stand in, or that end in their middle: nothing may be left of which there is no way on.

use std::cell::Cell;
use std::sync::Once;
use std::time::Duration;

use integration::explained;
use larder::internal::failpoint;
use larder::migrate::State;

use crate::case::{Case, Counts, Failure, Prepared, Stand, at};
use crate::place::{Outcome, Place};
use crate::rows::{Ledger, obey};

tokio::task_local! {
    /// How many statements are left until the run ends.
    static LEFT: Cell<u64>;
}

/// How a migration is left.
#[derive(Debug, PartialEq, Eq)]
enum Left {
    /// Every one of the change is there, or none.
    Whole(usize),
    Partial(String),
    RollingBack(String),
}

impl Stand {
    /// Takes the change up over rows that may be in its way, and all of it back.
    pub(crate) async fn take_rows_in_the_way(
        &mut self,
        case: &Case,
        prepared: &Prepared,
        counts: &mut Counts,
    ) -> Result<(), Failure> {
        let mut rows = prepared.rows_of_before(case.seed);
        if obey::broken(&prepared.after, &prepared.carried_up(&rows)).is_empty() {
            return Ok(());
        }
        let start = self.begin(prepared).await?;
        self.evolved.insert(&prepared.before, &rows).await.map_err(at("insert in the way"))?;
        let taken = self.evolved.up(&prepared.change.migrations).await;
        match self.left(prepared).await.map_err(at("status after rows in the way"))? {
            Left::Whole(0) => {
                counts.refused += 1;
                self.evolved.compare(&prepared.before, &mut rows).await.map_err(at("rows in the way"))?;
            }
            Left::Whole(count) => {
                self.evolved.empty_all().await.map_err(at("emptying"))?;
                self.evolved.down(count).await.map_err(at("down after rows in the way"))?;
            }
            Left::Partial(id) => {
                counts.mended += 1;
                if self.evolved.migrator().undo(&id).await.is_err() {
                    self.evolved.empty_all().await.map_err(at("emptying"))?;
                    let undone = self.evolved.migrator().undo(&id).await;
                    undone.map_err(|error| at("undo")(format!("{}\nafter {taken:?}", explained(&error))))?;
                }
                self.take_back_the_rest(prepared).await?;
            }
            Left::RollingBack(id) => return Err(at("status after rows in the way")(format!("{id} is rolling back"))),
        }
        self.is_as(&start).await.map_err(|text| at("given up")(format!("{text}\nafter {taken:?}")))
    }

    /// Returns whether everything is there as it was; else all of it is taken back, though rows seemed in the way.
    pub(crate) async fn take_down_with_rows_in_the_way(
        &mut self,
        prepared: &Prepared,
        mut rows: Ledger,
        counts: &mut Counts,
    ) -> Result<bool, Failure> {
        let count = prepared.change.migrations.len();
        let taken = self.evolved.down(count).await;
        match self.left(prepared).await.map_err(at("status after a refused way down"))? {
            Left::Whole(0) => return Ok(count == 0),
            Left::Whole(all) if all == count => {
                counts.refused += 1;
                let checked = self.check(&prepared.after, &prepared.expected, &mut rows).await;
                checked.map_err(|text| at("after a refused way down")(format!("{text}\nafter {taken:?}")))?;
            }
            Left::Whole(_) => self.evolved.migrate().await.map_err(at("up after a refused way down"))?,
            Left::RollingBack(id) => {
                counts.mended += 1;
                self.keep(&id, prepared).await.map_err(|text| at("keep")(format!("{text}\nafter {taken:?}")))?;
            }
            Left::Partial(id) => return Err(at("status after a refused way down")(format!("{id} is partial"))),
        }
        Ok(true)
    }

    /// Breaks the way down off at some statement, and then gives it up or goes on with it.
    pub(crate) async fn break_off(
        &mut self,
        seed: u64,
        prepared: &Prepared,
        start: &[String],
        counts: &mut Counts,
    ) -> Result<(), Failure> {
        let count = prepared.change.migrations.len();
        let number = 5 + seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) % 60;
        self.evolved.break_off_down(count, number).await.map_err(at("breaking off"))?;
        let left = self.left(prepared).await.map_err(at("status after breaking off"))?;
        let told = |text: String| format!("{text}\nafter breaking off at statement {number}: {left:?}");
        match &left {
            Left::Whole(0) => self.is_as(start).await.map_err(told).map_err(at("after breaking off")),
            Left::Whole(_) => {
                self.evolved.migrate().await.map_err(told).map_err(at("up after breaking off"))?;
                self.is_as(&prepared.expected).await.map_err(told).map_err(at("after breaking off"))
            }
            Left::RollingBack(id) if seed.is_multiple_of(4) => {
                counts.mended += 1;
                self.keep(id, prepared).await.map_err(told).map_err(at("keep after breaking off"))
            }
            Left::RollingBack(id) => {
                counts.mended += 1;
                if self.evolved.migrator().undo(id).await.is_err() {
                    self.evolved.empty_all().await.map_err(at("emptying"))?;
                    let undone = self.evolved.migrator().undo(id).await;
                    undone.map_err(|error| at("undo after breaking off")(told(explained(&error))))?;
                }
                self.take_back_the_rest(prepared).await?;
                self.is_as(start).await.map_err(told).map_err(at("undone after breaking off"))
            }
            Left::Partial(_) => Err(at("status after breaking off")(told(String::new()))),
        }
    }

    /// Applies again what was taken back of a migration, and those after it that are gone.
    async fn keep(&mut self, id: &str, prepared: &Prepared) -> Outcome<()> {
        if self.evolved.migrator().reapply(id).await.is_err() {
            self.evolved.empty_all().await?;
            self.evolved.migrator().reapply(id).await.map_err(|error| explained(&error))?;
        }
        if self.evolved.migrate().await.is_err() {
            self.evolved.empty_all().await?;
            self.evolved.migrate().await?;
        }
        self.is_as(&prepared.expected).await
    }

    async fn take_back_the_rest(&mut self, prepared: &Prepared) -> Result<(), Failure> {
        match self.left(prepared).await.map_err(at("status"))? {
            Left::Whole(0) => Ok(()),
            Left::Whole(count) => {
                self.evolved.empty_all().await.map_err(at("emptying"))?;
                self.evolved.down(count).await.map_err(at("down, the rest"))
            }
            other => Err(at("status")(format!("{other:?}"))),
        }
    }

    async fn left(&mut self, prepared: &Prepared) -> Outcome<Left> {
        let status = self.evolved.migrator().status().await.map_err(|error| explained(&error))?;
        let ids: Vec<&str> = prepared.change.migrations.iter().map(|one| one.plan.id.as_str()).collect();
        let mut whole = 0;
        for one in status.migrations.iter().filter(|one| ids.contains(&one.id.as_str())) {
            match one.state {
                State::Applied { .. } => whole += 1,
                State::Pending => {}
                State::Partial { .. } => return Ok(Left::Partial(one.id.clone())),
                State::RollingBack { .. } => return Ok(Left::RollingBack(one.id.clone())),
                ref other => return Err(format!("{other:?}")),
            }
        }
        Ok(Left::Whole(whole))
    }
}

impl Place {
    /// Begins a way down and ends it before the statement of this number, as the death of a process does.
    async fn break_off_down(&mut self, count: usize, number: u64) -> Outcome<()> {
        static INSTALLED: Once = Once::new();
        INSTALLED.call_once(|| {
            failpoint::install(|_| {
                let ends = LEFT.try_with(|left| left.replace(left.get().saturating_sub(1)) == 1);
                if ends == Ok(true) {
                    // Without the noise of a panic.
                    std::panic::resume_unwind(Box::new("the run ends here"));
                }
            });
        });
        let migrator = self.migrator();
        let run = async move { migrator.rollback(count).await.map(drop) };
        // A way that rows stand in is one that ends as well.
        drop(tokio::spawn(LEFT.scope(Cell::new(number), run)).await);
        self.bury().await
    }

    /// Waits until the server is through with a run that died, and lets its lease run out.
    async fn bury(&mut self) -> Outcome<()> {
        if self.engine != integration::Engine::MySql {
            return Ok(());
        }
        while self.others().await? != [[Some("0".to_owned())]] {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let lock = "SELECT CAST(count(*) AS CHAR) FROM information_schema.tables WHERE table_schema = database() AND table_name = 'larder_migrations_lock'";
        if self.query(lock.to_owned()).await? == [[Some("1".to_owned())]] {
            self.execute("UPDATE larder_migrations_lock SET owner = NULL".to_owned()).await?;
        }
        Ok(())
    }

    /// Returns how many other connections the database has. MySQL's old list of them cannot be read while one runs a
    /// statement with a character of four bytes, and MariaDB has no other.
    async fn others(&mut self) -> Outcome<Vec<Vec<Option<String>>>> {
        let count = "SELECT CAST(count(*) AS CHAR) FROM \
            /*M! information_schema. *//*!80022 performance_schema. */processlist \
            WHERE db = database() AND id <> connection_id()";
        self.query(count.to_owned()).await
    }

    /// Takes the rows out of every table, whatever it is called.
    pub(crate) async fn empty_all(&mut self) -> Outcome<()> {
        use integration::Engine::{MySql, Postgres, Sqlite};
        let names = match self.engine {
            Sqlite => {
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%fts5%' AND name NOT LIKE '%\\_search\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
            }
            Postgres => {
                "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) FROM pg_tables WHERE tablename NOT LIKE \
                 'larder\\_%' AND schemaname NOT IN ('pg_catalog', 'information_schema')"
            }
            MySql => "SELECT CAST(table_name AS CHAR) FROM information_schema.tables WHERE table_schema = database()",
        };
        let names: Vec<String> = self.query(names.to_owned()).await?.into_iter().flatten().flatten().collect();
        let quoted = |name: &str| if self.engine == Postgres { name.to_owned() } else { self.quoted(name) };
        let tables: Vec<String> =
            names.iter().filter(|name| !name.starts_with("larder_")).map(|name| quoted(name)).collect();
        if tables.is_empty() {
            return Ok(());
        }
        let each = |verb: &str| tables.iter().map(|table| format!("{verb} {table};")).collect::<String>();
        let sql = match self.engine {
            Sqlite => format!("PRAGMA foreign_keys = OFF; {}", each("DELETE FROM")),
            Postgres => format!("TRUNCATE {}", tables.join(", ")),
            MySql => format!("SET foreign_key_checks = 0; {} SET foreign_key_checks = 1", each("DELETE FROM")),
        };
        self.execute(sql).await
    }
}
