//! Entities written by hand, one for each kind of key, of row and of table that the generic repository must take.

use larder::support::{
    Aliases, BatchSql, Change, Entity, InSql, KeySql, ListSql, MemberSink, MemberSource, New, PatchSql, Projection,
    Record, Sql, Table, TableSql,
};
use larder::{Page, Repository, Result, Violations};

use crate::world::{each, plain};

static SETUP: [Sql; 10] = [
    plain("setup", "DROP TABLE IF EXISTS thin_countries"),
    plain("setup", "DROP TABLE IF EXISTS thin_files"),
    plain("setup", "DROP TABLE IF EXISTS thin_seats"),
    plain("setup", "DROP TABLE IF EXISTS thin_levels"),
    plain("setup", "DROP TABLE IF EXISTS thin_readings"),
    plain("setup", "CREATE TABLE thin_countries (code varchar(20) PRIMARY KEY, title varchar(50) NOT NULL)"),
    Sql::each(
        "",
        "setup",
        "CREATE TABLE thin_files (hash bytea PRIMARY KEY, title varchar(50) NOT NULL)",
        "CREATE TABLE thin_files (hash varbinary(32) PRIMARY KEY, title varchar(50) NOT NULL)",
        "CREATE TABLE thin_files (hash blob PRIMARY KEY, title varchar(50) NOT NULL)",
    ),
    plain(
        "setup",
        "CREATE TABLE thin_seats (number integer, hall varchar(20), title varchar(50) NOT NULL, PRIMARY KEY (number, hall))",
    ),
    plain("setup", "CREATE TABLE thin_levels (id smallint PRIMARY KEY, title varchar(50) NOT NULL)"),
    plain("setup", "CREATE TABLE thin_readings (sensor varchar(20) NOT NULL, title varchar(50) NOT NULL)"),
];

/// What no rule holds for.
macro_rules! unchecked {
    ($($name:ident),+) => {$(
        impl $name {
            fn validate(&self) -> Result<(), Violations> {
                Ok(())
            }
        }
    )+};
}

/// A row and its table; with a key also an entity that can change.
macro_rules! entity {
    (
        $row:ident, $new:ident, $patch:ident in $table:literal {
            $($member:ident: $ty:ty,)+
        }
        $(key $key:ty = |$this:ident| $value:expr; one $one:literal or $one_marked:literal; each $each:literal)?
    ) => {
        #[derive(Debug, Clone, PartialEq)]
        pub(super) struct $row { $(pub(super) $member: $ty,)+ }

        impl Projection for $row {
            const NAME: &'static str = stringify!($row);
            const COLUMNS: &'static [&'static str] = &[$(stringify!($member)),+];

            fn read<S: MemberSource>(from: &mut S) -> Result<Self, S::Error> {
                Ok(Self { $($member: from.plain()?,)+ })
            }
        }

        impl Record for $row {
            fn write<S: MemberSink>(&self, to: &mut S) {
                $(to.plain(&self.$member);)+
            }
        }

        impl Table for $row {
            type New = $new;
            const TABLE: &'static TableSql = {
                static TABLE: TableSql = TableSql {
                    select: Sql::same("", "select", concat!("SELECT * FROM ", $table)),
                    count: Sql::same("", "count", concat!("SELECT COUNT(*) FROM ", $table)),
                    insert: BatchSql::new(
                        Sql::same("", "insert", concat!("INSERT INTO ", $table, " VALUES ")),
                        <$row as Projection>::COLUMNS.len(),
                    ),
                };
                &TABLE
            };
            const REGION: &'static str = $table;
        }

        larder::register!($row);

        pub(super) struct $new($row);

        impl New for $new {
            type Table = $row;
            type Row = $row;

            fn check(&self) -> Result<(), Violations> {
                self.validate()
            }

            fn check_row(row: &$row) -> Result<(), Violations> {
                row.validate()
            }

            fn into_row(self, _tenant: &str) -> $row {
                self.0
            }
        }

        unchecked!($row, $new);

        $(
            impl Entity for $row {
                type Key = $key;
                const BY_KEY: &'static KeySql = {
                    static BY_KEY: KeySql = KeySql {
                        get: Sql::new(
                            "", "get",
                            concat!("SELECT * FROM ", $table, " WHERE ", $one),
                            concat!("SELECT * FROM ", $table, " WHERE ", $one_marked),
                        ),
                        find_many: InSql::new(
                            Sql::same("", "find_many", concat!("SELECT * FROM ", $table, " WHERE ", $each, " IN (")),
                            &[")"],
                        ),
                        list: ListSql::new(Sql::same("", "list", "SELECT 1"), Sql::same("", "list", "SELECT 1")),
                        delete: Sql::new(
                            "", "delete",
                            concat!("DELETE FROM ", $table, " WHERE ", $one),
                            concat!("DELETE FROM ", $table, " WHERE ", $one_marked),
                        ),
                        delete_many: InSql::new(
                            Sql::same("", "delete_many", concat!("DELETE FROM ", $table, " WHERE ", $each, " IN (")),
                            &[")"],
                        ),
                        marks: None,
                        aliases: Aliases::None,
                    };
                    &BY_KEY
                };

                fn key(&self) -> $key {
                    let $this = self;
                    $value
                }
            }

            impl Change for $row {
                type Patch = $patch;
                const UPDATE: &'static Sql = &Sql::same("", "update", "");
                const PATCH: &'static PatchSql = {
                    static PATCH: PatchSql = PatchSql::new(
                        "", "patch",
                        concat!("UPDATE ", $table, " SET "),
                        &["title"],
                        FILTERS,
                        "",
                    );
                    &PATCH
                };
            }

            larder::support::patch! {
                pub(super) struct $patch of $row { plain into title: String, }
            }

            unchecked!($patch);
        )?
    };
}

mod text {
    use super::*;

    const FILTERS: &[&str] = &[" WHERE code = "];
    entity! {
        Country, NewCountry, CountryPatch in "thin_countries" { code: String, title: String, }
        key String = |row| row.code.clone(); one "code = $1" or "code = ?"; each "code"
    }

    #[tokio::test]
    async fn a_key_may_be_a_text() {
        each(&SETUP, &[], async |world| {
            let countries: Repository<'_, Country> = Repository::new(world.db.executor(), None, None);
            let new = |code: &str| NewCountry(Country { code: code.to_owned(), title: "old".to_owned() });
            countries.create_many(vec![new("at"), new("ch"), new("de")]).await.unwrap();
            countries.patch("ch", CountryPatch::new().title("new")).await.unwrap();
            assert_eq!(countries.get("ch").await.unwrap().title, "new");
            // MySQL takes a text for the same with a space behind it, which no key has.
            assert!(countries.find("ch ").await.unwrap().is_none());
            assert!(countries.find_many(["ch "]).await.unwrap().is_empty());
            let found = countries.find_many(["de", "nowhere", "at", "de"]).await.unwrap();
            assert_eq!(found.iter().map(|row| row.code.as_str()).collect::<Vec<_>>(), ["de", "at", "de"]);
            assert_eq!(countries.delete_many(["at", "at", "nowhere"]).await.unwrap(), 1);
            countries.delete("ch").await.unwrap();
            assert!(countries.delete("ch").await.unwrap_err().is_not_found());
            assert_eq!(countries.count().await.unwrap(), 1);
        })
        .await;
    }
}

mod bytes {
    use super::*;

    const FILTERS: &[&str] = &[" WHERE hash = "];
    entity! {
        File, NewFile, FilePatch in "thin_files" { hash: Vec<u8>, title: String, }
        key Vec<u8> = |row| row.hash.clone(); one "hash = $1" or "hash = ?"; each "hash"
    }

    #[tokio::test]
    async fn a_key_may_be_bytes() {
        each(&SETUP, &[], async |world| {
            let files: Repository<'_, File> = Repository::new(world.db.executor(), None, None);
            let new = |hash: &[u8]| NewFile(File { hash: hash.to_vec(), title: "old".to_owned() });
            files.create_many(vec![new(&[0, 255]), new(&[1])]).await.unwrap();
            files.patch([0, 255], FilePatch::new().title("new")).await.unwrap();
            assert_eq!(files.get([0, 255]).await.unwrap().title, "new");
            assert_eq!(files.find_many([vec![1], vec![2]]).await.unwrap().len(), 1);
            assert_eq!(files.delete_many([vec![1], vec![0, 255]]).await.unwrap(), 2);
        })
        .await;
    }
}

mod composite {
    use super::*;

    const FILTERS: &[&str] = &[" WHERE number = ", " AND hall = "];
    entity! {
        Seat, NewSeat, SeatPatch in "thin_seats" { number: i32, hall: String, title: String, }
        key (i32, String) = |row| (row.number, row.hall.clone());
        one "number = $1 AND hall = $2" or "number = ? AND hall = ?"; each "number"
    }

    #[tokio::test]
    async fn a_key_may_have_several_columns() {
        each(&SETUP, &[], async |world| {
            let seats: Repository<'_, Seat> = Repository::new(world.db.executor(), None, None);
            let new =
                |number: i32, hall: &str| NewSeat(Seat { number, hall: hall.to_owned(), title: "old".to_owned() });
            seats.create_many(vec![new(1, "a"), new(2, "a"), new(1, "b")]).await.unwrap();
            let key = |number: i32, hall: &str| (number, hall.to_owned());
            seats.patch(key(1, "b"), SeatPatch::new().title("new")).await.unwrap();
            assert_eq!(seats.get(key(1, "b")).await.unwrap().title, "new");
            assert_eq!(seats.get(key(1, "a")).await.unwrap().title, "old");
            seats.delete(key(1, "a")).await.unwrap();
            assert!(!seats.exists(key(1, "a")).await.unwrap());
            assert_eq!(seats.count().await.unwrap(), 2);
        })
        .await;
    }
}

mod narrow {
    use super::*;

    const FILTERS: &[&str] = &[" WHERE id = "];
    entity! {
        Level, NewLevel, LevelPatch in "thin_levels" { id: i16, title: String, }
        key i16 = |row| row.id; one "id = $1" or "id = ?"; each "id"
    }

    #[tokio::test]
    async fn a_key_may_be_a_narrow_number() {
        each(&SETUP, &[], async |world| {
            let levels: Repository<'_, Level> = Repository::new(world.db.executor(), None, None);
            let new = |id: i16| NewLevel(Level { id, title: "old".to_owned() });
            levels.create_many(vec![new(i16::MIN), new(i16::MAX)]).await.unwrap();
            levels.patch(i16::MAX, LevelPatch::new().title("new")).await.unwrap();
            assert_eq!(levels.get(i16::MAX).await.unwrap().title, "new");
            assert_eq!(levels.find_many([i16::MAX, 0, i16::MIN]).await.unwrap().len(), 2);
            assert_eq!(levels.delete_many([i16::MIN, i16::MAX]).await.unwrap(), 2);
        })
        .await;
    }
}

mod keyless {
    use super::*;

    entity! {
        Reading, NewReading, NoPatch in "thin_readings" { sensor: String, title: String, }
    }

    /// Some columns of a row, and a column that no table has.
    #[derive(Debug, PartialEq)]
    struct PerSensor {
        sensor: String,
        readings: i64,
    }

    impl Projection for PerSensor {
        const NAME: &'static str = "PerSensor";
        const COLUMNS: &'static [&'static str] = &["sensor", "readings"];

        fn read<S: MemberSource>(from: &mut S) -> Result<Self, S::Error> {
            Ok(Self { sensor: from.plain()?, readings: from.plain()? })
        }
    }

    #[tokio::test]
    async fn a_table_needs_no_key_and_a_row_may_be_a_projection() {
        each(&SETUP, &[], async |world| {
            let readings: Repository<'_, Reading> = Repository::new(world.db.executor(), None, None);
            let new = |sensor: &str| NewReading(Reading { sensor: sensor.to_owned(), title: "twice".to_owned() });
            readings.create(new("north")).await.unwrap();
            readings.create_many(vec![new("north"), new("south")]).await.unwrap();
            assert_eq!(readings.count().await.unwrap(), 3);
            static PER_SENSOR: Sql = plain(
                "Reading.per_sensor",
                "SELECT sensor, COUNT(*) FROM thin_readings GROUP BY sensor ORDER BY sensor",
            );
            let found = readings.executor().all(&PER_SENSOR, &[], PerSensor::decode).await.unwrap();
            let expected = [("north", 2), ("south", 1)];
            let expected = expected.map(|(sensor, readings)| PerSensor { sensor: sensor.to_owned(), readings });
            assert_eq!(found, expected);
        })
        .await;
    }
}

/// Not called: that it compiles is the proof that futures can be spawned.
#[allow(dead_code, reason = "only the compiler reads it")]
fn futures_are_send(repository: Repository<'static, text::Country>, page: Page) {
    fn send(_: impl Send) {}
    send(repository.get("at"));
    send(repository.list(page));
    send(repository.patch("at", text::CountryPatch::new().title("new")));
}
