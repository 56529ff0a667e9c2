//! Reads the attributes of an entity struct.

use syn::{Attribute, LitInt, LitStr, Token, meta::ParseNestedMeta, parenthesized, parse::ParseStream};

use super::attribute::{Keys, flag, literal, name_of_type, origin, text};
use super::extras;
use crate::{
    diagnostic::{Diagnostics, Origin},
    draft::{
        AggregateDraft, BelongsToDraft, CacheDraft, CheckDraft, EntityDraft, FigureDraft, Flag, IndexDraft, Located,
        ManyDraft, PartitionDraft, QueryDraft, RowsDraft, SqlDraft, Text, UniqueDraft, WarmDraft,
    },
    ir::IndexKind,
};

const KEYS: &[&str] = &[
    "table",
    "schema",
    "comment",
    "view",
    "key",
    "was",
    "cache",
    "partition",
    "soft_delete",
    "version",
    "activity",
    "row_level_security",
    "distribution",
    "index",
    "unique",
    "check",
    "aggregate",
    "query",
    "hooks",
    "check_with",
    "many_to_many",
    "belongs_to",
    "derives",
    "attributes",
    "crate",
];

/// Reads `#[repository(table = "users", index("status"), …)]` into `entity`.
pub(super) fn read(attributes: &[Attribute], entity: &mut EntityDraft, diagnostics: &mut Diagnostics) {
    Keys::new("repository", KEYS).of(attributes, diagnostics, |key, meta| {
        match key {
            "table" => entity.table = Some(text(meta)?),
            "schema" => entity.schema = Some(text(meta)?),
            "comment" => entity.comment = flag(meta)?,
            "view" => entity.view = Some(text(meta)?),
            "key" => entity.key = Some(text(meta)?),
            "was" => entity.was = Some(text(meta)?),
            "cache" => entity.cache = Some(cache(meta)?),
            "partition" => entity.partition = Some(partition(meta)?),
            "soft_delete" => entity.soft_delete = Some(text(meta)?),
            "version" => entity.version = Some(text(meta)?),
            "activity" => entity.activity = Some(text(meta)?),
            "row_level_security" => {
                let value = flag(meta)?.is_some();
                entity.row_level_security = Some(Located { value, origin: origin(meta) });
            }
            "distribution" => entity.distribution = Some(text(meta)?),
            "index" => entity.indexes.push(index(meta)?),
            "unique" => entity.uniques.push(unique(meta)?),
            "check" => entity.checks.push(check(meta)?),
            "many_to_many" => entity.many.push(many(meta)?),
            "belongs_to" => entity.belongs_to.push(belongs_to(meta)?),
            "aggregate" => entity.aggregates.push(aggregate(meta)?),
            "hooks" => entity.hooks = Some(text(meta)?),
            "check_with" => entity.check_with = Some(text(meta)?),
            "query" => entity.queries.push(query(meta)?),
            "derives" => extras::derives(meta, &mut entity.extras)?,
            "attributes" => extras::attributes(meta, &mut entity.extras)?,
            // The path of the runtime is for the code that is generated, not for the definition.
            "crate" => drop(text(meta)?),
            _ => return Ok(false),
        }
        Ok(true)
    });
}

/// `"a, b"` and `key = "text"` between parentheses, in any order.
struct Arguments {
    first: Option<Text>,
    named: Vec<(Text, Text)>,
    /// `rows = 5_000`
    numbers: Vec<(Text, Located<i64>)>,
    /// `sql(postgres = "…", …)`
    sql: Option<SqlDraft>,
    /// `warm(newest = 1000, ready)`
    warm: Option<WarmDraft>,
    /// `unique`
    unique: Flag,
    /// `drop`
    drop: Flag,
    /// `ready`
    ready: Flag,
}

impl Arguments {
    fn read(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut arguments = Self {
            first: None,
            named: Vec::new(),
            numbers: Vec::new(),
            sql: None,
            warm: None,
            unique: None,
            ready: None,
            drop: None,
        };
        while !input.is_empty() {
            if input.peek(LitStr) {
                arguments.first = Some(literal(&input.parse()?));
            } else {
                let key = super::name(&input.call(<syn::Ident as syn::ext::IdentExt>::parse_any)?);
                if key.value == "sql" && input.peek(syn::token::Paren) {
                    arguments.sql = Some(engines(input, &key)?);
                } else if key.value == "unique" && !input.peek(Token![=]) {
                    arguments.unique = Some(key.origin);
                } else if key.value == "drop" && !input.peek(Token![=]) {
                    arguments.drop = Some(key.origin);
                } else if key.value == "ready" && !input.peek(Token![=]) {
                    arguments.ready = Some(key.origin);
                } else if key.value == "warm" && input.peek(syn::token::Paren) {
                    arguments.warm = Some(warm(input, key.origin)?);
                } else {
                    input.parse::<Token![=]>()?;
                    if input.peek(LitInt) {
                        arguments.numbers.push((key, number(&input.parse()?)?));
                    } else {
                        arguments.named.push((key, literal(&input.parse()?)));
                    }
                }
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(arguments)
    }

    fn take(&mut self, key: &str) -> Option<(Text, Text)> {
        let at = self.named.iter().position(|(name, _)| name.value == key)?;
        Some(self.named.remove(at))
    }

    fn value(&mut self, key: &str) -> Option<Text> {
        self.take(key).map(|(_, value)| value)
    }

    fn number(&mut self, key: &str) -> Option<Located<i64>> {
        let at = self.numbers.iter().position(|(name, _)| name.value == key)?;
        Some(self.numbers.remove(at).1)
    }

    fn sql(&mut self) -> Option<SqlDraft> {
        self.sql.take().or_else(|| self.value("sql").map(SqlDraft::alike))
    }

    /// Refuses what was not taken.
    fn finish(self, known: &str) -> syn::Result<()> {
        let unknown = |origin: Origin, key: &str| {
            Err(syn::Error::new(origin.span(), format!("unknown key `{key}`; expected one of: {known}")))
        };
        if let Some((key, _)) = self.numbers.first() {
            return unknown(key.origin, &key.value);
        }
        if let Some((key, _)) = self.named.first() {
            return unknown(key.origin, &key.value);
        }
        let left = [
            ("sql", self.sql.as_ref().map(|sql| sql.origin)),
            ("unique", self.unique),
            ("warm", self.warm.as_ref().map(|warm| warm.origin)),
            ("ready", self.ready),
            ("drop", self.drop),
        ];
        match left.into_iter().find_map(|(key, origin)| Some((key, origin?))) {
            Some((key, origin)) => unknown(origin, key),
            None => Ok(()),
        }
    }
}

fn number(literal: &LitInt) -> syn::Result<Located<i64>> {
    Ok(Located { value: literal.base10_parse()?, origin: Origin::Tokens(literal.span()) })
}

/// Reads `(postgres = "…", mysql = "…", sqlite = "…")`.
fn engines(input: ParseStream<'_>, key: &Text) -> syn::Result<SqlDraft> {
    let content;
    parenthesized!(content in input);
    let mut arguments = Arguments::read(&content)?;
    let [postgres, mysql, sqlite] = ["postgres", "mysql", "sqlite"].map(|engine| arguments.value(engine));
    arguments.finish("postgres, mysql, sqlite")?;
    Ok(SqlDraft { all: None, postgres, mysql, sqlite, origin: key.origin })
}

/// Reads `= "…"` or `(postgres = "…", mysql = "…", sqlite = "…")`.
pub(super) fn own_sql(meta: &ParseNestedMeta<'_>) -> syn::Result<SqlDraft> {
    if meta.input.peek(syn::token::Paren) {
        let key = Text::whole("", origin(meta));
        return engines(meta.input, &key);
    }
    text(meta).map(SqlDraft::alike)
}

fn arguments(meta: &ParseNestedMeta<'_>, example: &str) -> syn::Result<Arguments> {
    if !meta.input.peek(syn::token::Paren) {
        return Err(meta.error(format!("expected the fields in parentheses\nwrite `{example}`")));
    }
    let content;
    parenthesized!(content in meta.input);
    Arguments::read(&content)
}

fn index(meta: &ParseNestedMeta<'_>) -> syn::Result<IndexDraft> {
    let mut arguments = arguments(meta, "index(\"status, created_at desc\")")?;
    let on = arguments.first.take().or_else(|| arguments.value("on"));
    let mut given: Vec<(Text, IndexKind)> = on.into_iter().map(|on| (on, IndexKind::Ordered)).collect();
    given.extend(arguments.value("contains").map(|on| (on, IndexKind::Contains)));
    given.extend(arguments.value("search").map(|on| (on, IndexKind::Search)));
    let (condition, name) = (arguments.value("where"), arguments.value("name"));
    let (methods, sql, unique) = (arguments.value("methods"), arguments.sql(), arguments.unique.take());
    let [using, operators, include] = ["using", "operators", "include"].map(|key| arguments.value(key));
    arguments.finish("on, contains, search, where, name, methods, sql, using, operators, include, unique")?;
    let mut given = given.into_iter();
    let (on, kind) = given.next().map_or((None, IndexKind::Ordered), |(on, kind)| (Some(on), kind));
    let surplus = given.next().map(|(on, _)| on);
    let origin = origin(meta);
    Ok(IndexDraft { kind, on, condition, name, methods, origin, surplus, sql, using, operators, include, unique })
}

fn unique(meta: &ParseNestedMeta<'_>) -> syn::Result<UniqueDraft> {
    let mut arguments = arguments(meta, "unique(\"owner, day\")")?;
    let unique = UniqueDraft {
        on: arguments.first.take().or_else(|| arguments.value("on")),
        condition: arguments.value("where"),
        name: arguments.value("name"),
        methods: arguments.value("methods"),
        nulls: arguments.value("nulls"),
        adds: arguments.value("adds"),
        greatest: arguments.value("greatest"),
        least: arguments.value("least"),
        sets: arguments.value("sets"),
        origin: origin(meta),
    };
    arguments.finish("on, where, name, methods, nulls, adds, greatest, least, sets")?;
    Ok(unique)
}

/// Reads `cache = "medium"` or `cache("medium", mode = "fast", rows = 5_000)`.
fn cache(meta: &ParseNestedMeta<'_>) -> syn::Result<CacheDraft> {
    if meta.input.peek(Token![=]) {
        return Ok(CacheDraft { ttl: Some(text(meta)?), ..CacheDraft::default() });
    }
    let mut arguments = arguments(meta, "cache(\"medium\", mode = \"fast\")")?;
    let cache = CacheDraft {
        ttl: arguments.first.take().or_else(|| arguments.value("ttl")),
        missing: arguments.value("missing"),
        lists: arguments.value("lists"),
        mode: arguments.value("mode"),
        on_down: arguments.value("on_down"),
        memory: arguments.value("memory"),
        rows: arguments.number("rows"),
        warm: arguments.warm.take(),
        soft_timeout: arguments.value("soft_timeout"),
        hard_timeout: arguments.value("hard_timeout"),
    };
    arguments.finish("ttl, missing, lists, mode, on_down, memory, rows, warm, soft_timeout, hard_timeout")?;
    Ok(cache)
}

/// Reads `partition("created_at", every = "month", ahead = 3, keep = 12, drop)` or `partition("id", hash = 8)`.
fn partition(meta: &ParseNestedMeta<'_>) -> syn::Result<PartitionDraft> {
    let mut arguments = arguments(meta, "partition(\"created_at\", every = \"month\")")?;
    let partition = PartitionDraft {
        by: arguments.first.take().or_else(|| arguments.value("by")),
        every: arguments.value("every"),
        hash: arguments.number("hash"),
        ahead: arguments.number("ahead"),
        keep: arguments.number("keep"),
        drop: arguments.drop.take(),
        origin: origin(meta),
    };
    arguments.finish("by, every, ahead, keep, drop, hash")?;
    Ok(partition)
}

/// Reads `(newest = 1_000, used = 500, ready)` behind `warm`.
fn warm(input: ParseStream<'_>, origin: Origin) -> syn::Result<WarmDraft> {
    let content;
    parenthesized!(content in input);
    let mut arguments = Arguments::read(&content)?;
    let (newest, used) = (arguments.number("newest"), arguments.number("used"));
    let ready = arguments.ready.take().is_some();
    if let Some(first) = &arguments.first {
        return Err(syn::Error::new(first.origin.span(), "expected numbers of rows\nwrite `warm(newest = 1_000)`"));
    }
    arguments.finish("newest, used, ready")?;
    Ok(WarmDraft { newest, used, ready, origin })
}

/// Reads `check("starts_at, ends_at", sql = "starts_at < ends_at")`.
fn check(meta: &ParseNestedMeta<'_>) -> syn::Result<CheckDraft> {
    let mut arguments = arguments(meta, "check(\"starts_at, ends_at\", sql = \"starts_at < ends_at\")")?;
    let on = arguments.first.take().or_else(|| arguments.value("on"));
    let sql = arguments.sql();
    arguments.finish("on, sql")?;
    Ok(CheckDraft { on, sql, origin: origin(meta) })
}

/// Reads `many_to_many = Tag` or `many_to_many("Tag", through = "PostTag")`.
fn many(meta: &ParseNestedMeta<'_>) -> syn::Result<ManyDraft> {
    if meta.input.peek(Token![=]) {
        return Ok(ManyDraft { with: name_of_type(meta)?, through: None });
    }
    let mut arguments = arguments(meta, "many_to_many(\"Tag\", through = \"PostTag\")")?;
    let with = arguments.first.take().or_else(|| arguments.value("with"));
    let with = with.ok_or_else(|| meta.error("expected the other entity\nwrite `many_to_many = Tag`"))?;
    let through = arguments.value("through");
    arguments.finish("with, through")?;
    Ok(ManyDraft { with, through })
}

/// Reads `belongs_to("PlaylistTrack", on = "playlist_id, track_id", on_delete = "cascade")`.
fn belongs_to(meta: &ParseNestedMeta<'_>) -> syn::Result<BelongsToDraft> {
    let mut arguments = arguments(meta, "belongs_to(\"Parent\", on = \"first_id, second_id\")")?;
    let said = BelongsToDraft {
        to: arguments.first.take().or_else(|| arguments.value("to")),
        on: arguments.value("on"),
        by: arguments.value("by"),
        name: arguments.value("name"),
        on_delete: arguments.value("on_delete"),
        on_update: arguments.value("on_update"),
        deferrable: arguments.value("deferrable"),
        origin: origin(meta),
    };
    arguments.finish("to, on, by, name, on_delete, on_update, deferrable")?;
    Ok(said)
}

/// Reads `aggregate(stats, between = "start_time", sessions = "count()")`.
fn aggregate(meta: &ParseNestedMeta<'_>) -> syn::Result<AggregateDraft> {
    let content;
    parenthesized!(content in meta.input);
    let name: syn::Ident = content.parse()?;
    if !content.is_empty() {
        content.parse::<Token![,]>()?;
    }
    let mut arguments = Arguments::read(&content)?;
    let between = arguments.value("between");
    let figures = arguments.named.into_iter().map(|(name, expression)| FigureDraft { name, expression });
    let origin = Origin::Tokens(name.span());
    Ok(AggregateDraft { name: Text::whole(name.to_string(), origin), between, figures: figures.collect() })
}

/// Reads `query(busiest, sql = "…", parameters(since = "timestamp"), rows(day = "timestamp", messages = "i64"))`.
fn query(meta: &ParseNestedMeta<'_>) -> syn::Result<QueryDraft> {
    let content;
    parenthesized!(content in meta.input);
    let name: syn::Ident = content.parse()?;
    let name = super::name(&name);
    let (doc, sql, returns, touches) = (None, None, None, None);
    let mut query = QueryDraft { name, doc, sql, parameters: Vec::new(), rows: RowsDraft::Unsaid, returns, touches };
    while !content.is_empty() {
        content.parse::<Token![,]>()?;
        if content.is_empty() {
            break;
        }
        let key = super::name(&content.call(<syn::Ident as syn::ext::IdentExt>::parse_any)?);
        let opens = content.peek(syn::token::Paren);
        match key.value.as_str() {
            "sql" if opens => query.sql = Some(engines(&content, &key)?),
            "sql" => query.sql = Some(SqlDraft::alike(given(&content)?)),
            "parameters" => query.parameters = members(&content)?,
            "rows" if opens => query.rows = RowsDraft::Members(members(&content)?),
            "rows" => query.rows = RowsDraft::One(given(&content)?),
            "returns" => query.returns = Some(given(&content)?),
            "touches" => query.touches = Some((texts(&content)?, key.origin)),
            "doc" => query.doc = Some(given(&content)?.value),
            other => {
                let known = "sql, parameters, rows, returns, touches, doc";
                let message = format!("unknown key `{other}`; expected one of: {known}");
                return Err(syn::Error::new(key.origin.span(), message));
            }
        }
    }
    Ok(query)
}

/// Reads `= "text"`.
fn given(input: ParseStream<'_>) -> syn::Result<Text> {
    input.parse::<Token![=]>()?;
    Ok(literal(&input.parse()?))
}

/// Reads `(day = "timestamp", messages = "i64")`.
fn members(input: ParseStream<'_>) -> syn::Result<Vec<(Text, Text)>> {
    let content;
    parenthesized!(content in input);
    Ok(Arguments::read(&content)?.named)
}

/// Reads `("Message", "Conversation")`.
fn texts(input: ParseStream<'_>) -> syn::Result<Vec<Text>> {
    let content;
    parenthesized!(content in input);
    let texts = content.parse_terminated(|input| input.parse::<LitStr>(), Token![,])?;
    Ok(texts.iter().map(literal).collect())
}
