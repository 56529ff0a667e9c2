//! The dashboard as Grafana reads it.

use serde_json::{Value, json};

use super::metrics::Table;
use super::panels::{Panel, Query, View, sections};
use crate::Result;

const COLUMNS: usize = 24;

/// Returns the text of the dashboard.
pub(super) fn text(table: &Table) -> Result<String> {
    let mut panels = Vec::new();
    let mut top = 0;
    for section in sections(table) {
        panels.push(row(section.title, top, panels.len() + 1));
        top += 1;
        let (width, height) = size(section.panels[0].view);
        let per_row = COLUMNS / width;
        for (number, shown) in section.panels.iter().enumerate() {
            let (x, y) = (number % per_row * width, top + number / per_row * height);
            let place = json!({ "h": height, "w": width, "x": x, "y": y });
            panels.push(panel(shown, &place, panels.len() + 1));
        }
        top += section.panels.len().div_ceil(per_row) * height;
    }
    let dashboard = json!({
        "uid": "larder",
        "title": "larder",
        "description": "Generated from docs/metrics.md by `cargo xtask deployment`.",
        "tags": ["larder"],
        "schemaVersion": 39,
        "editable": false,
        "graphTooltip": 1,
        "refresh": "15s",
        "time": { "from": "now-1h", "to": "now" },
        "templating": { "list": [instances()] },
        "panels": panels,
    });
    Ok(format!("{}\n", serde_json::to_string_pretty(&dashboard)?))
}

/// Returns every expression of the dashboard.
pub(super) fn expressions(table: &Table) -> Vec<String> {
    let panels = sections(table).into_iter().flat_map(|section| section.panels);
    panels.flat_map(|panel| panel.queries).map(|query| query.expression).collect()
}

fn size(view: View) -> (usize, usize) {
    match view {
        View::Number => (3, 4),
        View::Lines => (8, 8),
    }
}

fn source() -> Value {
    json!({ "type": "prometheus", "uid": "prometheus" })
}

fn instances() -> Value {
    let query = "label_values(larder_uptime_seconds, instance)";
    json!({
        "name": "instance",
        "label": "instance",
        "type": "query",
        "datasource": source(),
        "definition": query,
        "query": { "query": query, "refId": "instance" },
        "current": { "text": "All", "value": "$__all" },
        "includeAll": true,
        "allValue": ".*",
        "multi": true,
        "refresh": 2,
    })
}

fn row(title: &str, top: usize, id: usize) -> Value {
    let place = json!({ "h": 1, "w": COLUMNS, "x": 0, "y": top });
    json!({ "id": id, "type": "row", "title": title, "collapsed": false, "gridPos": place, "panels": [] })
}

fn panel(panel: &Panel, place: &Value, id: usize) -> Value {
    let target = |(name, query): (char, &Query)| {
        let Query { expression, legend } = query;
        json!({ "refId": name, "expr": expression, "legendFormat": legend, "datasource": source() })
    };
    let targets: Vec<Value> = ('A'..='Z').zip(&panel.queries).map(target).collect();
    let (kind, options, drawn) = match panel.view {
        View::Number => {
            let last = json!({ "calcs": ["lastNotNull"] });
            ("stat", json!({ "reduceOptions": last, "graphMode": "area", "colorMode": "none" }), json!({}))
        }
        View::Lines => {
            let legend = json!({ "displayMode": "list", "placement": "bottom", "showLegend": true });
            let options = json!({ "legend": legend, "tooltip": { "mode": "multi", "sort": "desc" } });
            ("timeseries", options, json!({ "fillOpacity": 10, "lineWidth": 1, "showPoints": "never" }))
        }
    };
    json!({
        "id": id,
        "type": kind,
        "title": panel.title,
        "description": panel.description,
        "datasource": source(),
        "gridPos": place,
        "fieldConfig": { "defaults": { "unit": panel.unit, "min": 0, "custom": drawn }, "overrides": [] },
        "options": options,
        "targets": targets,
    })
}
