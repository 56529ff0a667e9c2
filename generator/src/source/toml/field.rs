//! Reads fields and named types.

use super::{
    grammar::Key,
    reader::own_sql,
    shape,
    table::{Entry, TomlTable},
};
use crate::{
    diagnostic::Diagnostics,
    draft::{EnumDraft, FieldDraft, Located, NativeDraft, RuleDrafts, Text},
    ir::FORMAT_WORDS,
};

/// Reads `name = "type"` or `name = { … }`; `keys` are those of the table form.
pub(super) fn field(entry: &Entry<'_>, keys: &'static [Key]) -> FieldDraft {
    let mut field = FieldDraft::named(entry.key.clone());
    match (entry.value.text(), entry.table()) {
        (Some(ty), _) => field.ty = Some(ty),
        (None, Some(table)) => fill(&mut field, &table, keys),
        (None, None) => field.broken = true,
    }
    field
}

/// Reads the keys of a field, or of a named type, which has some of them.
pub(super) fn fill(field: &mut FieldDraft, table: &TomlTable<'_>, keys: &'static [Key]) {
    let mut mistakes = Diagnostics::default();
    shape::check(table, keys, &mut mistakes);
    field.broken = !mistakes.is_empty();
    field.doc = table.string("doc");
    field.column = table.text("column");
    field.ty = table.text("type");
    field.native = engines(table, "native");
    field.collation = engines(table, "collation");
    field.comment = table.flag("comment");
    field.rust = table.text("rust");
    field.enumeration = enumeration(table);
    let about_enums = ["enum_name", "nullable"].into_iter().filter_map(|key| table.get(key));
    field.stray = about_enums.map(|entry| entry.key).next().filter(|_| table.get("enum").is_none());
    field.belongs_to = table.text("belongs_to");
    field.by = table.text("by");
    field.deferrable = table.text("deferrable");
    field.tenant = table.flag("tenant");
    field.on_delete = table.text("on_delete");
    field.assigned = table.text("primary");
    field.primary = table.flag("primary").or(field.assigned.as_ref().map(|word| word.origin));
    field.unique = unique(table);
    field.immutable = table.flag("immutable");
    field.secret = table.flag("secret");
    field.volatile = table.flag("volatile");
    field.deprecated = table.flag("deprecated");
    field.unchecked = table.flag("unchecked");
    field.default = table.get("default").map(|entry| entry.value.json());
    field.default_sql = own_sql(table, "default_sql");
    field.generated = own_sql(table, "generated");
    field.on_update = table.text("on_update");
    field.counts = table.text("counts");
    field.sums = table.text("sums");
    field.was = table.text("was");
    field.rules = rules(table);
}

/// Reads `{ postgres = "…", mysql = "…", sqlite = "…" }`.
fn engines(table: &TomlTable<'_>, key: &str) -> Option<NativeDraft> {
    let entry = table.get(key)?;
    let of = entry.table()?;
    let [postgres, mysql, sqlite] = ["postgres", "mysql", "sqlite"].map(|engine| of.text(engine));
    Some(NativeDraft { postgres, mysql, sqlite, origin: entry.key.origin })
}

fn enumeration(table: &TomlTable<'_>) -> Option<EnumDraft> {
    let entry = table.get("enum")?;
    Some(EnumDraft {
        values: entry.value.elements().iter().filter_map(|element| element.text()).collect(),
        variants: Vec::new(),
        name: table.text("enum_name"),
        nullable: table.flag("nullable"),
        origin: entry.value.origin,
    })
}

fn unique(table: &TomlTable<'_>) -> Option<Text> {
    match table.flag("unique") {
        Some(origin) => Some(Text::whole("tenant", origin)),
        None => table.text("unique"),
    }
}

fn rules(table: &TomlTable<'_>) -> RuleDrafts {
    let one_of = table.get("one_of").filter(|entry| entry.value.value.is_array()).map(|entry| Located {
        value: entry.value.elements().iter().map(|element| element.json()).collect(),
        origin: entry.value.origin,
    });
    RuleDrafts {
        length: table.get("length").and_then(|entry| entry.value.length()),
        range: table.get("range").and_then(|entry| entry.value.range()),
        pattern: table.text("pattern"),
        formats: FORMAT_WORDS.iter().filter_map(|word| Some((*word, table.flag(word)?))).collect(),
        one_of,
        future: table.flag("future"),
        past: table.flag("past"),
        custom: table.text("custom"),
    }
}
