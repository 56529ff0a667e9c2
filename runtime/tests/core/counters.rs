//! The generic writes: counters, parents of another tenant, cascades.

use larder::statistics::Label;
use larder::support::{
    Aliases, BatchSql, Branch, By, Cascade, Change, CounterUpdate, Entity, InSql, KeyKind, KeySql, MemberSink,
    MemberSource, New, ParentCheck, PatchSql, Projection, Record, Removal, Sql, Table, TableSql, Tally, Tenancy,
    list_sql,
};
use larder::{Db, ErrorKind, ForeignKeyCause, Registered, Repository, Result, Violations};

use crate::world::{World, each, plain};

static SETUP: [Sql; 6] = [
    plain("setup", "DROP TABLE IF EXISTS count_messages"),
    plain("setup", "DROP TABLE IF EXISTS count_conversations"),
    plain(
        "setup",
        "CREATE TABLE count_conversations (tenant varchar(20), id bigint PRIMARY KEY, messages integer, tokens bigint)",
    ),
    plain(
        "setup",
        "CREATE TABLE count_messages (tenant varchar(20) DEFAULT 'acme', id bigint PRIMARY KEY, conversation bigint, author bigint, tokens bigint)",
    ),
    plain("setup", "INSERT INTO count_conversations VALUES ('acme', 1, 0, 0), ('acme', 2, 0, 0), ('other', 3, 0, 0)"),
    plain("setup", "DELETE FROM count_messages"),
];

#[derive(Debug, Clone, PartialEq)]
struct Message {
    id: i64,
    conversation: i64,
    author: Option<i64>,
    tokens: i64,
}

static TABLE: TableSql = TableSql {
    select: Sql::new(
        "Message",
        "select",
        "SELECT id, conversation, author, tokens FROM count_messages WHERE tenant = $1 OR tenant IS NULL",
        "SELECT id, conversation, author, tokens FROM count_messages WHERE tenant = ? OR tenant IS NULL",
    ),
    count: Sql::new(
        "Message",
        "count",
        "SELECT COUNT(*) FROM count_messages WHERE tenant = $1 OR tenant IS NULL",
        "SELECT COUNT(*) FROM count_messages WHERE tenant = ? OR tenant IS NULL",
    ),
    insert: BatchSql::new(
        Sql::same("Message", "create", "INSERT INTO count_messages (id, conversation, author, tokens) VALUES "),
        4,
    ),
};
macro_rules! columns {
    ($dialect:ident) => {
        "id, conversation, author, tokens"
    };
}

static BY_KEY: KeySql = KeySql {
    get: Sql::new(
        "Message",
        "get",
        "SELECT id, conversation, author, tokens FROM count_messages WHERE tenant = $1 AND id = $2",
        "SELECT id, conversation, author, tokens FROM count_messages WHERE tenant = ? AND id = ?",
    ),
    find_many: InSql::new(
        Sql::new(
            "Message",
            "find_many",
            "SELECT id, conversation, author, tokens FROM count_messages WHERE tenant = $1 AND id IN (",
            "SELECT id, conversation, author, tokens FROM count_messages WHERE tenant = ? AND id IN (",
        ),
        &[")"],
    ),
    list: list_sql!(
        "Message" "list": select columns " FROM count_messages WHERE tenant = " 1; " AND id < " 2; " ORDER BY id DESC"
    ),
    delete: Sql::new(
        "Message",
        "delete",
        "DELETE FROM count_messages WHERE tenant = $1 AND id = $2",
        "DELETE FROM count_messages WHERE tenant = ? AND id = ?",
    ),
    delete_many: InSql::new(
        Sql::new(
            "Message",
            "delete_many",
            "DELETE FROM count_messages WHERE tenant = $1 AND id IN (",
            "DELETE FROM count_messages WHERE tenant = ? AND id IN (",
        ),
        &[")"],
    ),
    marks: None,
    aliases: Aliases::None,
};
static UPDATE: Sql = Sql::new(
    "Message",
    "update",
    "UPDATE count_messages SET conversation = $1, author = $2, tokens = $3 WHERE tenant = $4 AND id = $5 RETURNING id, conversation, author, tokens",
    "UPDATE count_messages SET conversation = ?, author = ?, tokens = ? WHERE tenant = ? AND id = ?",
);
static PATCH: PatchSql = PatchSql::new(
    "Message",
    "patch",
    "UPDATE count_messages SET ",
    &["conversation", "author", "tokens"],
    &[" WHERE tenant = ", " AND id = "],
    "",
);
static CONVERSATION: Sql = plain("Conversation.get", "SELECT messages, tokens FROM count_conversations WHERE id = 1");

static REMOVAL: Removal = Removal {
    root: Branch {
        table: "count_messages",
        rows: InSql::new(
            Sql {
                label: Label { entity: "Message", method: "removed" },
                postgres: "SELECT id, tenant, CAST(1 AS bigint), conversation, CAST(1 AS bigint), tokens FROM count_messages WHERE tenant = $1 AND id > $2 AND id IN (",
                mysql: "SELECT id, tenant, 1, conversation, 1, tokens FROM count_messages WHERE tenant = ? AND id > ? AND id IN (",
                sqlite: "SELECT id, tenant, 1, conversation, 1, tokens FROM count_messages WHERE tenant = $1 AND id > $2 AND id IN (",
            },
            &[") ORDER BY 1 LIMIT 10000"],
        ),
        key: KeyKind::Int,
        by: By::KeyInTenant,
        counters: &[Tally { target: <Message as Registered>::COUNTERS[0].target(), key: KeyKind::Int, amounts: 2 }],
        branches: &[],
    },
    order: u16::MAX,
};

impl Projection for Message {
    const NAME: &'static str = "Message";
    const COLUMNS: &'static [&'static str] = &["id", "conversation", "author", "tokens"];

    fn read<S: MemberSource>(from: &mut S) -> Result<Self, S::Error> {
        Ok(Self { id: from.plain()?, conversation: from.plain()?, author: from.plain()?, tokens: from.plain()? })
    }
}

impl Record for Message {
    fn write<S: MemberSink>(&self, to: &mut S) {
        to.plain(&self.id);
        to.plain(&self.conversation);
        to.plain(&self.author);
        to.plain(&self.tokens);
    }

    fn tenant(&self) -> Option<&str> {
        Some("acme")
    }
}

impl Table for Message {
    type New = NewMessage;
    const TABLE: &'static TableSql = &TABLE;
    const REGION: &'static str = "Message";
}

impl Entity for Message {
    type Key = i64;
    const BY_KEY: &'static KeySql = &BY_KEY;

    fn key(&self) -> i64 {
        self.id
    }
}

impl Change for Message {
    type Patch = MessagePatch;
    const UPDATE: &'static Sql = &UPDATE;
    const PATCH: &'static PatchSql = &PATCH;
}

struct NewMessage(Message);

impl New for NewMessage {
    type Table = Message;
    type Row = Message;

    fn check(&self) -> Result<(), Violations> {
        self.validate()
    }

    fn check_row(row: &Message) -> Result<(), Violations> {
        row.validate()
    }

    fn into_row(self, _tenant: &str) -> Message {
        self.0
    }
}

larder::support::patch! {
    struct MessagePatch of Message {
        plain value conversation: i64,
        plain option author: i64,
        plain value tokens: i64,
    }
}

/// No rule holds for them.
macro_rules! unchecked {
    ($($name:ident),+) => {$(
        impl $name {
            fn validate(&self) -> Result<(), Violations> {
                Ok(())
            }
        }
    )+};
}

unchecked!(Message, NewMessage, MessagePatch);

impl Registered for Message {
    const PARENTS: &'static [ParentCheck<Self>] = &[ParentCheck {
        reference: "Message.author",
        columns: &["author"],
        exists: Sql {
            label: Label { entity: "Message", method: "author" },
            postgres: "SELECT 1 FROM count_conversations WHERE tenant = $1 AND id = $2",
            mysql: "SELECT 1 FROM count_conversations WHERE tenant = ? AND id = ?",
            sqlite: "SELECT 1 FROM count_conversations WHERE tenant = $1 AND id = $2",
        },
        parent: |message| message.author.map(Into::into),
    }];
    const COUNTERS: &'static [CounterUpdate<Self>] = &[CounterUpdate {
        reference: "Message.conversation",
        columns: &["conversation", "tokens"],
        summed: &["", "tokens"],
        update: Sql {
            label: Label { entity: "Conversation", method: "count" },
            postgres: "UPDATE count_conversations SET messages = messages + $1, tokens = tokens + $2 WHERE tenant = $3 AND id = $4",
            mysql: "UPDATE count_conversations SET messages = messages + ?, tokens = tokens + ? WHERE tenant = ? AND id = ?",
            sqlite: "UPDATE count_conversations SET messages = messages + $1, tokens = tokens + $2 WHERE tenant = $3 AND id = $4",
        },
        times: 0,
        amounts: |message| vec![1, message.tokens],
        parent: |message| Some(message.conversation.into()),
        region: Some("Conversation"),
        tenancy: Tenancy::Shared,
        order: 0,
    }];
    const REMOVAL: Option<&'static Removal> = Some(&REMOVAL);
    const CASCADES: &'static [Cascade] = &[Cascade::Rows {
        region: "Message",
        collect: Sql {
            label: Label { entity: "Message", method: "hanging_on" },
            postgres: "SELECT id FROM count_messages WHERE tenant = $1 AND author = $2 LIMIT 1001",
            mysql: "SELECT id FROM count_messages WHERE tenant = ? AND author = ? LIMIT 1001",
            sqlite: "SELECT id FROM count_messages WHERE tenant = $1 AND author = $2 LIMIT 1001",
        },
        key: KeyKind::Int,
    }];
}

fn message(id: i64, conversation: i64, tokens: i64) -> Message {
    Message { id, conversation, author: None, tokens }
}

fn messages(db: &Db) -> Repository<'_, Message> {
    Repository::new(db.executor(), None, Some("acme"))
}

async fn counted(world: &World) -> (i32, i64) {
    world.db.executor().one(&CONVERSATION, &[], |row| Ok((row.get(0)?, row.get(1)?))).await.unwrap()
}

#[tokio::test]
async fn counters_follow_every_write() {
    each(&SETUP, &[], async |world| {
        let messages = messages(&world.db);
        messages.create(NewMessage(message(1, 1, 10))).await.unwrap();
        assert_eq!(counted(world).await, (1, 10));
        messages.create(NewMessage(message(2, 1, 5))).await.unwrap();
        messages.update(message(2, 1, 7)).await.unwrap();
        assert_eq!(counted(world).await, (2, 17));
        messages.update(message(2, 2, 7)).await.unwrap();
        assert_eq!(counted(world).await, (1, 10));
        messages.patch(1, MessagePatch::new().tokens(30)).await.unwrap();
        assert_eq!(counted(world).await, (1, 30));
        messages.delete(1).await.unwrap();
        assert_eq!(counted(world).await, (0, 0));
        let gone = messages.delete(1).await.unwrap_err();
        assert!(gone.is_not_found());
        let gone = messages.update(message(9, 1, 7)).await;
        assert!(gone.unwrap_err().is_not_found());
    })
    .await;
}

#[tokio::test]
async fn a_missing_parent_is_named_and_nothing_stays() {
    each(&SETUP, &[], async |world| {
        let messages = messages(&world.db);
        let missing = |field: &str| ErrorKind::ForeignKeyViolation {
            field: field.to_owned(),
            cause: ForeignKeyCause::MissingParent,
        };
        for conversation in [3, 9] {
            let error = messages.create(NewMessage(message(1, conversation, 1))).await.unwrap_err();
            assert_eq!(error.kind(), &missing("Message.conversation"));
        }
        let foreign = Message { author: Some(3), ..message(1, 1, 1) };
        let error = messages.create(NewMessage(foreign)).await.unwrap_err();
        assert_eq!(error.kind(), &missing("Message.author"));
        assert_eq!(counted(world).await, (0, 0));
        messages.create(NewMessage(Message { author: Some(2), ..message(1, 1, 1) })).await.unwrap();
        let error = messages.patch(1, MessagePatch::new().author(3)).await;
        assert_eq!(error.unwrap_err().kind(), &missing("Message.author"));
    })
    .await;
}

#[tokio::test]
async fn batches_count_per_parent() {
    each(&SETUP, &[], async |world| {
        let messages = messages(&world.db);
        let rows: Vec<_> = (1..=300).map(|id| NewMessage(message(id, 1 + id % 2, 2))).collect();
        messages.create_many(rows).await.unwrap();
        assert_eq!(counted(world).await, (150, 300));
        assert_eq!(messages.count().await.unwrap(), 300);
        let again = messages.create_many(vec![NewMessage(message(301, 1, 1)), NewMessage(message(5, 1, 1))]).await;
        assert!(again.unwrap_err().is_unique_violation());
        assert_eq!(counted(world).await, (150, 300));
        static ADOPT: Sql = plain("Message.adopt", "UPDATE count_messages SET tenant = 'acme'");
        world.db.executor().write(&ADOPT, &[], Vec::new()).await.unwrap();
        // A key that is there twice is one row, in the counters as well.
        let keys: Vec<i64> = (1..=100).chain([999, 7, 7]).chain(1..=100).collect();
        assert_eq!(messages.delete_many(keys).await.unwrap(), 100);
        assert_eq!(counted(world).await, (100, 200));
    })
    .await;
}

#[tokio::test]
async fn concurrent_writes_count_exactly() {
    each(&SETUP, &[], async |world| {
        let tasks: Vec<_> = (1..=20)
            .map(|id| {
                let db = world.db.clone();
                tokio::spawn(async move {
                    messages(&db).create(NewMessage(message(id, 1, 3))).await?;
                    if id % 2 == 0 {
                        messages(&db).delete(id).await?;
                    }
                    Ok::<_, larder::Error>(())
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(counted(world).await, (10, 30));
    })
    .await;
}
