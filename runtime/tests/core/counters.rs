//! The generic writes: counters, parents of another tenant, cascades.

use larder::support::{
    Arguments, Assignments, BatchSql, BatchText, Bind, Branch, By, Cascade, CounterUpdate, Entity, InSql, InText,
    InsertRow, KeyKind, ParentCheck, PatchSql, PatchText, Removal, Sql, Tally, Tenancy, TextCache, count,
};
use larder::{ErrorKind, ForeignKeyCause, Registered, Result, Row};

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
        "CREATE TABLE count_messages (tenant varchar(20), id bigint PRIMARY KEY, conversation bigint, author bigint, tokens bigint)",
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

macro_rules! sql {
    ($name:ident, $label:literal, $numbered:literal, $marked:literal) => {
        static $name: Sql = Sql { name: $label, postgres: $numbered, mysql: $marked, sqlite: $numbered };
    };
}

sql!(
    GET,
    "Message.get",
    "SELECT id, conversation, author, tokens FROM count_messages WHERE tenant = $1 AND id = $2",
    "SELECT id, conversation, author, tokens FROM count_messages WHERE tenant = ? AND id = ?"
);
static LOCK: Sql = Sql {
    name: "Message.lock",
    postgres: "SELECT id, conversation, author, tokens FROM count_messages WHERE tenant = $1 AND id = $2 FOR UPDATE",
    mysql: "SELECT id, conversation, author, tokens FROM count_messages WHERE tenant = ? AND id = ? FOR UPDATE",
    sqlite: "SELECT id, conversation, author, tokens FROM count_messages WHERE tenant = $1 AND id = $2",
};
sql!(
    INSERT,
    "Message.create",
    "INSERT INTO count_messages VALUES ('acme', $1, $2, $3, $4)",
    "INSERT INTO count_messages VALUES ('acme', ?, ?, ?, ?)"
);
sql!(
    UPDATE,
    "Message.update",
    "UPDATE count_messages SET conversation = $1, tokens = $2 WHERE tenant = $3 AND id = $4 RETURNING id, conversation, author, tokens",
    "UPDATE count_messages SET conversation = ?, tokens = ? WHERE tenant = ? AND id = ?"
);
sql!(
    DELETE,
    "Message.delete",
    "DELETE FROM count_messages WHERE tenant = $1 AND id = $2",
    "DELETE FROM count_messages WHERE tenant = ? AND id = ?"
);
const BATCH: BatchText =
    BatchText { insert: "INSERT INTO count_messages (id, conversation, author, tokens) VALUES ", columns: 4, tail: "" };
static INSERT_MANY: BatchSql =
    BatchSql { name: "Message.create_many", postgres: BATCH, mysql: BATCH, sqlite: BATCH, texts: TextCache::new() };
const PATCH_TEXT: PatchText = PatchText {
    update: "UPDATE count_messages SET ",
    columns: &["author", "tokens"],
    filter: &[" WHERE tenant = ", " AND id = "],
    version: "",
};
static PATCH: PatchSql = PatchSql {
    name: "Message.patch",
    columns: &["author", "tokens"],
    postgres: PATCH_TEXT,
    mysql: PATCH_TEXT,
    sqlite: PATCH_TEXT,
    texts: TextCache::new(),
};
static DELETE_MANY: InSql = InSql {
    name: "Message.delete_many",
    postgres: InText { head: "DELETE FROM count_messages WHERE tenant = $1 AND id IN (", tail: &[")"] },
    mysql: InText { head: "DELETE FROM count_messages WHERE tenant = ? AND id IN (", tail: &[")"] },
    sqlite: InText { head: "DELETE FROM count_messages WHERE tenant = $1 AND id IN (", tail: &[")"] },
    texts: TextCache::new(),
};
static CONVERSATION: Sql = plain("Conversation.get", "SELECT messages, tokens FROM count_conversations WHERE id = 1");
static COUNT: Sql = plain("Message.count", "SELECT count(*) FROM count_messages");

static REMOVAL: Removal = Removal {
    root: Branch {
        table: "count_messages",
        rows: InSql::new(
            Sql {
                name: "Message.removed",
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

impl Entity for Message {
    type Key = i64;
    const NAME: &'static str = "Message";
    const GET: &'static Sql = &GET;
    const LOCK: &'static Sql = &LOCK;

    fn key(&self) -> i64 {
        self.id
    }

    fn tenant(&self) -> Option<&str> {
        Some("acme")
    }

    fn decode(row: &Row) -> Result<Self> {
        Ok(Self { id: row.get(0)?, conversation: row.get(1)?, author: row.get(2)?, tokens: row.get(3)? })
    }
}

impl InsertRow for Message {
    type Entity = Self;

    fn row(&self) -> &Self {
        self
    }

    fn bind(&self, to: &mut Arguments) {
        to.add(&self.id);
        to.add(&self.conversation);
        to.add(&self.author);
        to.add(&self.tokens);
    }
}

impl Registered for Message {
    const PARENTS: &'static [ParentCheck<Self>] = &[ParentCheck {
        reference: "Message.author",
        column: "author",
        exists: Sql {
            name: "Message.author",
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
            name: "Conversation.count",
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
            name: "Message.hanging_on",
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

async fn update(world: &World, row: Message) -> Result<Message> {
    let bind = |row: &Message, to: &mut Arguments| {
        to.add(&row.conversation);
        to.add(&row.tokens);
    };
    world.db.at().update(&UPDATE, Some("acme"), row, bind, |_| Vec::new()).await
}

async fn counted(world: &World) -> (i32, i64) {
    world.db.at().one(&CONVERSATION, &[], |row| Ok((row.get(0)?, row.get(1)?))).await.unwrap()
}

#[tokio::test]
async fn counters_follow_every_write() {
    each(&SETUP, &[], async |world| {
        let at = world.db.at();
        at.insert(&INSERT, &message(1, 1, 10), Vec::new()).await.unwrap();
        assert_eq!(counted(world).await, (1, 10));
        at.insert(&INSERT, &message(2, 1, 5), Vec::new()).await.unwrap();
        update(world, message(2, 1, 7)).await.unwrap();
        assert_eq!(counted(world).await, (2, 17));
        update(world, message(2, 2, 7)).await.unwrap();
        assert_eq!(counted(world).await, (1, 10));
        let mut set = Assignments::new(&PATCH);
        set.set(1, &30_i64);
        at.patch(&[&"acme", &1_i64], set, |row: &mut Message| row.tokens = 30, Vec::new()).await.unwrap();
        assert_eq!(counted(world).await, (1, 30));
        at.delete::<Message>(&DELETE, Some("acme"), 1, &[&"acme", &1_i64], Vec::new()).await.unwrap();
        assert_eq!(counted(world).await, (0, 0));
        let gone = at.delete::<Message>(&DELETE, Some("acme"), 1, &[&"acme", &1_i64], Vec::new()).await.unwrap_err();
        assert!(gone.is_not_found());
        let gone = update(world, message(9, 1, 7)).await;
        assert!(gone.unwrap_err().is_not_found());
    })
    .await;
}

#[tokio::test]
async fn a_missing_parent_is_named_and_nothing_stays() {
    each(&SETUP, &[], async |world| {
        let at = world.db.at();
        let missing = |field: &str| ErrorKind::ForeignKeyViolation {
            field: field.to_owned(),
            cause: ForeignKeyCause::MissingParent,
        };
        for conversation in [3, 9] {
            let error = at.insert(&INSERT, &message(1, conversation, 1), Vec::new()).await.unwrap_err();
            assert_eq!(error.kind(), &missing("Message.conversation"));
        }
        let foreign = Message { author: Some(3), ..message(1, 1, 1) };
        let error = at.insert(&INSERT, &foreign, Vec::new()).await.unwrap_err();
        assert_eq!(error.kind(), &missing("Message.author"));
        assert_eq!(counted(world).await, (0, 0));
        at.insert(&INSERT, &Message { author: Some(2), ..message(1, 1, 1) }, Vec::new()).await.unwrap();
        let mut set = Assignments::new(&PATCH);
        set.set(0, &3_i64);
        let error = at.patch(&[&"acme", &1_i64], set, |row: &mut Message| row.author = Some(3), Vec::new()).await;
        assert_eq!(error.unwrap_err().kind(), &missing("Message.author"));
    })
    .await;
}

#[tokio::test]
async fn batches_count_per_parent() {
    each(&SETUP, &[], async |world| {
        let at = world.db.at();
        let rows: Vec<Message> = (1..=300).map(|id| message(id, 1 + id % 2, 2)).collect();
        at.insert_many(&INSERT_MANY, &rows, Vec::new()).await.unwrap();
        assert_eq!(counted(world).await, (150, 300));
        assert_eq!(at.one(&COUNT, &[], count).await.unwrap(), 300);
        let again = at.insert_many(&INSERT_MANY, &[message(301, 1, 1), message(5, 1, 1)], Vec::new()).await;
        assert!(again.unwrap_err().is_unique_violation());
        assert_eq!(counted(world).await, (150, 300));
        static ADOPT: Sql = plain("Message.adopt", "UPDATE count_messages SET tenant = 'acme'");
        at.write(&ADOPT, &[], Vec::new()).await.unwrap();
        // A key that is there twice is one row, in the counters as well.
        let keys: Vec<i64> = (1..=100).chain([999, 7, 7]).chain(1..=100).collect();
        let tenant: &dyn Bind = &"acme";
        let deleted = at.delete_many::<Message>(&DELETE_MANY, Some("acme"), &[tenant], &keys, Vec::new()).await;
        assert_eq!(deleted.unwrap(), 100);
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
                    db.at().insert(&INSERT, &message(id, 1, 3), Vec::new()).await?;
                    if id % 2 == 0 {
                        db.at().delete::<Message>(&DELETE, Some("acme"), id, &[&"acme", &id], Vec::new()).await?;
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
