//! Whether counters are what they count.

use integration::forum::models::Store;
use larder::support::{Sql, count};

use super::page;

macro_rules! drifts {
    ($($name:literal: $text:literal,)*) => {
        static DRIFTS: &[Sql] = &[$(Sql::same("", $name, $text)),*];
    };
}

// Each counts the rows whose counter is wrong.
drifts! {
    "Category.threads": "SELECT COUNT(*) FROM categorys WHERE threads <> (SELECT COUNT(*) FROM threads AS c WHERE c.category_id = categorys.id)",
    "Category.length": "SELECT COUNT(*) FROM categorys WHERE length <> (SELECT COALESCE(SUM(c.length), 0) FROM threads AS c WHERE c.category_id = categorys.id)",
    "Author.likes": "SELECT COUNT(*) FROM authors WHERE likes <> (SELECT COUNT(*) FROM likes AS c WHERE c.author_id = authors.id)",
    "Thread.posts": "SELECT COUNT(*) FROM threads WHERE posts <> (SELECT COUNT(*) FROM posts AS c WHERE c.thread_id = threads.id AND c.gone_at IS NULL)",
    "Thread.words": "SELECT COUNT(*) FROM threads WHERE words <> (SELECT COALESCE(SUM(c.words), 0) FROM posts AS c WHERE c.thread_id = threads.id AND c.gone_at IS NULL)",
    "Post.replies": "SELECT COUNT(*) FROM posts WHERE replies <> (SELECT COUNT(*) FROM posts AS c WHERE c.parent_id = posts.id AND c.gone_at IS NULL)",
    "Post.likes": "SELECT COUNT(*) FROM posts WHERE likes <> (SELECT COUNT(*) FROM likes AS c WHERE c.post_id = posts.id)",
    "Smiley.uses": "SELECT COUNT(*) FROM smileys WHERE uses <> (SELECT COUNT(*) FROM likes AS c WHERE c.smiley_id = smileys.id)",
    "Smiley.weight": "SELECT COUNT(*) FROM smileys WHERE weight <> (SELECT COALESCE(SUM(c.weight), 0) FROM likes AS c WHERE c.smiley_id = smileys.id)",
    "Country.teams": "SELECT COUNT(*) FROM countrys WHERE teams <> (SELECT COUNT(*) FROM teams AS c WHERE c.country_id = countrys.id)",
    "Country.players": "SELECT COUNT(*) FROM countrys WHERE players <> (SELECT COUNT(*) FROM players AS c WHERE c.country_id = countrys.id)",
    "Sponsor.boards": "SELECT COUNT(*) FROM sponsors WHERE boards <> (SELECT COUNT(*) FROM boards AS c WHERE c.sponsor_id = sponsors.id)",
    "Language.replies": "SELECT COUNT(*) FROM languages WHERE replies <> (SELECT COUNT(*) FROM replys AS c WHERE c.language_id = languages.id)",
    "Language.bytes": "SELECT COUNT(*) FROM languages WHERE bytes <> (SELECT COALESCE(SUM(c.bytes), 0) FROM replys AS c WHERE c.language_id = languages.id)",
    "Speaker.replies": "SELECT COUNT(*) FROM speakers WHERE replies <> (SELECT COUNT(*) FROM replys AS c WHERE c.speaker_id = speakers.id)",
    "Topic.replies": "SELECT COUNT(*) FROM topics WHERE replies <> (SELECT COUNT(*) FROM replys AS c WHERE c.topic_id = topics.id)",
    "Topic.bytes": "SELECT COUNT(*) FROM topics WHERE bytes <> (SELECT COALESCE(SUM(c.bytes), 0) FROM replys AS c WHERE c.topic_id = topics.id)",
    "Topic.notices": "SELECT COUNT(*) FROM topics WHERE notices <> (SELECT COUNT(*) FROM notices AS c WHERE c.topic_id = topics.id)",
}

/// Fails if a counter is not what plain SQL counts, or if a cached row is not what the database holds.
pub(crate) async fn none(store: &Store, when: &str) {
    for drift in DRIFTS {
        let wrong = store.db().executor().one(drift, &[], count).await.unwrap();
        assert_eq!(wrong, 0, "{}: rows that count wrongly {when}", drift.label);
    }
    for row in store.categorys().list(page()).await.unwrap().items {
        assert_eq!(*store.categorys().get(&row).await.unwrap(), row, "{when}");
    }
    for row in store.authors().list(page()).await.unwrap().items {
        assert_eq!(*store.authors().get(&row).await.unwrap(), row, "{when}");
    }
    for row in store.threads().list(page()).await.unwrap().items {
        assert_eq!(*store.threads().get(&row).await.unwrap(), row, "{when}");
    }
    for row in store.posts().list(page()).await.unwrap().items {
        assert_eq!(*store.posts().get(&row).await.unwrap(), row, "{when}");
    }
    for row in store.smileys().list(page()).await.unwrap().items {
        assert_eq!(*store.smileys().get(&row).await.unwrap(), row, "{when}");
    }
    for row in store.languages().list(page()).await.unwrap().items {
        assert_eq!(*store.languages().get(&row).await.unwrap(), row, "{when}");
    }
    for row in store.across_tenants().topics().list(page()).await.unwrap().items {
        assert_eq!(*store.tenant(&row.board_code).topics().get(&row).await.unwrap(), row, "{when}");
    }
    for row in store.across_tenants().speakers().list(page()).await.unwrap().items {
        assert_eq!(*store.tenant(&row.board_code).speakers().get(&row).await.unwrap(), row, "{when}");
    }
}
