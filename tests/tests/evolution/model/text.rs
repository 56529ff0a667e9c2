//! A model as `models.toml`.

mod values;
mod words;

use std::fmt::Write as _;

use self::values::{literal, preset, quoted, rules};
use super::{
    Comparison, Condition, Entity, Field, Further, Id, Index, IndexOn, KeyKind, Kind, Model, Pattern, Preset, Rules,
    Scope, Tenancy, Tie,
};
use crate::value::Value;

/// The length of business ids of tenants.
pub(crate) const TENANT_LENGTH: u32 = 20;

/// The length of texts that are keys.
pub(crate) const KEY_LENGTH: u32 = 16;

impl Pattern {
    pub(crate) fn source(self) -> &'static str {
        match self {
            Self::Word => "^[a-z-]+$",
            Self::Code => "^[A-Z]{2}-[0-9]+$",
        }
    }

    pub(crate) fn matches(self, text: &str) -> bool {
        match self {
            Self::Word => !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'),
            Self::Code => text.split_once('-').is_some_and(|(letters, digits)| {
                letters.len() == 2
                    && letters.bytes().all(|byte| byte.is_ascii_uppercase())
                    && !digits.is_empty()
                    && digits.bytes().all(|byte| byte.is_ascii_digit())
            }),
        }
    }
}

/// Returns the definition as a user would write it.
pub(crate) fn definition(model: &Model) -> String {
    let mut text = "[codegen]\nmigrations = \"migrations\"\nmodels = \"models\"\n".to_owned();
    for entity in &model.entities {
        self::entity(model, entity, &mut text);
    }
    text
}

fn entity(model: &Model, entity: &Entity, text: &mut String) {
    let name = |id| entity.field(id).map_or("?", |field| field.name.as_str());
    writeln!(text, "\n[entities.{}]\ntable = {}", entity.name, quoted(&entity.table)).unwrap();
    if let Some(schema) = entity.schema() {
        writeln!(text, "schema = {}", quoted(schema)).unwrap();
    }
    if entity.cache {
        text.push_str("cache = \"short\"\n");
    }
    // Some say themselves in the database, in words that follow a rename.
    if entity.id.is_multiple_of(3) {
        writeln!(text, "doc = {}\ncomment = true", quoted(&format!("It's {}.", entity.name))).unwrap();
    }
    push_check(entity, text);
    let ties: Vec<String> = entity.ties.iter().map(|tie| self::tie(model, entity, tie)).collect();
    push_list("belongs_to", &ties, text);
    for (key, field) in [("soft_delete", entity.soft_delete), ("version", entity.version)] {
        if let Some(field) = field {
            writeln!(text, "{key} = {}", quoted(name(field))).unwrap();
        }
    }
    let owner = entity.tenant_field().filter(|_| entity.tenancy == Tenancy::Owned);
    let uniques = entity.uniques.iter().enumerate().map(|(number, unique)| {
        let names = owner.map(|field| field.name.as_str()).into_iter().chain(unique.on.iter().map(|id| name(*id)));
        let mut entry = format!("{{ on = {}", quoted(&names.collect::<Vec<_>>().join(", ")));
        push_condition(entity, &unique.condition, &format!("key_{number}"), &mut entry);
        if unique.nulls_equal {
            entry.push_str(", nulls = \"equal\"");
        }
        entry + " }"
    });
    let uniques: Vec<String> = uniques.collect();
    push_list("unique", &uniques, text);
    let search = entity.search.iter().map(|id| name(*id)).collect::<Vec<_>>().join(", ");
    let mut indexes: Vec<String> =
        entity.indexes.iter().enumerate().map(|(number, index)| self::index(entity, number, index)).collect();
    if !search.is_empty() {
        indexes.push(format!("{{ search = {} }}", quoted(&search)));
    }
    push_list("indexes", &indexes, text);
    writeln!(text, "\n[entities.{}.fields]", entity.name).unwrap();
    for field in &entity.fields {
        let mut parts = self::field(model, entity, field);
        if field.id.is_multiple_of(5) {
            parts.push(format!("doc = {}, comment = true", quoted(&format!("The \\ of {}.", field.name))));
        }
        parts.extend(collation(entity, field));
        writeln!(text, "{} = {{ {} }}", field.name, parts.join(", ")).unwrap();
    }
}

/// Half of the entities check two of their numbers, in words that every row satisfies.
fn push_check(entity: &Entity, text: &mut String) {
    // A change of a parent changes what refers to it, and MySQL has no check over that.
    let is_number =
        |field: &&Field| matches!(field.kind, Kind::I16 | Kind::I32 | Kind::I64) && !entity.is_tied(field.id);
    let numbers: Vec<&Field> = entity.fields.iter().filter(is_number).collect();
    let ([first, second, ..], true) = (numbers.as_slice(), entity.id.is_multiple_of(2)) else { return };
    let said = |mark: &str| {
        let [one, two] = [first, second].map(|field| format!("{mark}{}{mark}", field.name));
        format!("'{one} >= {two} or {one} < {two} or {one} is null or {two} is null'")
    };
    let [standard, own] = ["\"", "`"].map(said);
    let sql = format!("{{ postgres = {standard}, mysql = {own}, sqlite = {standard} }}");
    writeln!(text, "checks = [{{ on = {}, sql = {sql} }}]", quoted(&format!("{}, {}", first.name, second.name)))
        .unwrap();
}

/// Some strings have a collation, as long as nothing tells their values apart or asks more of them than a length.
fn collation(entity: &Entity, field: &Field) -> Option<String> {
    let names = |on: &[Id]| on.contains(&field.id);
    let in_unique =
        |unique: &super::Unique| names(&unique.on) || unique.condition.iter().any(|one| one.field == field.id);
    let in_index = |index: &Index| {
        let is_asked = index.condition.iter().any(|one| one.field == field.id);
        is_asked
            || match &index.on {
                IndexOn::Lower(one) | IndexOn::Contains(one) => *one == field.id,
                IndexOn::Columns(columns) => columns.iter().any(|(one, _)| *one == field.id),
            }
    };
    let is_free = field.unique.is_none()
        && !entity.is_tied(field.id)
        && field.rules == Rules::default()
        && !names(&entity.search);
    let is_free = is_free && !entity.uniques.iter().any(in_unique) && !entity.indexes.iter().any(in_index);
    let is_chosen = field.id.is_multiple_of(2) && matches!(field.kind, Kind::String(_)) && is_free;
    let words = "postgres = \"C\", mysql = \"utf8mb4_general_ci\", sqlite = \"NOCASE\"";
    is_chosen.then(|| format!("collation = {{ {words} }}"))
}

fn tie(model: &Model, entity: &Entity, tie: &Tie) -> String {
    let parent = model.entity(tie.parent).map_or("?", |parent| parent.name.as_str());
    let name = |id: &Id| entity.field(*id).map_or("?", |field| field.name.as_str());
    let on: Vec<&str> = tie.on.iter().map(name).collect();
    let mut parts =
        vec![format!("to = {}, on = {}, name = \"tie_{}\"", quoted(parent), quoted(&on.join(", ")), tie.id)];
    parts.push(format!("on_delete = \"{}\"", tie.action.word()));
    further(model, tie.further, &mut parts);
    format!("{{ {} }}", parts.join(", "))
}

fn further(model: &Model, further: Further, parts: &mut Vec<String>) {
    let Further { update, deferrable, by } = further;
    parts.extend(update.map(|update| format!("on_update = \"{}\"", update.word())));
    let word = |deferred| if deferred { "deferred" } else { "immediate" };
    parts.extend(deferrable.map(|deferred| format!("deferrable = \"{}\"", word(deferred))));
    let target = by.and_then(|by| model.entities.iter().find_map(|entity| entity.field(by)));
    parts.extend(target.map(|target| format!("by = {}", quoted(&target.name))));
}

/// Returns what the database computes: of a number the rest of a division, of a text itself, or one that is never null.
fn computed(from: &Field) -> String {
    let said = |mark: &str| match from.kind {
        Kind::String(_) => format!("\"coalesce({mark}{0}{mark}, 'x')\"", from.name),
        _ => format!("\"{mark}{0}{mark} % 7\"", from.name),
    };
    let [standard, own] = ["\\\"", "`"].map(said);
    format!("generated = {{ postgres = {standard}, mysql = {own}, sqlite = {standard} }}")
}

fn push_list(key: &str, entries: &[String], text: &mut String) {
    if !entries.is_empty() {
        writeln!(text, "{key} = [{}]", entries.join(", ")).unwrap();
    }
}

fn index(entity: &Entity, number: usize, index: &Index) -> String {
    let name = |id| entity.field(id).map_or("?", |field| field.name.as_str());
    match &index.on {
        IndexOn::Lower(field) => {
            // Names may be reserved words.
            let name = name(*field);
            let [standard, own] = ["\"", "`"].map(|mark| format!("'(lower({mark}{name}{mark}))'"));
            let sql = format!("{{ postgres = {standard}, mysql = {own}, sqlite = {standard} }}");
            format!("{{ on = {}, sql = {sql}, name = \"low_{number}\" }}", quoted(name))
        }
        IndexOn::Contains(field) => format!("{{ contains = {} }}", quoted(name(*field))),
        IndexOn::Columns(columns) => {
            let columns = columns.iter().map(|(field, order)| match order {
                None => name(*field).to_owned(),
                Some(false) => format!("{} asc{}", name(*field), nulls(entity, index, *field, " nulls last")),
                Some(true) => format!("{} desc{}", name(*field), nulls(entity, index, *field, " nulls first")),
            });
            let mut entry = format!("{{ on = {}", quoted(&columns.collect::<Vec<_>>().join(", ")));
            push_condition(entity, &index.condition, &format!("part_{number}"), &mut entry);
            entry + " }"
        }
    }
}

/// A third of the indexes have their nulls at the other end.
fn nulls<'t>(entity: &Entity, index: &Index, field: Id, words: &'t str) -> &'t str {
    let is_nullable = entity.field(field).is_some_and(|field| field.nullable);
    if is_nullable && index.id.is_multiple_of(3) { words } else { "" }
}

/// Each has a name, since another may be over the same fields.
fn push_condition(entity: &Entity, conditions: &[Condition], given: &str, entry: &mut String) {
    write!(entry, ", name = {}", quoted(given)).unwrap();
    if conditions.is_empty() {
        return;
    }
    let condition = |condition: &Condition| {
        let name = entity.field(condition.field).map_or("?", |field| field.name.as_str());
        match &condition.is {
            Comparison::Null => format!("{name} is null"),
            Comparison::NotNull => format!("{name} is not null"),
            Comparison::Equal(value) => format!("{name} = {}", constant(value)),
            Comparison::NotEqual(value) => format!("{name} <> {}", constant(value)),
            Comparison::Above(value) => format!("{name} > {}", constant(value)),
            Comparison::AtMost(value) => format!("{name} <= {}", constant(value)),
        }
    };
    let all: Vec<_> = conditions.iter().map(condition).collect();
    write!(entry, ", where = {}", quoted(&all.join(" and "))).unwrap();
}

/// In a condition texts stand in single quotes.
fn constant(value: &Value) -> String {
    match value {
        Value::Text(text) => format!("'{}'", text.replace('\'', "''")),
        other => literal(other),
    }
}

fn field(model: &Model, entity: &Entity, field: &Field) -> Vec<String> {
    let mark = if field.nullable { "?" } else { "" };
    let mut parts = Vec::new();
    let parent = || format!("{}{mark}", model.parent(field).map_or("?", |parent| parent.name.as_str()));
    match &field.kind {
        Kind::Part { text: false } => parts.push("type = \"i32\", primary = true".to_owned()),
        Kind::Key(KeyKind::Text) | Kind::Part { text: true } => {
            parts.push(format!("type = \"string\", length = {KEY_LENGTH}, primary = true"));
        }
        Kind::Key(KeyKind::Word(_)) => {
            parts.extend([values::values(&model.stored(field), field.id), "primary = true".to_owned()]);
        }
        Kind::Key(kind) => {
            let is_given = *kind == KeyKind::Given && !entity.has_parts() && !entity.is_keyed_by_tenant();
            let primary = if is_given { "\"assigned\"" } else { "true" };
            parts.push(format!("type = \"{}\", primary = {primary}", kind.stored().word()));
        }
        Kind::Tenant { action, in_key } => {
            parts.push(format!("belongs_to = \"{}\", tenant = true, on_delete = \"{}\"", parent(), action.word()));
            parts.extend(in_key.then(|| "primary = true".to_owned()));
        }
        Kind::Reference { action, further, .. } => {
            parts.push(format!("belongs_to = \"{}\", on_delete = \"{}\"", parent(), action.word()));
            self::further(model, *further, &mut parts);
        }
        Kind::Computed { from } => {
            let kind = model.stored(field);
            parts.push(format!("type = \"{}{mark}\"", kind.word()));
            if let Kind::String(max) = kind {
                parts.push(format!("length = {max}"));
            }
            parts.extend(entity.field(*from).map(computed));
        }
        kind @ Kind::Enum(_) => {
            parts.push(values::values(kind, field.id));
            if field.nullable {
                parts.push("nullable = true".to_owned());
            }
            // Some are types of PostgreSQL's own.
            if field.id.is_multiple_of(4) {
                parts.push(format!("native = {{ postgres = \"enum_{}\" }}", field.id));
            }
        }
        Kind::Array => parts.push(format!("type = \"string[]{mark}\", native = {{ postgres = \"text[]\" }}")),
        kind => parts.push(format!("type = \"{}{mark}\"", kind.word())),
    }
    if let Some(default) = &field.default {
        let key = if matches!(default, Preset::Made(_)) { "default_sql" } else { "default" };
        parts.push(format!("{key} = {}", preset(default)));
    }
    match field.unique {
        Some(Scope::Tenant) => parts.push("unique = true".to_owned()),
        Some(Scope::Global) => parts.push("unique = \"global\"".to_owned()),
        None => {}
    }
    rules(&field.kind, &field.rules, &mut parts);
    parts
}
