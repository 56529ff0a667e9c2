//! A broken constraint is the same error on every database, named by entity and field.

use larder::statistics::Label;
use larder::support::{Bind, ConstraintInfo, Sql};
use larder::{ErrorKind, ForeignKeyCause};

use crate::world::{each, plain};

static SETUP: [Sql; 6] = [
    plain("setup", "DROP TABLE IF EXISTS error_messages"),
    plain("setup", "DROP TABLE IF EXISTS error_users"),
    plain(
        "setup",
        "CREATE TABLE error_users (id integer NOT NULL, tenant_id varchar(20) NOT NULL, email varchar(50) NOT NULL, \
         age integer, CONSTRAINT error_users_pkey PRIMARY KEY (id), \
         CONSTRAINT error_users_email_fkey UNIQUE (tenant_id, email), \
         CONSTRAINT error_users_tenant_id_id_key UNIQUE (tenant_id, id), \
         CONSTRAINT error_users_age_fkey CHECK (age >= 0))",
    ),
    plain(
        "setup",
        "CREATE TABLE error_messages (id integer NOT NULL PRIMARY KEY, tenant_id varchar(20) NOT NULL, user_id integer, \
         CONSTRAINT error_messages_belong_pkey FOREIGN KEY (tenant_id, user_id) REFERENCES error_users (tenant_id, id))",
    ),
    plain("setup", "INSERT INTO error_users VALUES (1, 'acme', 'it''s for key ''x''', 5)"),
    plain("setup", "INSERT INTO error_messages VALUES (1, 'acme', 1)"),
];

static CONSTRAINTS: [ConstraintInfo; 5] = [
    ConstraintInfo::primary_key("error_users_pkey", "error_users", &["id"], "User.id"),
    ConstraintInfo::unique("error_users_email_fkey", "error_users", &["tenant_id", "email"], "User.email"),
    ConstraintInfo::unique("error_users_tenant_id_id_key", "error_users", &["tenant_id", "id"], "User.id"),
    ConstraintInfo::check("error_users_age_fkey", "error_users", &["age"], "User.age"),
    ConstraintInfo::foreign_key(
        "error_messages_belong_pkey",
        "error_messages",
        &["tenant_id", "user_id"],
        "Message.user_id",
    ),
];

static USER: Sql = Sql {
    label: Label { entity: "User", method: "create" },
    postgres: "INSERT INTO error_users VALUES ($1, $2, $3, $4)",
    mysql: "INSERT INTO error_users VALUES (?, ?, ?, ?)",
    sqlite: "INSERT INTO error_users VALUES ($1, $2, $3, $4)",
};
static MESSAGE: Sql = Sql {
    label: Label { entity: "Message", method: "create" },
    postgres: "INSERT INTO error_messages VALUES ($1, $2, $3)",
    mysql: "INSERT INTO error_messages VALUES (?, ?, ?)",
    sqlite: "INSERT INTO error_messages VALUES ($1, $2, $3)",
};
static DELETE: Sql = plain("User.delete", "DELETE FROM error_users WHERE id = 1");
static WRONG: Sql = plain("User.wrong", "SELECT absent FROM error_nowhere");

fn unique(field: &str) -> ErrorKind {
    ErrorKind::UniqueViolation { field: field.to_owned() }
}

fn refused(field: &str) -> ErrorKind {
    ErrorKind::ConstraintViolation { field: field.to_owned() }
}

fn foreign(field: &str, cause: ForeignKeyCause) -> ErrorKind {
    ErrorKind::ForeignKeyViolation { field: field.to_owned(), cause }
}

#[tokio::test]
async fn constraints_are_named_by_field() {
    each(&SETUP, &CONSTRAINTS, async |world| {
        let taken = "it's for key 'x'";
        let cases: [(&'static Sql, &[&dyn Bind], ErrorKind); 6] = [
            (&USER, &[&1_i32, &"acme", &"new", &None::<i32>], unique("User.id")),
            (&USER, &[&2_i32, &"acme", &taken, &None::<i32>], unique("User.email")),
            (&USER, &[&2_i32, &"acme", &"new", &-1_i32], refused("User.age")),
            (&USER, &[&2_i32, &"acme", &None::<String>, &1_i32], refused("User.email")),
            (&MESSAGE, &[&2_i32, &"acme", &9_i32], foreign("Message.user_id", ForeignKeyCause::MissingParent)),
            (&MESSAGE, &[&2_i32, &"other", &1_i32], foreign("Message.user_id", ForeignKeyCause::MissingParent)),
        ];
        for (sql, binds, expected) in cases {
            let error = world.db.executor().write(sql, binds, Vec::new()).await.unwrap_err();
            assert_eq!(error.kind(), &expected, "{}", world.dialect);
            assert!(!format!("{error} {error:?}").contains(taken));
        }
        let error = world.db.executor().write(&MESSAGE, &[&2_i32, &"acme", &9_i32], Vec::new()).await.unwrap_err();
        assert_eq!(error.to_string(), "Message.user_id refers to a row that does not exist");
        let error = world.db.executor().write(&DELETE, &[], Vec::new()).await.unwrap_err();
        assert_eq!(error.to_string(), "Message.user_id still refers to the row");
        assert_eq!(*error.kind(), foreign("Message.user_id", ForeignKeyCause::HasChildren), "{}", world.dialect);
        let error = world.db.executor().one(&WRONG, &[], |_| Ok(())).await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Database(text) if text.contains("error_nowhere")), "{error}");
    })
    .await;
}

#[tokio::test]
async fn a_deadlock_is_a_conflict() {
    static SETUP: [Sql; 3] = [
        plain("setup", "DROP TABLE IF EXISTS error_locks"),
        plain("setup", "CREATE TABLE error_locks (id integer PRIMARY KEY, n integer)"),
        plain("setup", "INSERT INTO error_locks VALUES (1, 0), (2, 0)"),
    ];
    static FIRST: Sql = plain("Lock.first", "UPDATE error_locks SET n = n + 1 WHERE id = 1");
    static SECOND: Sql = plain("Lock.second", "UPDATE error_locks SET n = n + 1 WHERE id = 2");
    each(&SETUP, &[], async |world| {
        if world.dialect == larder::Dialect::Sqlite {
            return;
        }
        let one = world.db.executor().unit().await.unwrap();
        let two = world.db.executor().unit().await.unwrap();
        one.executor().write(&FIRST, &[], Vec::new()).await.unwrap();
        two.executor().write(&SECOND, &[], Vec::new()).await.unwrap();
        let (a, b) =
            tokio::join!(one.executor().write(&SECOND, &[], Vec::new()), two.executor().write(&FIRST, &[], Vec::new()));
        let lost = a.err().or(b.err()).unwrap();
        assert!(matches!(lost.kind(), ErrorKind::Conflict(_)) && lost.is_retryable(), "{lost}");
    })
    .await;
}

#[tokio::test]
async fn what_a_column_cannot_hold_is_a_broken_constraint_of_its_field() {
    static SETUP: [Sql; 3] = [
        plain("setup", "DROP TABLE IF EXISTS error_sums"),
        Sql {
            label: Label { entity: "", method: "setup" },
            postgres: "CREATE TABLE error_sums (id integer PRIMARY KEY, total bigint NOT NULL, extra text)",
            mysql: "CREATE TABLE error_sums (id integer PRIMARY KEY, total bigint NOT NULL, extra json)",
            sqlite: "CREATE TABLE error_sums (id INTEGER PRIMARY KEY, total INTEGER NOT NULL, extra TEXT) STRICT",
        },
        plain("setup", "INSERT INTO error_sums VALUES (1, 9223372036854775807, NULL)"),
    ];
    static KNOWN: [ConstraintInfo; 1] = [ConstraintInfo::primary_key("anything", "error_sums", &["id"], "Sum.id")];
    static ADD: Sql = plain("Elsewhere.add", "UPDATE error_sums SET total = total + 1 WHERE id = 1");
    static UPSERT: Sql = Sql {
        label: Label { entity: "Sum", method: "upsert" },
        postgres: "INSERT INTO error_sums VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET total = error_sums.total + excluded.total",
        mysql: "INSERT INTO error_sums (id, total) VALUES (1, 1) ON DUPLICATE KEY UPDATE total = error_sums.total + VALUES(total)",
        sqlite: "INSERT INTO error_sums (id, total) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET total = error_sums.total + excluded.total",
    };
    static TEXT: Sql = plain("Sum.create", "INSERT INTO error_sums VALUES (2, 1, '{')");
    each(&SETUP, &KNOWN, async |world| {
        for sum in [&ADD, &UPSERT] {
            let error = world.db.executor().write(sum, &[], Vec::new()).await.unwrap_err();
            assert_eq!(*error.kind(), refused("Sum.total"), "{} {}", world.dialect, sum.label);
        }
        if world.dialect == larder::Dialect::MySql {
            let error = world.db.executor().write(&TEXT, &[], Vec::new()).await.unwrap_err();
            assert_eq!(*error.kind(), refused("Sum.extra"), "{error}");
        }
    })
    .await;
}
