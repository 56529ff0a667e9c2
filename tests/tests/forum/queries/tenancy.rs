//! Every table of a statement on rows of tenants has the tenant, whatever is asked of it.

use integration::forum::models::{
    Language, NewBoard, NewReply, NewSpeaker, NewTopic, Reply, Speaker, Store, TenantScope, Topic,
};
use integration::{Backend, on_every_engine};
use larder::{Condition, count};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::{forum, seed};

on_every_engine!(every_table_has_the_tenant, no_condition_on_rows_elsewhere_reaches_another_tenant,);

const BUILT: usize = 10_000;

/// Asserts that each query of a text that reads a table of tenants asks for the tenant, not within another query.
fn has_tenant(text: &str) {
    let mut open: Vec<String> = vec![String::new()];
    for c in text.chars() {
        match c {
            '(' => open.push(String::new()),
            ')' => {
                let inner = open.pop().unwrap();
                query_has_tenant(&inner, text);
            }
            c => open.last_mut().unwrap().push(c),
        }
    }
    assert_eq!(open.len(), 1, "{text}");
    query_has_tenant(&open[0], text);
}

fn query_has_tenant(query: &str, text: &str) {
    let Some((_, from)) = query.split_once(" FROM ") else { return };
    let table = from.split(' ').next().unwrap();
    if ["replys", "topics", "speakers"].contains(&table) {
        let has = from.contains(" WHERE board_code = $") || from.contains(" WHERE board_code = ?");
        assert!(has, "{query} in {text}");
    }
}

fn of_reply(random: &mut StdRng, scope: &TenantScope<'_>, depth: u32) -> Condition<Reply> {
    match random.random_range(0..if depth == 0 { 4 } else { 9 }) {
        0 => Reply::BYTES.gt(random.random_range(0..9)),
        1 => Reply::TOPIC_ID.to(Topic::REPLIES).le(random.random_range(0..9)),
        2 => Reply::SPEAKER_ID.to(Speaker::LANGUAGE_ID).to(Language::REPLIES).ge(0),
        3 => Reply::BOARD_CODE.eq("other").or(Reply::LANGUAGE_ID.to(Language::BYTES).is_null()),
        4 => of_reply(random, scope, depth - 1).and(!of_reply(random, scope, depth - 1)),
        5 => of_reply(random, scope, depth - 1).or(of_reply(random, scope, depth - 1)),
        6 => Reply::TOPIC_ID.having_any(Reply::TOPIC_ID, of_reply(random, scope, depth - 1)),
        7 => Reply::SPEAKER_ID.having_none(Reply::SPEAKER_ID, of_reply(random, scope, depth - 1).is_unknown()),
        _ => {
            let query = scope.replys().select().filter(of_reply(random, scope, depth - 1));
            Reply::TOPIC_ID.is_in_query(query.values_of(Reply::TOPIC_ID))
        }
    }
}

async fn every_table_has_the_tenant(backend: Backend) {
    let seed = seed();
    let random = &mut StdRng::seed_from_u64(seed);
    let (store, _database) = forum(&backend).await;
    let scope = store.tenant("acme");
    for case in 0..BUILT {
        let mut query = scope.replys().select().filter(of_reply(random, &scope, 3));
        if random.random_bool(0.3) {
            query = query.order_by(Reply::TOPIC_ID.to(Topic::BYTES).desc()).limit(3);
        }
        let text = match random.random_range(0..2) {
            0 => query.to_sql(),
            _ => {
                let topic = Reply::TOPIC_ID.to(Topic::ID);
                query.group_by(topic.optional(), count()).having(Reply::BYTES.sum().gt(1)).to_sql()
            }
        };
        has_tenant(&text);
        // Some of them are sent too: the database takes what was built.
        if case % (BUILT / 40) == 0 {
            let condition = of_reply(random, &scope, 3);
            let said = format!("seed {seed}: {condition:?}");
            let rows = scope.replys().select().filter(condition).count().await;
            assert_eq!(rows.unwrap_or_else(|error| panic!("{said}: {error:?}")), 0);
        }
    }
}

async fn fill(store: &Store, board: &str, number: i32) {
    store.boards().create(NewBoard::new(number, board)).await.unwrap();
    let scope = store.tenant(board);
    let speaker = scope.speakers().create(NewSpeaker::new()).await.unwrap();
    for bytes in 1..=2 {
        let topic = scope.topics().create(NewTopic::new()).await.unwrap();
        scope.replys().create(NewReply::new(&topic, &speaker).bytes(bytes * number)).await.unwrap();
    }
}

async fn no_condition_on_rows_elsewhere_reaches_another_tenant(backend: Backend) {
    let (store, _database) = forum(&backend).await;
    fill(&store, "acme", 1).await;
    fill(&store, "umbrella", 100).await;
    let scope = store.tenant("acme");
    let replies = |condition| scope.replys().select().filter(condition);
    assert_eq!(replies(Reply::TOPIC_ID.to(Topic::BYTES).ge(1)).count().await.unwrap(), 2);
    assert_eq!(replies(Reply::TOPIC_ID.to(Topic::BYTES).ge(100)).count().await.unwrap(), 0);
    // By the tenant's own column, which all its rows share.
    let any = Reply::BOARD_CODE.having_any(Topic::BOARD_CODE, Topic::BYTES.ge(100));
    assert_eq!(replies(any).count().await.unwrap(), 0);
    let foreign = store.tenant("umbrella");
    let topics = foreign.topics().select().filter(Topic::BYTES.ge(100)).all().await.unwrap();
    let found = scope.replys().select().of_each(Reply::TOPIC_ID, &topics).await.unwrap();
    assert!(found.is_empty());
    let sums = scope.replys().select().group_by(Reply::TOPIC_ID, Reply::BYTES.sum()).all().await.unwrap();
    assert_eq!(sums.iter().map(|(_, bytes)| bytes).sum::<i64>(), 3);
    // Rows of tenants are not asked for without one.
    let board = integration::forum::models::Board::BOARD_CODE;
    let error = store.boards().select().filter(board.having_any(Topic::BOARD_CODE, Topic::BYTES.ge(0))).all().await;
    let error = error.unwrap_err();
    assert!(error.to_string().contains("belong to tenants"), "{error}");
}
