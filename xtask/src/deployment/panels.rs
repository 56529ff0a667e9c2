//! What the dashboard shows: a glance at the whole, what the application does, then every metric of the table.

use super::metrics::{Kind, Metric, Table};

/// Chosen in the dashboard; all of them by default.
const INSTANCES: &str = r#"instance=~"$instance""#;

/// How a panel is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// The last value, in large digits.
    Number,
    Lines,
}

/// A query and how its series are called.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) expression: String,
    pub(super) legend: String,
}

#[derive(Debug)]
pub(super) struct Panel {
    pub(super) title: String,
    pub(super) description: String,
    /// Grafana's name of it.
    pub(super) unit: &'static str,
    pub(super) view: View,
    pub(super) queries: Vec<Query>,
}

/// Panels under one heading.
pub(super) struct Section {
    pub(super) title: &'static str,
    pub(super) panels: Vec<Panel>,
}

/// Title, unit, meaning, and the expression, in which `*` is the choice of instances.
type Chosen = [&'static str; 4];

const GLANCE: &[Chosen] = &[
    [
        "Statements",
        "ops",
        "Statements a second.",
        "sum(rate(larder_statement_duration_seconds_count{*}[$__rate_interval]))",
    ],
    [
        "Slowest 1 %",
        "s",
        "The 99th percentile of all statements.",
        "histogram_quantile(0.99, sum by (le) (rate(larder_statement_duration_seconds_bucket{*}[$__rate_interval])))",
    ],
    [
        "Errors",
        "ops",
        "Errors of the database's side a second.",
        "sum(rate(larder_errors_total{*}[$__rate_interval])) or vector(0)",
    ],
    [
        "Pool in use",
        "percentunit",
        "The part of all connections that is in use.",
        r#"sum(larder_pool_connections{state="in_use", *}) / sum(larder_pool_max_connections{*})"#,
    ],
    [
        "Cache hits",
        "percentunit",
        "The part of reads that either level answered.",
        concat!(
            r#"sum(rate(larder_cache_requests_total{result=~"hit|negative_hit", *}[$__rate_interval]))"#,
            r#" / sum(rate(larder_cache_requests_total{level="memory", *}[$__rate_interval]))"#
        ),
    ],
    ["Redis", "short", "1 while Redis answers every instance.", "min(larder_redis_up{*})"],
    ["Pending migrations", "short", "Of any instance.", r#"max(larder_migrations{state="pending", *})"#],
    ["Memory", "bytes", "Resident memory of the largest instance.", "max(larder_process_resident_memory_bytes{*})"],
];

const MIX: &[Chosen] = &[
    [
        "Operations",
        "ops",
        "Statements a second by what they do.",
        "sum by (operation) (rate(larder_statement_duration_seconds_count{*}[$__rate_interval]))",
    ],
    [
        "Most frequent statements",
        "ops",
        "The ten statements that run most often.",
        "topk(10, sum by (entity, method) (rate(larder_statement_duration_seconds_count{*}[$__rate_interval])))",
    ],
    [
        "Time spent in statements",
        "short",
        "The ten statements that take most of the time, as the number of connections that they keep busy.",
        "topk(10, sum by (entity, method) (rate(larder_statement_duration_seconds_sum{*}[$__rate_interval])))",
    ],
    [
        "Rows by entity",
        "ops",
        "Rows read and written a second.",
        "sum by (entity, operation) (rate(larder_statement_rows_total{*}[$__rate_interval]))",
    ],
];

/// Headings, and how the names below them begin.
const SECTIONS: &[(&str, &[&str])] = &[
    ("Connections", &["larder_pool_"]),
    ("Statements", &["larder_statement_", "larder_errors_"]),
    ("Transactions and locks", &["larder_transaction", "larder_lock_", "larder_deadlocks_", "larder_writer_"]),
    ("Replicas", &["larder_replica_"]),
    ("Cache", &["larder_cache_"]),
    ("Redis", &["larder_redis_"]),
    (
        "What the servers say",
        &["larder_active_", "larder_database_", "larder_table_", "larder_server_", "larder_inspection_"],
    ),
    ("Migrations", &["larder_migration"]),
    ("Others", &[""]),
];

/// Returns all sections. A metric is in the first one that has its beginning.
pub(super) fn sections(table: &Table) -> Vec<Section> {
    let place = |metric: &Metric| {
        SECTIONS.iter().position(|(_, starts)| starts.iter().any(|start| metric.name.starts_with(start)))
    };
    let mut sections = vec![
        Section { title: "At a glance", panels: GLANCE.iter().map(|row| chosen(row, View::Number)).collect() },
        Section {
            title: "What the application does",
            panels: MIX.iter().map(|row| chosen(row, View::Lines)).collect(),
        },
    ];
    for (number, (title, _)) in SECTIONS.iter().enumerate() {
        let metrics = table.0.iter().filter(|metric| place(metric) == Some(number));
        sections.push(Section { title, panels: metrics.map(of_metric).collect() });
    }
    sections.retain(|section| !section.panels.is_empty());
    sections
}

fn chosen([title, unit, description, expression]: &Chosen, view: View) -> Panel {
    let grouped = expression.split_once(" by (").and_then(|(_, rest)| rest.split_once(')'));
    let labels = grouped.map_or("", |(names, _)| names).split(", ").filter(|name| !["", "le"].contains(name));
    let labels: Vec<String> = labels.map(str::to_owned).collect();
    let query = Query { expression: expression.replace('*', INSTANCES), legend: legend(&labels, title) };
    Panel { title: (*title).to_owned(), description: (*description).to_owned(), unit, view, queries: vec![query] }
}

fn of_metric(metric: &Metric) -> Panel {
    let Metric { name, labels, .. } = metric;
    let title = name.trim_start_matches("larder_").trim_end_matches("_total").replace('_', " ");
    let single = |function, value: String| {
        vec![Query { expression: grouped(function, labels, &value), legend: legend(labels, &title) }]
    };
    let queries = match metric.kind {
        Kind::Counter => {
            let function = if is_of_servers(metric) { "max" } else { "sum" };
            single(function, format!("rate({name}{{{INSTANCES}}}[$__rate_interval])"))
        }
        Kind::Gauge => single(over_instances(metric), format!("{name}{{{INSTANCES}}}")),
        Kind::Histogram => percentiles(metric),
    };
    let description = format!("{} Normal: {}", metric.meaning, metric.normal);
    Panel { title, description, unit: unit(metric), view: View::Lines, queries }
}

/// A histogram without labels shows three percentiles; one with labels the ten series with the highest.
fn percentiles(metric: &Metric) -> Vec<Query> {
    let Metric { name, labels, .. } = metric;
    let by = ["le"].into_iter().chain(labels.iter().map(String::as_str)).collect::<Vec<_>>().join(", ");
    let quantile = |share: &str| {
        let buckets = format!("rate({name}_bucket{{{INSTANCES}}}[$__rate_interval])");
        format!("histogram_quantile({share}, sum by ({by}) ({buckets}))")
    };
    if labels.is_empty() {
        let shares = [("0.5", "half"), ("0.9", "90 %"), ("0.99", "99 %")];
        return shares.map(|(share, legend)| Query { expression: quantile(share), legend: legend.to_owned() }).into();
    }
    vec![Query { expression: format!("topk(10, {})", quantile("0.99")), legend: legend(labels, "99 %") }]
}

/// Whether every instance says the same, since it asks the same servers.
fn is_of_servers(metric: &Metric) -> bool {
    const STARTS: [&str; 8] = [
        "larder_active_",
        "larder_database_",
        "larder_table_",
        "larder_server_",
        "larder_inspection_",
        "larder_redis_memory_",
        "larder_redis_region_",
        "larder_redis_evicted_",
    ];
    metric.name == "larder_redis_keys" || STARTS.iter().any(|start| metric.name.starts_with(start))
}

/// Returns how the values of several instances become one.
fn over_instances(metric: &Metric) -> &'static str {
    match metric.unit.as_str() {
        _ if is_of_servers(metric) => "max",
        "ratio" => "avg",
        _ if metric.name == "larder_replica_lag_seconds" => "max",
        "seconds" => "min",
        _ if metric.name.ends_with("_up") => "min",
        _ if metric.name.starts_with("larder_migrations") => "max",
        _ => "sum",
    }
}

fn grouped(function: &str, labels: &[String], value: &str) -> String {
    if labels.is_empty() {
        return format!("{function}({value})");
    }
    let all = format!("{function} by ({}) ({value})", labels.join(", "));
    // These have a series for each statement or region of the application.
    let are_many = labels.iter().any(|label| ["method", "region", "table"].contains(&label.as_str()));
    if are_many { format!("topk(10, {all})") } else { all }
}

fn legend(labels: &[String], otherwise: &str) -> String {
    let names: Vec<String> = labels.iter().map(|label| format!("{{{{{label}}}}}")).collect();
    if names.is_empty() { otherwise.to_owned() } else { names.join(" ") }
}

fn unit(metric: &Metric) -> &'static str {
    match (metric.kind, metric.unit.as_str()) {
        (Kind::Counter, "seconds") => "short",
        (Kind::Counter, _) => "ops",
        (_, "seconds") => "s",
        (_, "bytes") => "bytes",
        (_, "ratio") => "percentunit",
        _ => "short",
    }
}
