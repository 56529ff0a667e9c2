//! A broken reference is named exactly, although SQLite's answer names none, and finding it out leaves no trace.

use larder::internal::statement;
use larder::statistics::Label;
use larder::support::{Assignments, BatchSql, Bind, ConstraintInfo, Executor, PatchSql, PatchText, Sql, count};
use larder::{Dialect, Error, ForeignKeyCause, Result};

use crate::world::{World, each, plain};

static SETUP: [Sql; 10] = [
    plain("setup", "DROP TABLE IF EXISTS ref_notes"),
    plain("setup", "DROP TABLE IF EXISTS ref_chats"),
    plain("setup", "DROP TABLE IF EXISTS ref_users"),
    plain("setup", "DROP TABLE IF EXISTS ref_tenants"),
    plain("setup", "CREATE TABLE ref_tenants (id varchar(20) PRIMARY KEY, chats integer NOT NULL)"),
    plain(
        "setup",
        "CREATE TABLE ref_users (id integer PRIMARY KEY, tenant_id varchar(20) NOT NULL, \
         CONSTRAINT ref_users_tenant_id_id_key UNIQUE (tenant_id, id), \
         CONSTRAINT ref_users_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES ref_tenants (id) ON DELETE CASCADE)",
    ),
    plain(
        "setup",
        "CREATE TABLE ref_chats (id integer PRIMARY KEY, tenant_id varchar(20) NOT NULL, user_id integer NOT NULL, parent_id integer, \
         CONSTRAINT ref_chats_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES ref_chats (id) ON DELETE SET NULL, \
         CONSTRAINT ref_chats_tenant_id_user_id FOREIGN KEY (tenant_id, user_id) REFERENCES ref_users (tenant_id, id) ON DELETE CASCADE, \
         CONSTRAINT ref_chats_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES ref_tenants (id) ON DELETE CASCADE)",
    ),
    plain(
        "setup",
        "CREATE TABLE ref_notes (id integer PRIMARY KEY, author integer, chat_id integer, \
         CONSTRAINT ref_notes_author_check FOREIGN KEY (author) REFERENCES ref_users (id), \
         CONSTRAINT ref_notes_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES ref_chats (id) ON DELETE RESTRICT)",
    ),
    plain("setup", "INSERT INTO ref_tenants VALUES ('acme', 0)"),
    plain("setup", "INSERT INTO ref_users VALUES (1, 'acme'), (2, 'acme')"),
];

static CONSTRAINTS: [ConstraintInfo; 7] = [
    // The same columns as a foreign key, but no reference.
    ConstraintInfo::check("ref_chats_tenant_id_check", "ref_chats", &["tenant_id"], "Chat.tenant"),
    ConstraintInfo::foreign_key("ref_users_tenant_id_fkey", "ref_users", &["tenant_id"], "User.tenant_id"),
    ConstraintInfo::foreign_key("ref_chats_parent_id_fkey", "ref_chats", &["parent_id"], "Chat.parent_id"),
    ConstraintInfo::foreign_key("ref_chats_tenant_id_user_id", "ref_chats", &["tenant_id", "user_id"], "Chat.user_id"),
    ConstraintInfo::foreign_key("ref_chats_tenant_id_fkey", "ref_chats", &["tenant_id"], "Chat.tenant_id"),
    ConstraintInfo::foreign_key("ref_notes_author_check", "ref_notes", &["author"], "Note.author"),
    ConstraintInfo::foreign_key("ref_notes_chat_id_fkey", "ref_notes", &["chat_id"], "Note.chat_id"),
];

static CHAT: Sql = Sql {
    label: Label { entity: "Chat", method: "create" },
    postgres: "INSERT INTO ref_chats (id, tenant_id, user_id, parent_id) VALUES ($1, $2, $3, $4)",
    mysql: "INSERT INTO ref_chats (id, tenant_id, user_id, parent_id) VALUES (?, ?, ?, ?)",
    sqlite: "INSERT INTO ref_chats (id, tenant_id, user_id, parent_id) VALUES ($1, $2, $3, $4)",
};
static UPSERT: Sql = Sql {
    label: Label { entity: "Chat", method: "upsert" },
    postgres: "INSERT INTO ref_chats (id, tenant_id, user_id) VALUES ($1, $2, $3) \
               ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id",
    mysql: "INSERT INTO ref_chats (id, tenant_id, user_id) VALUES (?, ?, ?) \
            ON DUPLICATE KEY UPDATE user_id = VALUES(user_id)",
    sqlite: "INSERT INTO ref_chats (id, tenant_id, user_id) VALUES ($1, $2, $3) \
             ON CONFLICT (id) DO UPDATE SET user_id = excluded.user_id",
};
static MOVE: Sql = Sql {
    label: Label { entity: "Chat", method: "update" },
    postgres: "UPDATE ref_chats SET parent_id = $1 WHERE tenant_id = $2 AND id = $3",
    mysql: "UPDATE ref_chats SET parent_id = ? WHERE tenant_id = ? AND id = ?",
    sqlite: "UPDATE ref_chats SET parent_id = $1 WHERE tenant_id = $2 AND id = $3",
};
static COUNTED: Sql = plain("Tenant.count", "UPDATE ref_tenants SET chats = chats + 1");
static COUNTER: Sql = plain("Tenant.chats", "SELECT chats FROM ref_tenants");
static COUNT: Sql = plain("Chat.count", "SELECT count(*) FROM ref_chats");
static NOTE: Sql = plain("Note.create", "INSERT INTO ref_notes VALUES (1, 2, 1)");
static DELETE_USER: Sql = plain("User.delete", "DELETE FROM ref_users WHERE tenant_id = 'acme' AND id = 2");
static DELETE_CHAT: Sql = plain("Chat.delete", "DELETE FROM ref_chats");

static BATCH: BatchSql = BatchSql::new(
    Sql::same("Chat", "create_many", "INSERT INTO ref_chats (id, tenant_id, user_id, parent_id) VALUES "),
    4,
);
const PATCH_TEXT: PatchText = PatchText {
    update: "UPDATE ref_chats SET ",
    columns: &["user_id", "parent_id"],
    filter: &[" WHERE id = "],
    version: "",
};
static PATCH: PatchSql = PatchSql::each("Chat", "patch", &["user_id", "parent_id"], PATCH_TEXT, PATCH_TEXT, PATCH_TEXT);

async fn create(at: Executor<'_>, id: i32, tenant: &str, user: i32, parent: Option<i32>) -> Result<()> {
    at.write(&CHAT, &[&id, &tenant, &user, &parent], Vec::new()).await.map(drop)
}

async fn create_many(at: Executor<'_>, rows: &[(i32, i32, Option<i32>)]) -> Result<u64> {
    let bind = |(id, user, parent): &(i32, i32, Option<i32>), arguments: &mut larder::support::Arguments| {
        arguments.add(id);
        arguments.add("acme");
        arguments.add(user);
        arguments.add(parent);
    };
    statement::write_rows(at, &BATCH, rows, bind).await
}

async fn chats(world: &World) -> u64 {
    world.db.executor().one(&COUNT, &[], count).await.unwrap()
}

async fn counted(world: &World) -> i32 {
    world.db.executor().one(&COUNTER, &[], |row| row.get(0)).await.unwrap()
}

fn assert_names<T: std::fmt::Debug>(result: Result<T>, field: &str, world: &World) {
    assert_broken(result, field, ForeignKeyCause::MissingParent, world);
}

fn assert_broken<T: std::fmt::Debug>(result: Result<T>, field: &str, cause: ForeignKeyCause, world: &World) {
    let error = result.unwrap_err();
    let kind = larder::ErrorKind::ForeignKeyViolation { field: field.to_owned(), cause };
    assert_eq!(*error.kind(), kind, "{}", world.dialect);
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn each_kind_of_write_names_its_reference() {
    each(&SETUP, &CONSTRAINTS, async |world| {
        let at = world.db.executor();
        create(at, 1, "acme", 1, None).await.unwrap();
        // Twice, as a connection that no longer checked would accept the second.
        for _ in 0..2 {
            assert_names(create(at, 9, "acme", 9, None).await, "Chat.user_id", world);
            assert_names(create(at, 9, "acme", 1, Some(8)).await, "Chat.parent_id", world);
            let upsert: [&dyn Bind; 3] = [&1_i32, &"acme", &9_i32];
            assert_names(at.write(&UPSERT, &upsert, Vec::new()).await, "Chat.user_id", world);
            assert_names(at.write(&MOVE, &[&8_i32, &"acme", &1_i32], Vec::new()).await, "Chat.parent_id", world);
            let mut set = Assignments::new(&PATCH);
            set.value(PATCH.columns[0], &9_i32);
            assert_names(statement::write_dynamic(at, set, &[&1_i32]).await, "Chat.user_id", world);
        }
        assert_eq!(chats(world).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_batch_names_the_reference_of_any_row() {
    each(&SETUP, &CONSTRAINTS, async |world| {
        let at = world.db.executor();
        assert_names(create_many(at, &[(1, 1, None), (2, 2, None), (3, 9, None)]).await, "Chat.user_id", world);
        // A row may refer to a later one of its statement; MySQL checks row by row and refuses that.
        if world.dialect != Dialect::MySql {
            assert_names(create_many(at, &[(1, 1, Some(2)), (2, 9, None)]).await, "Chat.user_id", world);
        }
        assert_names(create_many(at, &[(1, 1, None), (2, 2, Some(7))]).await, "Chat.parent_id", world);
        assert_eq!(chats(world).await, 0);
        assert_eq!(create_many(at, &[(1, 1, None), (2, 2, Some(1))]).await.unwrap(), 2);
    })
    .await;
}

#[tokio::test]
async fn a_missing_tenant_is_named_before_what_needs_it() {
    each(&SETUP, &CONSTRAINTS, async |world| {
        // PostgreSQL checks in the order of declaration.
        if world.dialect != Dialect::Postgres {
            assert_names(create(world.db.executor(), 1, "nowhere", 1, None).await, "Chat.tenant_id", world);
            assert_names(create(world.db.executor(), 1, "nowhere", 9, None).await, "Chat.tenant_id", world);
        }
    })
    .await;
}

#[tokio::test]
async fn a_refused_delete_names_the_reference_of_the_child() {
    each(&SETUP, &CONSTRAINTS, async |world| {
        let at = world.db.executor();
        create(at, 1, "acme", 1, None).await.unwrap();
        at.write(&NOTE, &[], Vec::new()).await.unwrap();
        let cause = ForeignKeyCause::HasChildren;
        assert_broken(at.write(&DELETE_CHAT, &[], Vec::new()).await, "Note.chat_id", cause, world);
        assert_broken(at.write(&DELETE_USER, &[], Vec::new()).await, "Note.author", cause, world);
        assert_eq!(chats(world).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_transaction_stays_doomed_and_leaves_nothing() {
    each(&SETUP, &CONSTRAINTS, async |world| {
        let unit = world.db.executor().unit().await.unwrap();
        unit.executor().write(&COUNTED, &[], Vec::new()).await.unwrap();
        create(unit.executor(), 1, "acme", 1, None).await.unwrap();
        assert_names(create(unit.executor(), 2, "acme", 9, None).await, "Chat.user_id", world);
        assert!(create(unit.executor(), 3, "acme", 1, None).await.is_err());
        unit.commit().await.unwrap_err();
        assert_eq!((chats(world).await, counted(world).await), (0, 0), "{}", world.dialect);
    })
    .await;
}

#[tokio::test]
async fn an_attempt_names_it_and_the_rest_of_the_transaction_commits() {
    each(&SETUP, &CONSTRAINTS, async |world| {
        let done = world.db.transaction(async |at| {
            at.write(&COUNTED, &[], Vec::new()).await?;
            create(at, 1, "acme", 1, None).await?;
            for _ in 0..2 {
                let refused = at.attempt(async |at| {
                    at.write(&COUNTED, &[], Vec::new()).await?;
                    create(at, 2, "acme", 1, Some(9)).await
                });
                assert_names(refused.await, "Chat.parent_id", world);
            }
            create(at, 3, "acme", 2, Some(1)).await?;
            Ok::<_, Error>(())
        });
        done.await.unwrap();
        assert_eq!((chats(world).await, counted(world).await), (2, 1), "{}", world.dialect);
    })
    .await;
}

#[tokio::test]
async fn what_triggers_did_in_the_second_run_is_undone() {
    static TRIGGER: Sql = plain(
        "setup",
        "CREATE TRIGGER ref_chats_counted AFTER INSERT ON ref_chats BEGIN UPDATE ref_tenants SET chats = chats + 1; END",
    );
    each(&SETUP, &CONSTRAINTS, async |world| {
        if world.dialect != Dialect::Sqlite {
            return;
        }
        world.db.executor().write(&TRIGGER, &[], Vec::new()).await.unwrap();
        assert_names(create(world.db.executor(), 1, "acme", 9, None).await, "Chat.user_id", world);
        assert_eq!(counted(world).await, 0);
        create(world.db.executor(), 1, "acme", 1, None).await.unwrap();
        assert_eq!(counted(world).await, 1);
    })
    .await;
}
