//! Metrics: their table, its page, and what monitoring systems get.
#![cfg(all(feature = "metrics", feature = "prometheus", feature = "sqlite"))]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex};

use larder::Config;
use larder::metrics::{self as table, MetricKind, MetricUnit, MetricValue, Publisher, encode_prometheus};
use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString, Unit,
};
use quickstart::blog::{NewComment, NewPost};
use quickstart::models::Store;

const BEGIN: &str = "<!-- metrics: written by the test `metrics` with LARDER_BLESS=1 -->\n";
const END: &str = "<!-- end of metrics -->\n";

/// A store that has stored a post, failed to store another, and read one from the cache.
async fn used() -> Store {
    let store = Store::open(Config::for_url("sqlite::memory:")).await.unwrap();
    let post = store.posts().create(NewPost::new("hello", "Hello", "First post.")).await.unwrap();
    store.posts().create(NewPost::new("hello", "Hello", "Again.")).await.unwrap_err();
    store.comments().create(NewComment::new(&post, "Ada", "Welcome!")).await.unwrap();
    for _ in 0..3 {
        store.posts().get_by_slug("hello").await.unwrap();
    }
    store
}

#[test]
fn the_page_of_metrics_is_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/metrics.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (head, rest) = page.split_once(BEGIN).expect("the page has a place for the table");
    let (_, tail) = rest.split_once(END).expect("the table ends");
    let wanted = format!("{head}{BEGIN}{}{END}{tail}", table::markdown());
    if std::env::var_os("LARDER_BLESS").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    } else {
        assert!(page == wanted, "docs/metrics.md is out of date; run this test with LARDER_BLESS=1");
    }
}

#[test]
fn names_follow_the_rules_of_prometheus() {
    let mut names = BTreeSet::new();
    for metric in table::all() {
        let name = metric.name;
        assert!(names.insert(name), "{name} stands twice");
        assert!(name.starts_with("larder_") && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{name}");
        assert_eq!(name.ends_with("_total"), metric.kind == MetricKind::Counter, "{name}");
        let base = name.strip_suffix("_total").unwrap_or(name);
        assert_eq!(base.ends_with("_seconds"), metric.unit == MetricUnit::Seconds, "{name}");
        assert_eq!(base.ends_with("_bytes"), metric.unit == MetricUnit::Bytes, "{name}");
        assert!(metric.meaning.ends_with('.') && metric.normal.ends_with('.'), "{name}");
        assert!(!metric.labels.contains(&"le"), "{name}");
    }
    assert!(names.len() > 40, "{}", names.len());
}

#[tokio::test]
async fn every_series_has_a_value_for_each_label() {
    let statistics = used().await.statistics();
    let mut seen = BTreeSet::new();
    for metric in table::all() {
        metric.read(&statistics, |labels, value| {
            assert_eq!(labels.len(), metric.labels.len(), "{}", metric.name);
            let is_histogram = matches!(value, MetricValue::Durations(_));
            assert_eq!(is_histogram, metric.kind == MetricKind::Histogram, "{}", metric.name);
            assert!(seen.insert((metric.name, labels.join(" "))), "{} {labels:?} stands twice", metric.name);
        });
    }
    assert!(seen.contains(&("larder_statement_errors_total", "Post insert insert unique_violation".to_owned())));
    assert!(seen.iter().any(|(name, _)| *name == "larder_cache_hit_rate"), "{seen:?}");
}

/// Reads a page as Prometheus does: the series with their values, each below its type.
fn scrape(page: &str) -> BTreeMap<String, f64> {
    let mut series = BTreeMap::new();
    let mut families = BTreeSet::new();
    let mut family = String::new();
    for line in page.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            family = rest.split(' ').next().unwrap().to_owned();
            assert!(families.insert(family.clone()), "{family} has two types");
        } else if !line.starts_with('#') {
            assert!(line.starts_with(&family), "{line} stands below {family}");
            let (name, value) = line.rsplit_once(' ').unwrap();
            let value = if value == "+Inf" { f64::INFINITY } else { value.parse().unwrap() };
            assert!(series.insert(name.to_owned(), value).is_none(), "{name} stands twice");
        }
    }
    series
}

#[tokio::test]
async fn prometheus_gets_absolute_values() {
    let store = used().await;
    let page = encode_prometheus(&store.statistics());
    let series = scrape(&page);
    let of = |name: &str| *series.get(name).unwrap_or_else(|| panic!("{name} is missing in\n{page}"));
    assert!((of("larder_pool_max_connections") - 1.0).abs() < 1e-9);
    let insert = r#"entity="Post",method="insert",operation="insert""#;
    assert!((of(&format!("larder_statement_duration_seconds_count{{{insert}}}")) - 2.0).abs() < 1e-9);
    assert!((of(&format!("larder_statement_rows_total{{{insert}}}")) - 1.0).abs() < 1e-9);
    assert!((of(&format!("larder_statement_errors_total{{{insert},kind=\"unique_violation\"}}")) - 1.0).abs() < 1e-9);
    let bucket = |le: &str| {
        let labels = [format!("le=\"{le}\",{insert}"), format!("{insert},le=\"{le}\"")];
        let names = labels.map(|labels| format!("larder_statement_duration_seconds_bucket{{{labels}}}"));
        names.iter().find_map(|name| series.get(name)).copied()
    };
    assert_eq!(bucket("+Inf"), Some(2.0), "{page}");
    let rates = series.iter().filter(|(name, _)| name.contains("cache_hit_rate"));
    assert!(rates.clone().count() > 0 && rates.clone().all(|(_, rate)| (0.0..=1.0).contains(rate)), "{page}");

    store.posts().create(NewPost::new("second", "Second", "Another.")).await.unwrap();
    let later = scrape(&encode_prometheus(&store.statistics()));
    assert!(series.keys().all(|name| later.contains_key(name)), "a series disappeared");
    let counters = series.iter().filter(|(name, _)| name.contains("_total") || name.contains("_bucket"));
    assert!(counters.clone().all(|(name, before)| later[name] >= *before), "a counter fell");
}

/// Keeps what a recorder is given.
#[derive(Default)]
struct Kept(Mutex<BTreeMap<String, f64>>);

struct Place(Arc<Kept>, String);

impl Place {
    fn set(&self, change: impl FnOnce(f64) -> f64) {
        let mut kept = self.0.0.lock().unwrap();
        let value = kept.entry(self.1.clone()).or_default();
        *value = change(*value);
    }
}

impl CounterFn for Place {
    fn increment(&self, value: u64) {
        self.set(|before| before + value as f64);
    }

    fn absolute(&self, value: u64) {
        self.set(|_| value as f64);
    }
}

impl GaugeFn for Place {
    fn increment(&self, value: f64) {
        self.set(|before| before + value);
    }

    fn decrement(&self, value: f64) {
        self.set(|before| before - value);
    }

    fn set(&self, value: f64) {
        self.set(|_| value);
    }
}

impl HistogramFn for Place {
    fn record(&self, _: f64) {
        self.set(|count| count + 1.0);
    }
}

struct Keeper(Arc<Kept>);

impl Keeper {
    fn place(&self, key: &Key) -> Arc<Place> {
        let labels: Vec<String> = key.labels().map(|label| format!("{}={}", label.key(), label.value())).collect();
        Arc::new(Place(Arc::clone(&self.0), format!("{} {}", key.name(), labels.join(" "))))
    }
}

impl Recorder for Keeper {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, text: SharedString) {
        assert!(!text.is_empty());
    }

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, text: SharedString) {
        assert!(!text.is_empty());
    }

    fn describe_histogram(&self, name: KeyName, unit: Option<Unit>, _: SharedString) {
        assert_eq!(unit, Some(Unit::Seconds), "{name:?}");
    }

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(self.place(key))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.place(key))
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.place(key))
    }
}

#[tokio::test]
async fn the_facade_gets_what_came_since_the_last_time() {
    let store = used().await;
    let kept = Arc::new(Kept::default());
    let recorder = Keeper(Arc::clone(&kept));
    let mut publisher = Publisher::new();
    let insert = "entity=Post method=insert operation=insert";
    for expected in [2.0, 2.0, 3.0] {
        if expected > 2.0 {
            store.posts().create(NewPost::new("second", "Second", "Another.")).await.unwrap();
        }
        let statistics = store.statistics();
        metrics::with_local_recorder(&recorder, || publisher.publish(&statistics));
        let kept = kept.0.lock().unwrap();
        assert_eq!(kept.get(&format!("larder_statement_duration_seconds {insert}")), Some(&expected));
        assert_eq!(kept.get(&format!("larder_statement_rows_total {insert}")), Some(&(expected - 1.0)));
        assert_eq!(kept.get("larder_pool_max_connections "), Some(&1.0));
    }
}
