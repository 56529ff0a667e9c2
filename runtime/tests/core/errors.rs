//! A broken constraint is the same error on every database, named by entity and field.

use larder::support::{Bind, ConstraintInfo, Sql};
use larder::{ErrorKind, ForeignKeyCause};

use crate::world::{constraint, each, plain};

static SETUP: [Sql; 6] = [
    plain("setup", "DROP TABLE IF EXISTS error_messages"),
    plain("setup", "DROP TABLE IF EXISTS error_users"),
    plain(
        "setup",
        "CREATE TABLE error_users (id integer NOT NULL, tenant_id varchar(20) NOT NULL, email varchar(50) NOT NULL, \
         age integer, CONSTRAINT error_users_pkey PRIMARY KEY (id), \
         CONSTRAINT error_users_tenant_id_email_key UNIQUE (tenant_id, email), \
         CONSTRAINT error_users_tenant_id_id_key UNIQUE (tenant_id, id), \
         CONSTRAINT error_users_age_check CHECK (age >= 0))",
    ),
    plain(
        "setup",
        "CREATE TABLE error_messages (id integer NOT NULL PRIMARY KEY, tenant_id varchar(20) NOT NULL, user_id integer, \
         CONSTRAINT error_messages_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES error_users (tenant_id, id))",
    ),
    plain("setup", "INSERT INTO error_users VALUES (1, 'acme', 'it''s for key ''x''', 5)"),
    plain("setup", "INSERT INTO error_messages VALUES (1, 'acme', 1)"),
];

static CONSTRAINTS: [ConstraintInfo; 5] = [
    constraint("error_users_pkey", "error_users", &["id"], "User.id"),
    constraint("error_users_tenant_id_email_key", "error_users", &["tenant_id", "email"], "User.email"),
    constraint("error_users_tenant_id_id_key", "error_users", &["tenant_id", "id"], "User.id"),
    constraint("error_users_age_check", "error_users", &["age"], "User.age"),
    constraint("error_messages_user_id_fkey", "error_messages", &["tenant_id", "user_id"], "Message.user_id"),
];

static USER: Sql = Sql {
    name: "User.create",
    postgres: "INSERT INTO error_users VALUES ($1, $2, $3, $4)",
    mysql: "INSERT INTO error_users VALUES (?, ?, ?, ?)",
    sqlite: "INSERT INTO error_users VALUES ($1, $2, $3, $4)",
};
static MESSAGE: Sql = Sql {
    name: "Message.create",
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
            let error = world.db.at().write(sql, binds, Vec::new()).await.unwrap_err();
            assert_eq!(error.kind(), &expected, "{}", world.dialect);
            assert!(!format!("{error} {error:?}").contains(taken));
        }
        let error = world.db.at().write(&DELETE, &[], Vec::new()).await.unwrap_err();
        assert_eq!(*error.kind(), foreign("Message.user_id", ForeignKeyCause::HasChildren), "{}", world.dialect);
        let error = world.db.at().one(&WRONG, &[], |_| Ok(())).await.unwrap_err();
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
        let one = world.db.at().unit().await.unwrap();
        let two = world.db.at().unit().await.unwrap();
        one.at().write(&FIRST, &[], Vec::new()).await.unwrap();
        two.at().write(&SECOND, &[], Vec::new()).await.unwrap();
        let (a, b) = tokio::join!(one.at().write(&SECOND, &[], Vec::new()), two.at().write(&FIRST, &[], Vec::new()));
        let lost = a.err().or(b.err()).unwrap();
        assert!(matches!(lost.kind(), ErrorKind::Conflict(_)) && lost.is_retryable(), "{lost}");
    })
    .await;
}
