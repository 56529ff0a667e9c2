//! The table of metrics, as docs/metrics.md shows it; a test of the runtime keeps that page equal to the code.

use std::path::Path;

use crate::Result;

/// What a metric is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Counter,
    Gauge,
    Histogram,
}

/// A row of the table.
#[derive(Debug)]
pub(super) struct Metric {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) unit: String,
    pub(super) labels: Vec<String>,
    pub(super) meaning: String,
    pub(super) normal: String,
}

/// All metrics, in their order.
pub(super) struct Table(pub(super) Vec<Metric>);

impl Table {
    pub(super) fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Self::parse(&text).map_err(|error| format!("{}: {error}", path.display()).into())
    }

    fn parse(text: &str) -> Result<Self> {
        let rows = text.lines().filter(|line| line.starts_with("| `"));
        let metrics = rows.map(Metric::parse).collect::<Result<Vec<_>>>()?;
        if metrics.is_empty() { Err("no row of a metric".into()) } else { Ok(Self(metrics)) }
    }

    /// Returns the metric that a series belongs to: histograms have three for each of theirs.
    pub(super) fn of_series(&self, series: &str) -> Option<&Metric> {
        let parts = ["_bucket", "_count", "_sum"];
        self.0.iter().find(|metric| match metric.kind {
            Kind::Histogram => parts.iter().any(|part| series.strip_suffix(part) == Some(&metric.name)),
            Kind::Counter | Kind::Gauge => series == metric.name,
        })
    }

    /// Refuses an expression that names a metric which is not in the table.
    pub(super) fn check(&self, expression: &str) -> Result<()> {
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let mut names = expression.split(|c| !is_word(c)).filter(|word| word.starts_with("larder_"));
        match names.find(|name| self.of_series(name).is_none()) {
            Some(name) => Err(format!("`{expression}` names `{name}`, which docs/metrics.md does not have").into()),
            None => Ok(()),
        }
    }
}

impl Metric {
    fn parse(row: &str) -> Result<Self> {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [name, kind, unit, labels, meaning, normal] = cells.as_slice() else {
            return Err(format!("`{row}` has not six cells").into());
        };
        let kind = match *kind {
            "counter" => Kind::Counter,
            "gauge" => Kind::Gauge,
            "histogram" => Kind::Histogram,
            other => return Err(format!("`{other}` is no kind of metric").into()),
        };
        Ok(Self {
            name: quoted(name).next().ok_or("a metric has a name")?.to_owned(),
            kind,
            unit: (*unit).to_owned(),
            labels: quoted(labels).map(str::to_owned).collect(),
            meaning: (*meaning).to_owned(),
            normal: (*normal).to_owned(),
        })
    }
}

/// Iterates over the texts between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}
