//! What a person is told of a pull.

use larder_format::catalogue::{Catalogue, LiveTable};
use larder_generator::Definition;
use larder_generator::pull::{Miss, MissKind, Pulled, PulledMigrations};

/// Returns what was read, what was left out and why, and what to do next.
pub(super) fn text(catalogue: &Catalogue, definition: &Definition, pulled: &Pulled, made: &PulledMigrations) -> String {
    // Partitions are the rows of the table that they are of.
    let is_whole = |table: &&LiveTable| !table.options.iter().any(|option| option == "PARTITION");
    let tables: Vec<&LiveTable> = catalogue.tables.iter().filter(is_whole).collect();
    let columns: usize = tables.iter().map(|table| table.columns.len()).sum();
    let fields: usize = definition.schema.entities.iter().map(|entity| entity.fields.len()).sum();
    let mut text = format!(
        "{} of {} and {} of {} are in the definition\n",
        definition.schema.entities.len(),
        count(tables.len(), "table"),
        fields,
        count(columns, "column"),
    );
    if !pulled.files.is_empty() {
        let are = if pulled.files.len() == 1 { "is a file" } else { "are files" };
        text.push_str(&format!("{} beside the tables {are}\n", count(pulled.files.len(), "object")));
    }
    list(&mut text, "left out:", pulled.misses.iter().filter(|miss| miss.kind == MissKind::Left));
    let otherwise = pulled.misses.iter().filter(|miss| miss.kind == MissKind::Otherwise);
    list(&mut text, "in the definition, but otherwise than in the database:", otherwise);
    if !pulled.objects.is_empty() {
        text.push_str("\nnot managed by larder:\n");
        pulled.objects.iter().for_each(|miss| text.push_str(&format!("  {}: {}\n", miss.object, miss.why)));
    }
    text.push_str("\nnext:\n  codegen                    writes the Rust code\n");
    if let Some(last) = made.present.last() {
        text.push_str(&format!("  codegen baseline {}  records what the database has\n", last.plan.id));
    }
    if !made.lacking.is_empty() {
        let ids: Vec<&str> = made.lacking.iter().map(|one| one.plan.id.as_str()).collect();
        text.push_str(&format!("  codegen migrate            adds what the database lacks: {}\n", ids.join(", ")));
    }
    text
}

fn list<'a>(text: &mut String, title: &str, misses: impl Iterator<Item = &'a Miss>) {
    let mut misses = misses.peekable();
    if misses.peek().is_some() {
        text.push_str(&format!("\n{title}\n"));
        misses.for_each(|miss| text.push_str(&format!("  {miss}\n")));
    }
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
