//! A definition as a page for people: a diagram of its entities in Mermaid and a dictionary of their columns.

mod words;

use std::fmt::Write as _;

use larder_format::qualified;

use crate::ir::{Entity, Field, FieldId, Index, IndexKind, Order, ReferentialAction, Relation, Schema, Scope, Unique};
use words::{default, listed, predicate, rules, type_name};

/// Returns the page from its diagram on; the caller writes what comes before.
#[must_use]
pub fn document(schema: &Schema) -> String {
    let mut page = diagram(schema);
    for entity in &schema.entities {
        page.push_str(&dictionary(schema, entity));
    }
    for value in &schema.values {
        let _ = writeln!(page, "\n## {}, inside JSON\n{}", value.name, paragraph(value.doc.as_deref()));
        page.push_str("| member | type | null | rules | meaning |\n| --- | --- | --- | --- | --- |\n");
        for member in &value.fields {
            let null = if member.nullable { "yes" } else { "no" };
            let words = [rules(&member.rules), member.doc.clone().unwrap_or_default()].map(|cell| cell_text(&cell));
            let [rules, doc] = words;
            let _ = writeln!(page, "| `{}` | {} | {null} | {rules} | {doc} |", member.name, type_name(&member.ty));
        }
    }
    page
}

/// Keys only: all columns would hide what the diagram is for.
fn diagram(schema: &Schema) -> String {
    let mut text = String::from("```mermaid\nerDiagram\n");
    for entity in schema.with_tables() {
        for relation in &entity.relations {
            let own: Vec<FieldId> = relation.fields().collect();
            let parents = if relation.is_required(entity) { "||" } else { "|o" };
            let is_alone = |unique: &Unique| unique.columns == own && unique.condition.is_none();
            let children = if entity.uniques.iter().any(is_alone) { "o|" } else { "o{" };
            let parent = qualified::plain(table(schema, &relation.parent));
            let label = if relation.is_composite() { relation.called() } else { entity.field(own[0]).name.clone() };
            let _ = writeln!(text, "    {parent} {parents}--{children} {} : {label}", qualified::plain(&entity.table));
        }
    }
    for entity in &schema.entities {
        let _ = writeln!(text, "    {} {{", qualified::plain(&entity.table));
        for (place, field) in entity.fields.iter().enumerate() {
            let marks = marks(entity, FieldId(place));
            if !marks.is_empty() {
                let _ = writeln!(text, "        {} {} {}", words::word(&field.ty), field.name, marks.join(","));
            }
        }
        text.push_str("    }\n");
    }
    text + "```\n"
}

fn marks(entity: &Entity, field: FieldId) -> Vec<&'static str> {
    let marks = [
        ("PK", entity.primary.contains(&field)),
        ("FK", entity.relations_over(field).next().is_some()),
        ("UK", entity.uniques.iter().any(|unique| unique.columns.contains(&field))),
    ];
    marks.into_iter().filter(|(_, has)| *has).map(|(mark, _)| mark).collect()
}

fn dictionary(schema: &Schema, entity: &Entity) -> String {
    let mut text = format!("\n## {}, table `{}`\n{}", entity.name, entity.table, paragraph(entity.doc.as_deref()));
    text.push_str("\n| column | type | null | default | rules | meaning |\n| --- | --- | --- | --- | --- | --- |\n");
    for field in &entity.fields {
        text.push_str(&column(field));
    }
    text.push('\n');
    for line in keys(schema, entity) {
        let _ = writeln!(text, "- {line}");
    }
    text
}

fn column(field: &Field) -> String {
    let null = if field.nullable { "yes" } else { "no" };
    let default = field.default.as_ref().map_or_else(String::new, default);
    let mut all = rules(&field.rules);
    let flags = [
        ("never changes", field.immutable),
        ("set by every update", field.on_update_now),
        ("secret: in no row, log or cache", field.secret),
        ("in no row and no cache", field.volatile),
    ];
    for (words, _) in flags.into_iter().filter(|(_, is_set)| *is_set) {
        let separator = if all.is_empty() { "" } else { "; " };
        let _ = write!(all, "{separator}{words}");
    }
    let doc = match (&field.doc, field.deprecated) {
        (Some(doc), true) => format!("Deprecated. {doc}"),
        (None, true) => "Deprecated.".to_owned(),
        (doc, false) => doc.clone().unwrap_or_default(),
    };
    let [default, all, doc] = [default, all, doc].map(|cell| cell_text(&cell));
    format!("| `{}` | {} | {null} | {default} | {all} | {doc} |\n", field.column(), type_name(&field.ty))
}

/// Says by what rows are found, held together and kept.
fn keys(schema: &Schema, entity: &Entity) -> Vec<String> {
    let mut lines = vec![match entity.has_key() {
        true => format!("Primary key: {}.", names(entity, &entity.primary)),
        false => "No primary key: rows are read by conditions, inserted and counted.".to_owned(),
    }];
    if let Some(tenant) = entity.tenant {
        lines.push(format!("Rows belong to the tenant in `{}`.", entity.field(tenant).name));
    }
    lines.extend(entity.uniques.iter().map(|unique| unique_key(entity, unique)));
    lines.extend(entity.indexes.iter().map(|index| index_line(entity, index)));
    lines.extend(entity.checks.iter().map(|check| format!("Checked together: {}.", names(entity, &check.columns))));
    lines.extend(entity.relations.iter().map(|relation| reference(schema, entity, relation)));
    for counter in &entity.counters {
        let (name, child) = (&entity.field(counter.field).name, table(schema, &counter.child));
        lines.push(match &counter.sum {
            Some(summed) => format!("`{name}` is the sum of `{child}.{summed}`."),
            None => format!("`{name}` is the number of rows in `{child}`."),
        });
    }
    if let Some(field) = entity.soft_delete {
        lines.push(format!("A deleted row stays, with `{}` set.", entity.field(field).name));
    }
    if let Some(field) = entity.version {
        lines.push(format!("`{}` is one more after each update.", entity.field(field).name));
    }
    if let Some(field) = schema.activities.get(&entity.name) {
        let name = &entity.field(*field).name;
        lines.push(format!("`{name}` says when a row was last active; metrics count recent ones."));
    }
    if let Some(policy) = entity.cache {
        lines.push(format!("Cached for {} seconds.", policy.ttl_seconds));
    }
    lines
}

fn unique_key(entity: &Entity, unique: &Unique) -> String {
    let scope = match unique.scope {
        Scope::Global if entity.tenant.is_some() => " over all tenants",
        Scope::Global | Scope::Tenant => "",
    };
    format!("Unique{scope}: {}{}.", names(entity, &unique.columns), condition(unique.condition.as_ref()))
}

fn index_line(entity: &Entity, index: &Index) -> String {
    let column = |column: &crate::ir::IndexColumn| {
        let order = if column.order == Some(Order::Descending) { " descending" } else { "" };
        format!("`{}`{order}", entity.field(column.field).name)
    };
    let columns: Vec<String> = index.columns.iter().map(column).collect();
    let kind = match index.kind {
        IndexKind::Ordered if index.unique => "Unique, by SQL of its own",
        IndexKind::Ordered if index.text.is_some() => "Index by SQL of its own",
        IndexKind::Ordered => "Index",
        IndexKind::Contains => "Index of what JSON contains",
        IndexKind::Search => "Index of words",
    };
    format!("{kind}: {}{}.", columns.join(", "), condition(index.condition.as_ref()))
}

fn reference(schema: &Schema, entity: &Entity, relation: &Relation) -> String {
    let then = match relation.on_delete {
        ReferentialAction::Restrict | ReferentialAction::NoAction => "which cannot be deleted before",
        ReferentialAction::Cascade => "and is deleted with it",
        ReferentialAction::SetNull => "and becomes null when that is deleted",
        ReferentialAction::SetDefault => "and takes its default when that is deleted",
    };
    let by = listed(relation.by.iter().map(|by| format!("`{by}`")));
    let by = if by.is_empty() { by } else { format!(" by {by}") };
    let own: Vec<FieldId> = relation.fields().collect();
    let verb = if relation.is_composite() { "refer" } else { "refers" };
    format!("{} {verb} to `{}`{by}, {then}.", names(entity, &own), table(schema, &relation.parent))
}

fn condition(condition: Option<&crate::ir::Predicate>) -> String {
    condition.map_or_else(String::new, |condition| format!(", where {}", predicate(condition)))
}

fn names(entity: &Entity, fields: &[FieldId]) -> String {
    listed(fields.iter().map(|field| format!("`{}`", entity.field(*field).name)))
}

fn table<'s>(schema: &'s Schema, entity: &'s str) -> &'s str {
    schema.entity(entity).map_or(entity, |entity| entity.table.as_str())
}

fn paragraph(doc: Option<&str>) -> String {
    doc.map_or_else(String::new, |doc| format!("\n{doc}\n"))
}

/// A cell is one line, in which a bar would end it.
fn cell_text(text: &str) -> String {
    text.replace('|', "\\|").split_whitespace().collect::<Vec<_>>().join(" ")
}
