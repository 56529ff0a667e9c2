//! Reads the settings and entities of `models.toml` into drafts.

use super::{
    CodegenSettings, extras,
    field::{field, fill},
    grammar,
    table::{Entry, TomlTable, Value},
};
use crate::{
    draft::{
        AggregateDraft, BelongsToDraft, CacheDraft, CheckDraft, Drafts, EntityDraft, FieldDraft, FigureDraft,
        IndexDraft, Located, ManyDraft, PartitionDraft, QueryDraft, RowsDraft, SqlDraft, Text, UniqueDraft, ValueDraft,
        WarmDraft,
    },
    ir::{IndexKind, Kind},
};

const ROW_LEVEL_SECURITY: &str = "row_level_security";

/// Reads what the file says about the generated files.
pub(super) fn settings(root: &TomlTable<'_>, sources: &[Text]) -> CodegenSettings {
    let default = CodegenSettings {
        sources: sources.iter().map(|source| source.value.clone()).collect(),
        ..CodegenSettings::default()
    };
    let Some(table) = root.table("codegen") else { return default };
    CodegenSettings {
        migrations: table.string("migrations").unwrap_or(default.migrations),
        models: table.string("models").unwrap_or(default.models),
        objects: table.string("objects").unwrap_or(default.objects),
        sources: default.sources,
    }
}

/// Reads where Rust sources lie.
pub(super) fn sources(root: &TomlTable<'_>) -> Vec<Text> {
    let list = root.table("codegen").and_then(|table| table.get("sources").map(|entry| entry.value.elements()));
    list.unwrap_or_default().iter().filter_map(Value::text).collect()
}

/// Reads the types and entities, in the order of the text.
pub(super) fn drafts(root: &TomlTable<'_>) -> Drafts {
    let tables = |key| root.table(key).map(|table| table.entries()).unwrap_or_default().into_iter();
    Drafts {
        values: tables("types").filter_map(|entry| value(&entry)).collect(),
        entities: tables("entities").filter_map(|entry| entity(&entry)).collect(),
        extras: root.table("codegen").map(|table| extras::read(&table, None)).unwrap_or_default(),
        row_level_security: root.table("security").is_some_and(|table| table.flag(ROW_LEVEL_SECURITY).is_some()),
        is_ready_to_scale: root
            .table("scale")
            .is_some_and(|table| table.flag("ready").is_some() || table.text("engine").is_some()),
        engine: root.table("scale").and_then(|table| table.text("engine")),
    }
}

fn value(entry: &Entry<'_>) -> Option<ValueDraft> {
    let table = entry.table()?;
    let fields = table.get("fields").map(|_| fields(&table));
    let mut alias = FieldDraft::named(entry.key.clone());
    fill(&mut alias, &table, grammar::TYPE);
    let doc = alias.doc.take();
    let kind = if fields.is_some() { Kind::Value } else { Kind::Enum };
    let extras = extras::read(&table, Some(kind));
    Some(ValueDraft { name: entry.key.clone(), doc, alias, fields, extras, derived: false })
}

fn entity(entry: &Entry<'_>) -> Option<EntityDraft> {
    let table = entry.table()?;
    let list = |key| table.get(key).map(|entry| entry.value.elements()).unwrap_or_default();
    Some(EntityDraft {
        name: entry.key.clone(),
        doc: table.string("doc"),
        comment: table.flag("comment"),
        table: table.text("table"),
        schema: table.text("schema"),
        view: table.text("view"),
        key: table.text("key"),
        was: table.text("was"),
        cache: table.get("cache").map(|entry| cache(&entry.value)),
        partition: table.get("partition").and_then(|entry| partition(&entry)),
        soft_delete: table.text("soft_delete"),
        version: table.text("version"),
        activity: table.text("activity"),
        row_level_security: table.switch(ROW_LEVEL_SECURITY),
        distribution: table.text("distribution"),
        fields: fields(&table),
        indexes: list("indexes").iter().filter_map(index).collect(),
        uniques: list("unique").iter().filter_map(unique).collect(),
        checks: list("checks").iter().filter_map(check).collect(),
        aggregates: tables_of(&table, "aggregates").iter().filter_map(aggregate).collect(),
        hooks: table.text("hooks"),
        check_with: table.text("check_with"),
        queries: tables_of(&table, "queries").iter().filter_map(query).collect(),
        many: table.get("many_to_many").map(|entry| many(&entry.value)).unwrap_or_default(),
        belongs_to: list("belongs_to").iter().filter_map(belongs_to).collect(),
        extras: extras::read(&table, None),
        derived: false,
    })
}

/// Reads `"medium"` or `{ ttl = "medium", mode = "fast" }`.
fn cache(value: &Value<'_>) -> CacheDraft {
    let Some(table) = value.table() else { return CacheDraft { ttl: value.text(), ..CacheDraft::default() } };
    let rows = table.get("rows").map(|entry| entry.value);
    CacheDraft {
        ttl: table.text("ttl"),
        missing: table.text("missing"),
        lists: table.text("lists"),
        mode: table.text("mode"),
        on_down: table.text("on_down"),
        memory: table.text("memory"),
        rows: rows.and_then(|rows| number(&rows)),
        warm: table.table("warm").map(|warm| WarmDraft {
            newest: warm.get("newest").and_then(|rows| number(&rows.value)),
            used: warm.get("used").and_then(|rows| number(&rows.value)),
            ready: warm.switch("ready").is_some_and(|ready| ready.value),
            origin: table.get("warm").map_or(value.origin, |entry| entry.key.origin),
        }),
        soft_timeout: table.text("soft_timeout"),
        hard_timeout: table.text("hard_timeout"),
    }
}

/// Reads `{ by = "created_at", every = "month", ahead = 3, keep = 12 }` or `{ by = "id", hash = 8 }`.
fn partition(entry: &Entry<'_>) -> Option<PartitionDraft> {
    let table = entry.table()?;
    let number = |key| number(&table.get(key)?.value);
    Some(PartitionDraft {
        by: table.text("by"),
        every: table.text("every"),
        hash: number("hash"),
        ahead: number("ahead"),
        keep: number("keep"),
        drop: table.flag("drop"),
        origin: entry.key.origin,
    })
}

fn number(value: &Value<'_>) -> Option<Located<i64>> {
    Some(Located { value: value.integer()?, origin: value.origin })
}

fn tables_of<'a>(table: &TomlTable<'a>, key: &str) -> Vec<Entry<'a>> {
    table.table(key).map(|table| table.entries()).unwrap_or_default()
}

fn belongs_to(value: &Value<'_>) -> Option<BelongsToDraft> {
    let table = value.table()?;
    Some(BelongsToDraft {
        to: table.text("to"),
        on: table.text("on"),
        by: table.text("by"),
        name: table.text("name"),
        on_delete: table.text("on_delete"),
        on_update: table.text("on_update"),
        deferrable: table.text("deferrable"),
        origin: value.origin,
    })
}

/// Reads `"Tag"` or a list of such and of `{ with = "Tag", through = "PostTag" }`.
fn many(value: &Value<'_>) -> Vec<ManyDraft> {
    let one = |value: &Value<'_>| match value.text() {
        Some(with) => Some(ManyDraft { with, through: None }),
        None => {
            let table = value.table()?;
            Some(ManyDraft { with: table.text("with")?, through: table.text("through") })
        }
    };
    match value.text() {
        Some(with) => vec![ManyDraft { with, through: None }],
        None => value.elements().iter().filter_map(one).collect(),
    }
}

fn fields(table: &TomlTable<'_>) -> Vec<FieldDraft> {
    let entries = table.table("fields").map(|table| table.entries()).unwrap_or_default();
    entries.iter().map(|entry| field(entry, grammar::FIELD)).collect()
}

fn index(value: &Value<'_>) -> Option<IndexDraft> {
    if let Some(on) = value.text() {
        return Some(IndexDraft {
            kind: IndexKind::Ordered,
            on: Some(on),
            condition: None,
            name: None,
            methods: None,
            origin: value.origin,
            surplus: None,
            sql: None,
            using: None,
            operators: None,
            include: None,
            unique: None,
        });
    }
    let table = value.table()?;
    let kinds = [("on", IndexKind::Ordered), ("contains", IndexKind::Contains), ("search", IndexKind::Search)];
    let mut given = kinds.into_iter().filter_map(|(key, kind)| table.get(key).map(|entry| (entry, kind)));
    let first = given.next();
    Some(IndexDraft {
        kind: first.as_ref().map_or(IndexKind::Ordered, |(_, kind)| *kind),
        on: first.and_then(|(entry, _)| entry.value.text()),
        condition: table.text("where"),
        name: table.text("name"),
        methods: table.text("methods"),
        origin: value.origin,
        surplus: given.next().map(|(entry, _)| entry.key),
        sql: sql(&table),
        using: table.text("using"),
        operators: table.text("operators"),
        include: table.text("include"),
        unique: table.flag("unique"),
    })
}

fn check(value: &Value<'_>) -> Option<CheckDraft> {
    let table = value.table()?;
    Some(CheckDraft { on: table.text("on"), sql: sql(&table), origin: value.origin })
}

/// Reads `sql = "…"`, or a text for each database.
fn sql(table: &TomlTable<'_>) -> Option<SqlDraft> {
    own_sql(table, "sql")
}

/// Reads `key = "…"`, or a text for each database.
pub(super) fn own_sql(table: &TomlTable<'_>, key: &str) -> Option<SqlDraft> {
    let entry = table.get(key)?;
    if let Some(text) = entry.value.text() {
        return Some(SqlDraft::alike(text));
    }
    let of = entry.table()?;
    let [postgres, mysql, sqlite] = ["postgres", "mysql", "sqlite"].map(|engine| of.text(engine));
    Some(SqlDraft { all: None, postgres, mysql, sqlite, origin: entry.key.origin })
}

fn unique(value: &Value<'_>) -> Option<UniqueDraft> {
    if let Some(on) = value.text() {
        return Some(UniqueDraft {
            on: Some(on),
            condition: None,
            name: None,
            methods: None,
            nulls: None,
            adds: None,
            greatest: None,
            least: None,
            sets: None,
            origin: value.origin,
        });
    }
    let table = value.table()?;
    Some(UniqueDraft {
        on: table.text("on"),
        condition: table.text("where"),
        name: table.text("name"),
        methods: table.text("methods"),
        nulls: table.text("nulls"),
        adds: table.text("adds"),
        greatest: table.text("greatest"),
        least: table.text("least"),
        sets: table.text("sets"),
        origin: value.origin,
    })
}

fn aggregate(entry: &Entry<'_>) -> Option<AggregateDraft> {
    let table = entry.table()?;
    let figures = table
        .entries()
        .into_iter()
        .filter(|entry| entry.key.value != "between")
        .filter_map(|entry| Some(FigureDraft { expression: entry.value.text()?, name: entry.key }));
    Some(AggregateDraft { name: entry.key.clone(), between: table.text("between"), figures: figures.collect() })
}

fn query(entry: &Entry<'_>) -> Option<QueryDraft> {
    let table = entry.table()?;
    let named = |table: &TomlTable<'_>| -> Vec<(Text, Text)> {
        table.entries().into_iter().filter_map(|entry| Some((entry.key, entry.value.text()?))).collect()
    };
    let rows = match table.get("rows") {
        None => RowsDraft::Unsaid,
        Some(entry) => match (entry.value.text(), entry.table()) {
            (Some(one), _) => RowsDraft::One(one),
            (None, Some(members)) => RowsDraft::Members(named(&members)),
            (None, None) => RowsDraft::Unsaid,
        },
    };
    let touches = table.get("touches").map(|entry| {
        let elements = entry.value.elements();
        (elements.iter().filter_map(Value::text).collect(), entry.key.origin)
    });
    Some(QueryDraft {
        name: entry.key.clone(),
        doc: table.string("doc"),
        sql: sql(&table),
        parameters: table.table("parameters").as_ref().map(named).unwrap_or_default(),
        rows,
        returns: table.text("returns"),
        touches,
    })
}
