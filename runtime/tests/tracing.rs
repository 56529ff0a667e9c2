//! What traces get: spans in the words of OpenTelemetry, and no value of a row.
#![cfg(feature = "sqlite")]

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use larder::Config;
use quickstart::blog::NewPost;
use quickstart::models::Store;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::Registry;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

type Fields = BTreeMap<String, String>;

/// A span that has ended, or an event, with its fields and the name of the span around it.
#[derive(Debug, Clone)]
struct Seen {
    name: String,
    fields: Fields,
    parent: Option<String>,
}

#[derive(Clone, Default)]
struct Collector {
    spans: Arc<Mutex<BTreeMap<u64, Seen>>>,
    events: Arc<Mutex<Vec<Seen>>>,
}

struct Reader<'f>(&'f mut Fields);

impl Visit for Reader<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name().to_owned(), value.to_owned());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name().to_owned(), format!("{value:?}"));
    }
}

impl<S: Subscriber + for<'l> tracing_subscriber::registry::LookupSpan<'l>> Layer<S> for Collector {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut fields = Fields::new();
        attributes.record(&mut Reader(&mut fields));
        let parent = context.span(id).and_then(|span| span.parent()).map(|parent| parent.name().to_owned());
        let seen = Seen { name: attributes.metadata().name().to_owned(), fields, parent };
        self.spans.lock().unwrap().insert(id.into_u64(), seen);
    }

    fn on_record(&self, id: &Id, record: &Record<'_>, _: Context<'_, S>) {
        if let Some(seen) = self.spans.lock().unwrap().get_mut(&id.into_u64()) {
            record.record(&mut Reader(&mut seen.fields));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::new();
        event.record(&mut Reader(&mut fields));
        let parent = context.event_span(event).map(|span| span.name().to_owned());
        self.events.lock().unwrap().push(Seen { name: event.metadata().target().to_owned(), fields, parent });
    }

    fn on_close(&self, id: Id, _: Context<'_, S>) {
        // Numbers of spans are used again.
        if let Some(seen) = self.spans.lock().unwrap().remove(&id.into_u64()) {
            self.events.lock().unwrap().push(seen);
        }
    }
}

impl Collector {
    /// Returns what has ended. SQLite's thread lets go of the spans that it worked for a moment later.
    async fn take(&self) -> Vec<Seen> {
        for _ in 0..500 {
            if self.spans.lock().unwrap().is_empty() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        std::mem::take(&mut *self.events.lock().unwrap())
    }
}

fn of<'s>(seen: &'s [Seen], name: &str, field: &str, value: &str) -> &'s Seen {
    let found = seen.iter().find(|seen| seen.name == name && seen.fields.get(field).is_some_and(|is| is == value));
    found.unwrap_or_else(|| panic!("no {name} with {field} = {value} in {seen:#?}"))
}

#[tokio::test(flavor = "current_thread")]
async fn statements_and_transactions_are_spans_without_values() {
    let collector = Collector::default();
    // For all threads: a span is closed on the one that lets go of it last, which may be SQLite's.
    tracing::subscriber::set_global_default(Registry::default().with(collector.clone())).unwrap();
    let config = Config::for_url("sqlite::memory:").database(|database| {
        database.slow_statement = Duration::ZERO;
    });
    let store = Store::open(config).await.unwrap();
    let seen = collector.take().await;
    assert!(seen.iter().any(|seen| seen.name == "migrate"), "opening migrates");
    assert_eq!(seen.iter().find(|seen| seen.name == "migration").unwrap().parent.as_deref(), Some("migrate"));

    let created = store.transaction(async |tx| tx.posts().create(NewPost::new("secret-slug", "Hidden", "Text.")).await);
    created.await.unwrap();
    store.posts().create(NewPost::new("secret-slug", "Hidden", "Text.")).await.unwrap_err();
    let seen = collector.take().await;

    let insert = of(&seen, "statement", "otel.name", "Post.insert");
    let expected = [
        ("db.system.name", "sqlite"),
        ("db.operation.name", "INSERT"),
        ("db.collection.name", "posts"),
        ("db.query.summary", "INSERT posts"),
        ("db.response.returned_rows", "1"),
        ("otel.kind", "client"),
        ("larder.entity", "Post"),
        ("larder.method", "insert"),
    ];
    for (field, value) in expected {
        assert_eq!(insert.fields.get(field).map(String::as_str), Some(value), "{field} of {insert:?}");
    }
    assert_eq!(insert.parent.as_deref(), Some("transaction"));
    assert_eq!(of(&seen, "transaction", "larder.outcome", "committed").parent, None);
    let failed = of(&seen, "statement", "error.type", "unique_violation");
    assert_eq!(failed.fields.get("otel.status_code").map(String::as_str), Some("ERROR"));
    let slow = seen.iter().find(|seen| seen.name == "larder::slow").expect("everything is slow");
    assert!(slow.fields.contains_key("text") && slow.fields.contains_key("elapsed_us"), "{slow:?}");
    let all = format!("{seen:?}");
    assert!(!all.contains("secret-slug") && !all.contains("Hidden"), "a value was traced: {all}");
}
