//! A hundred conversations with the last ten messages of each.

use std::collections::HashMap;
use std::error::Error;
use std::time::Instant;

use larder::{Json, Timestamp, Uuid};
use sqlx::PgPool;
use voicehelper::models::{
    ConversationId, Message, MessageRole, NewConversation, NewMessage, NewTenant, NewUser, Store,
};

use crate::hand::Hand;
use crate::{ROUNDS, Ratios, WARM};

const PARENTS: usize = 100;
const CHILDREN: usize = 10;

pub(crate) async fn run(store: &Store, hand: &Hand) -> Result<(), Box<dyn Error>> {
    let tenant = format!("load-{}", &Uuid::now_v7().simple().to_string()[8..]);
    store.tenants().create(NewTenant::new(tenant.as_str(), "A tenant of the benchmark")).await?;
    let ids = fill(store, &tenant).await?;
    let scope = store.tenant(&tenant);
    let mut ratios = Ratios::default();
    for round in 0..ROUNDS + WARM {
        let start = Instant::now();
        let loaded = scope.conversations().load(ids.iter().copied()).with_last::<Message>(10).await?;
        let own = start.elapsed();
        assert_eq!(loaded.iter().map(|(_, messages)| messages.len()).sum::<usize>(), PARENTS * CHILDREN);
        let start = Instant::now();
        if let Hand::Postgres(pool) = hand {
            assert_eq!(by_hand(pool, &tenant, &ids).await?, PARENTS * CHILDREN);
        }
        ratios.add(round, own, start.elapsed());
    }
    ratios.report("100 x 10 load");
    Ok(())
}

async fn fill(store: &Store, tenant: &str) -> Result<Vec<ConversationId>, Box<dyn Error>> {
    let scope = store.tenant(tenant);
    let user = scope.users().create(NewUser::new("ada", "ada@example.com", "Ada")).await?;
    let mut ids = Vec::new();
    for number in 0..PARENTS * 3 {
        let conversation = scope.conversations().create(NewConversation::new(&user, format!("c-{number}"))).await?;
        let new = |nth| NewMessage::new(&conversation, MessageRole::User, format!("What was said as number {nth}."));
        scope.messages().create_many((0..CHILDREN).map(new).collect()).await?;
        if number % 3 == 0 {
            ids.push(conversation.id);
        }
    }
    Ok(ids)
}

/// The columns of a message, and of a conversation, in the order of their tables.
type Child = (Uuid, Uuid, Option<Uuid>, String, String, String, String, i32, Json, Json, Timestamp);
type Parent = (Uuid, Uuid, String, String, String, String, Json, i32, i64, Timestamp, Timestamp);

async fn by_hand(pool: &PgPool, tenant: &str, ids: &[ConversationId]) -> Result<usize, Box<dyn Error>> {
    let ids: Vec<Uuid> = ids.iter().map(|id| (*id).into()).collect();
    let text = "SELECT id, user_id, tenant_id, title, summary, status, metadata, msg_count, token_count, created_at, \
                updated_at FROM conversations WHERE deleted_at IS NULL AND tenant_id = $1 AND id = ANY($2)";
    let parents: Vec<Parent> = sqlx::query_as(text).bind(tenant).bind(&ids).fetch_all(pool).await?;
    assert_eq!(parents.len(), PARENTS);
    let text = "SELECT id, conversation_id, user_id, tenant_id, role, content, modality, token_count, metadata, \
                \"references\", created_at FROM messages WHERE tenant_id = $1 AND conversation_id = ANY($2) \
                ORDER BY conversation_id, created_at DESC, id DESC";
    let children: Vec<Child> = sqlx::query_as(text).bind(tenant).bind(&ids).fetch_all(pool).await?;
    let mut groups: HashMap<Uuid, Vec<Child>> = HashMap::new();
    for child in children {
        groups.entry(child.1).or_default().push(child);
    }
    Ok(groups.values().map(Vec::len).sum())
}
