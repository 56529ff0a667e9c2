//! The keys of `models.toml`: one table from which input is checked and the editors' JSON Schema is made.

use crate::check::field::words::{
    CACHE_MODE_WORDS, DEFERRABLE_WORDS, DISTRIBUTION_WORDS, ENGINE_WORDS, KEY_CHANGE_WORDS, KEY_WORDS, METHODS_WORDS,
    NULLS_WORDS, ON_CACHE_DOWN_WORDS, ON_DELETE_WORDS, ON_UPDATE_WORDS, PERIOD_WORDS, PRIMARY_WORDS, RETURNS_WORDS,
    UNIQUE_WORDS, USING_WORDS,
};
use crate::ir::{FORMAT_DOCS, FORMAT_WORDS, KIND_WORDS};

/// A key of a table: its name, one sentence for editors, and what it takes.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    pub name: &'static str,
    pub doc: &'static str,
    pub shape: &'static ValueShape,
}

/// The kind of a value.
#[derive(Debug)]
pub enum ValueShape {
    Text,
    /// A string, one of these; that it is one is checked for both doors, in `check`.
    Words(&'static [&'static str]),
    Bool,
    Integer,
    Number,
    Any,
    /// So many elements of one kind.
    List {
        of: &'static ValueShape,
        min: usize,
        max: usize,
    },
    /// A table with these keys and no others.
    Table(&'static [Key]),
    /// A table with keys of the user's choice.
    Map(&'static ValueShape),
    /// Any one of these; no two are of the same kind of TOML value.
    Either(&'static [ValueShape]),
}

macro_rules! keys {
    ($($name:literal $shape:expr, $doc:literal;)*) => {
        &[$(Key { name: $name, doc: $doc, shape: &$shape }),*]
    };
}

const TEXTS: ValueShape = ValueShape::List { of: &ValueShape::Text, min: 0, max: usize::MAX };

/// The whole file.
pub const ROOT: &[Key] = keys! {
    "codegen" ValueShape::Table(CODEGEN), "Where the generated files go.";
    "security" ValueShape::Table(SECURITY), "What databases enforce beside the generated statements.";
    "scale" ValueShape::Table(SCALE), "How tables are laid out to outgrow one server.";
    "types" ValueShape::Map(&ValueShape::Table(TYPE)), "Named types: an alias with rules, a shared enum, or a struct kept as \
                                              JSON.";
    "entities" ValueShape::Map(&ValueShape::Table(ENTITY)), "The entities; each has a table and a repository.";
};

const CODEGEN: &[Key] = keys! {
    "migrations" ValueShape::Text, "Folder of the migrations, relative to this file.";
    "models" ValueShape::Text, "Folder of the generated Rust modules, relative to this file.";
    "objects" ValueShape::Text, "Folder with the SQL of views, functions, triggers and other objects beside tables, relative to this file.";
    "sources" TEXTS, "Folders or files of Rust whose structs derive `Repository`, relative to this file: `[\"src\"]`.";
    "derives" DERIVES, "Derives of every generated type, or of a kind of type: `[\"utoipa::ToSchema\"]`.";
    "attributes" ValueShape::Table(&KINDS), "Attributes of a kind of generated type: `{ row = [\"schema(title = 'Row')\"] }`.";
};

const SECURITY: &[Key] = keys! {
    "row_level_security" ValueShape::Bool, "PostgreSQL shows a session the rows of its tenant only, of every entity with a tenant.";
};

const SCALE: &[Key] = keys! {
    "ready" ValueShape::Bool, "PostgreSQL's keys begin with the tenant, as a database needs it that spreads rows over servers by their tenant.";
    "engine" ValueShape::Words(ENGINE_WORDS), "What spreads PostgreSQL's tables over servers, where it is installed; keys begin with the tenant then.";
};

const DERIVES: ValueShape = ValueShape::Either(&[TEXTS, ValueShape::Table(&KINDS)]);

/// Those that belong to an entity: structs inside JSON columns have tables of their own.
const ENTITY_KINDS: &[Key] = KINDS.split_at(KIND_WORDS.len() - 1).0;

const ENTITY_DERIVES: ValueShape = ValueShape::Either(&[TEXTS, ValueShape::Table(ENTITY_KINDS)]);

/// The kinds of generated types, each with a list.
const KINDS: [Key; KIND_WORDS.len()] = {
    const DOCS: [&str; KIND_WORDS.len()] = [
        "Of the struct of a row.",
        "Of `NewX`; `serde::Deserialize` reads what may be left out as its default.",
        "Of `XPatch`; `serde::Deserialize` tells what is left out from what is null.",
        "Of typed keys.",
        "Of enums.",
        "Of structs inside JSON columns.",
    ];
    let mut keys = [Key { name: "", doc: "", shape: &TEXTS }; KIND_WORDS.len()];
    let mut at = 0;
    while at < keys.len() {
        keys[at] = Key { name: KIND_WORDS[at], doc: DOCS[at], shape: &TEXTS };
        at += 1;
    }
    keys
};

/// Rules with an argument, or on times.
const RULES: &[Key] = keys! {
    "length" LENGTH, "Length in characters: a maximum, or `[minimum, maximum]`.";
    "range" RANGE, "Bounds of a number, both included: `[minimum]` or `[minimum, maximum]`.";
    "pattern" ValueShape::Text, "A regular expression that must match somewhere in the value.";
    "one_of" ValueShape::List { of: &ValueShape::Any, min: 0, max: usize::MAX }, "The allowed values.";
    "future" ValueShape::Bool, "The time must be in the future when it is written.";
    "past" ValueShape::Bool, "The time must be in the past when it is written.";
    "custom" ValueShape::Text, "Path of a function that checks the value.";
};

/// The formats, each a switch.
const FORMATS: [Key; FORMAT_WORDS.len()] = {
    let mut keys = [Key { name: "", doc: "", shape: &ValueShape::Bool }; FORMAT_WORDS.len()];
    let mut at = 0;
    while at < keys.len() {
        keys[at] = Key { name: FORMAT_WORDS[at], doc: FORMAT_DOCS[at], shape: &ValueShape::Bool };
        at += 1;
    }
    keys
};

/// Returns `own` and every rule; `N` is how many that are.
const fn with_rules<const N: usize>(own: &[Key]) -> [Key; N] {
    let mut keys = [own[0]; N];
    let mut at = 0;
    while at < N {
        keys[at] = if at < own.len() {
            own[at]
        } else if at < own.len() + RULES.len() {
            RULES[at - own.len()]
        } else {
            FORMATS[at - own.len() - RULES.len()]
        };
        at += 1;
    }
    keys
}

/// A named type.
pub const TYPE: &[Key] = &with_rules::<{ OWN_OF_TYPE.len() + RULES.len() + FORMATS.len() }>(OWN_OF_TYPE);

const OWN_OF_TYPE: &[Key] = keys! {
    "doc" ValueShape::Text, "One sentence for the generated documentation.";
    "type" ValueShape::Text, "The scalar that this name is an alias of.";
    "enum" TEXTS, "The values of a shared enum.";
    "fields" ValueShape::Map(&FIELD_OR_TYPE), "The members of a struct that is stored as JSON.";
    "derives" TEXTS, "Derives of the enum or struct, in place of those under `codegen`.";
    "attributes" TEXTS, "Attributes of the enum or struct: `[\"schema(title = 'Colour')\"]`.";
};

const MANY: ValueShape = ValueShape::List {
    of: &ValueShape::Either(&[ValueShape::Text, ValueShape::Table(MANY_TO_MANY)]),
    min: 0,
    max: usize::MAX,
};

const MANY_TO_MANY: &[Key] = keys! {
    "with" ValueShape::Text, "The other entity.";
    "through" ValueShape::Text, "The entity in between, which may be declared; by default both names.";
};

const BELONGS_TO: &[Key] = keys! {
    "to" ValueShape::Text, "The parent entity.";
    "on" ValueShape::Text, "The fields that hold the reference, in the order of the parent's key: `\"playlist_id, track_id\"`.";
    "by" ValueShape::Text, "The fields of a unique key of the parent, in place of its primary key.";
    "name" ValueShape::Text, "The name in its methods, in place of the parent's: `list_by_origin` for `origin`.";
    "on_delete" ValueShape::Words(ON_DELETE_WORDS), "What happens to this row when the parent is deleted.";
    "on_update" ValueShape::Words(KEY_CHANGE_WORDS), "What happens to this row when the key of the parent changes.";
    "deferrable" ValueShape::Words(DEFERRABLE_WORDS), "The reference can be checked at the end of the transaction; MySQL and MariaDB \
                                                     check at once.";
};

const CACHE: &[Key] = keys! {
    "ttl" ValueShape::Text, "How long rows stay: `short`, `medium` (the default), `long`, or a duration such as `10m`.";
    "missing" ValueShape::Text, "How long it is remembered that there is no row: a duration, 30 seconds by default.";
    "lists" ValueShape::Text, "How long pages and counts stay, if no row of the tenant is written meanwhile; without it they are not kept.";
    "mode" ValueShape::Words(CACHE_MODE_WORDS), "What writes cost and promise.";
    "on_down" ValueShape::Words(ON_CACHE_DOWN_WORDS), "What becomes of writes while Redis does not answer.";
    "memory" ValueShape::Text, "What its rows may take in each process: `16MiB`.";
    "rows" ValueShape::Integer, "How many rows are kept in each process.";
    "warm" ValueShape::Table(WARM), "Which rows are read ahead when the store opens: `{ newest = 1000 }`.";
    "soft_timeout" ValueShape::Text, "After how long a read that has to load takes a copy in process whose time is over: `50ms`.";
    "hard_timeout" ValueShape::Text, "After how long a read that has to load gives up: `2s`.";
};

const WARM: &[Key] = keys! {
    "newest" ValueShape::Integer, "How many of the rows that were made last.";
    "used" ValueShape::Integer, "How many of the rows that were read last, by any process; Redis keeps their list.";
    "ready" ValueShape::Bool, "Whether an instance counts as not ready until they are read.";
};

const PARTITION: &[Key] = keys! {
    "by" ValueShape::Text, "The field whose value says which partition a row is in.";
    "every" ValueShape::Words(PERIOD_WORDS), "A partition for each period of the field's time.";
    "ahead" ValueShape::Integer, "How many periods to come have a partition already; 3 by default.";
    "keep" ValueShape::Integer, "How many periods that are over keep their partition; all without it.";
    "drop" ValueShape::Bool, "Partitions beyond `keep` are dropped with their rows, not only detached.";
    "hash" ValueShape::Integer, "So many partitions, a row in the one that the hash of the field's value says.";
};

const ENTITY: &[Key] = keys! {
    "doc" ValueShape::Text, "One sentence for the generated documentation.";
    "comment" ValueShape::Bool, "`doc` is the comment of the table, too; SQLite has none.";
    "table" ValueShape::Text, "The table; by default the entity's name in snake case plus `s`.";
    "schema" ValueShape::Text, "The schema of the table on PostgreSQL; other databases have the table alone.";
    "view" ValueShape::Text, "A view of the folder of objects in the place of a table; its rows are only read.";
    "key" ValueShape::Words(KEY_WORDS), "`none`: the table has no primary key, so that its rows are read by conditions, inserted and counted.";
    "was" ValueShape::Text, "The former name of this entity or table; `codegen fmt` removes it after the rename.";
    "cache" ValueShape::Either(&[ValueShape::Text, ValueShape::Table(CACHE)]),
        "How long rows stay in the cache: `short`, `medium`, `long`, or a duration such as `10m`; or how in detail.";
    "partition" ValueShape::Table(PARTITION), "PostgreSQL keeps the rows in partitions: `{ by = \"created_at\", every = \"month\" }` or \
                                               `{ by = \"id\", hash = 8 }`.";
    "soft_delete" ValueShape::Text, "The nullable timestamp that marks a row as deleted.";
    "version" ValueShape::Text, "The integer that an update compares and increments (optimistic locking).";
    "activity" ValueShape::Text, "The timestamp that says when a row was last active; metrics count recent ones.";
    "row_level_security" ValueShape::Bool, "Whether PostgreSQL hides its rows from other tenants, in place of what `security` says.";
    "distribution" ValueShape::Words(DISTRIBUTION_WORDS), "Where its rows are kept once `scale` has an engine: `reference` on every server, or `local` on one.";
    "indexes" ValueShape::List { of: &ValueShape::Either(&[ValueShape::Text, ValueShape::Table(INDEX)]), min: 0, max: usize::MAX },
        "Secondary indexes: `\"user_id, updated_at desc\"`.";
    "unique" ValueShape::List { of: &ValueShape::Either(&[ValueShape::Text, ValueShape::Table(UNIQUE)]), min: 0, max: usize::MAX },
        "Unique keys over several fields.";
    "checks" ValueShape::List { of: &ValueShape::Table(CHECK), min: 0, max: usize::MAX },
        "Conditions over several fields that every row satisfies.";
    "fields" ValueShape::Map(&FIELD_OR_TYPE), "The fields, in the order of the columns.";
    "many_to_many" ValueShape::Either(&[ValueShape::Text, MANY]), "Entities that a table in between ties this one to: `\"Tag\"`.";
    "belongs_to" ValueShape::List { of: &ValueShape::Table(BELONGS_TO), min: 0, max: usize::MAX },
        "References that several fields hold together: `{ to = \"PlaylistTrack\", on = \"playlist_id, track_id\" }`.";
    "hooks" ValueShape::Text, "Path of a type whose hooks are called before and after each write of a row: `crate::audit::Audit`.";
    "check_with" ValueShape::Text, "Path of an asynchronous function that checks a row in the transaction that writes it.";
    "derives" ENTITY_DERIVES, "Derives of its types, or of a kind of them, in place of those under `codegen`.";
    "attributes" ValueShape::Table(ENTITY_KINDS), "Attributes of a kind of its types, in place of those under `codegen`.";
    "aggregates" ValueShape::Map(&ValueShape::Map(&ValueShape::Text)),
        "Structs of figures: `users = \"count(User)\"`; `between` names the timestamp of a time range.";
    "queries" ValueShape::Map(&ValueShape::Table(QUERY)), "Statements of your own, each a method of the repository.";
};

const QUERY: &[Key] = keys! {
    "doc" ValueShape::Text, "One sentence for the generated documentation.";
    "sql" SQL, "The statement, with `{name}` for values and `{tenant}` for the tenant of the scope.";
    "parameters" ValueShape::Map(&ValueShape::Text), "The types of values, or fields that have them: `{ since = \"timestamp\" }`; \
                                              a value with the name of a field has its type.";
    "rows" ValueShape::Either(&[ValueShape::Text, ValueShape::Map(&ValueShape::Text)]),
        "What the rows are, if not the entity: the type of the only column, or a table of columns with their types.";
    "returns" ValueShape::Words(RETURNS_WORDS), "What of the rows is returned; `all`, or `execute` for a statement that writes.";
    "touches" TEXTS, "The entities whose rows a statement may change; an empty list for none.";
};

const INDEX: &[Key] = keys! {
    "on" ValueShape::Text, "The fields of an ordered index.";
    "where" ValueShape::Text, "Only rows that satisfy this condition are in the index.";
    "name" ValueShape::Text, "The name in its methods, in place of the fields: `list_open` for `open`.";
    "methods" ValueShape::Words(METHODS_WORDS), "`none` to generate no methods, for an index used only by your own SQL.";
    "contains" ValueShape::Text, "A json field to search by containment.";
    "search" ValueShape::Text, "Text fields for full-text search, Chinese included.";
    "sql" SQL, "What follows the table in the statement that makes the index: `(lower(email))`, `using gin (title gin_trgm_ops)`.";
    "using" ValueShape::Words(USING_WORDS), "The method of PostgreSQL's: `gin`, `gist`, `spgist`, `brin`, `hash` or `btree`.";
    "operators" ValueShape::Text, "An operator class of PostgreSQL's, such as `gin_trgm_ops`, or one for each field.";
    "include" ValueShape::Text, "Fields that PostgreSQL's index holds beside those of `on`, for lists that read no others.";
    "unique" ValueShape::Bool, "Whether no two rows agree in an index by `sql`.";
};

const CHECK: &[Key] = keys! {
    "on" ValueShape::Text, "The fields that the condition is about.";
    "sql" SQL, "The condition: `starts_at < ends_at`.";
};

const SQL: &ValueShape = &ValueShape::Either(&[ValueShape::Text, ValueShape::Table(ENGINES)]);

const ENGINES: &[Key] = keys! {
    "postgres" ValueShape::Text, "As PostgreSQL takes it.";
    "mysql" ValueShape::Text, "As MySQL and MariaDB take it.";
    "sqlite" ValueShape::Text, "As SQLite takes it.";
};

const UNIQUE: &[Key] = keys! {
    "on" ValueShape::Text, "The fields of the key.";
    "where" ValueShape::Text, "Only rows that satisfy this condition must be unique.";
    "name" ValueShape::Text, "The name in its methods, in place of the fields: `find_open` for `open`.";
    "methods" ValueShape::Words(METHODS_WORDS), "`none` to generate no lookup methods.";
    "nulls" ValueShape::Words(NULLS_WORDS), "Whether two nulls count as the same value; `distinct` by default.";
    "adds" ValueShape::Text, "Number fields that an upsert by this key adds to.";
    "greatest" ValueShape::Text, "Fields that an upsert by this key keeps the greater value of.";
    "least" ValueShape::Text, "Fields that an upsert by this key keeps the lesser value of.";
    "sets" ValueShape::Text, "Fields that an upsert by this key sets.";
};

const FIELD_OR_TYPE: ValueShape = ValueShape::Either(&[ValueShape::Text, ValueShape::Table(FIELD)]);

const NATIVE: &[Key] = keys! {
    "postgres" ValueShape::Text, "As PostgreSQL spells it: `citext`.";
    "mysql" ValueShape::Text, "As MySQL and MariaDB spell it: `VARCHAR(100) COLLATE utf8mb4_general_ci`.";
    "sqlite" ValueShape::Text, "As SQLite spells it: `TEXT COLLATE NOCASE`.";
};

const COLLATION: &[Key] = keys! {
    "postgres" ValueShape::Text, "As PostgreSQL calls it: `de-x-icu`.";
    "mysql" ValueShape::Text, "As MySQL and MariaDB call it: `utf8mb4_unicode_ci`.";
    "sqlite" ValueShape::Text, "As SQLite calls it: `NOCASE`.";
};

const ENDS: &[Key] = keys! {
    "min" ValueShape::Number, "The minimum.";
    "max" ValueShape::Number, "The maximum.";
};

const WHOLE_ENDS: &[Key] = keys! {
    "min" ValueShape::Integer, "The minimum number of characters.";
    "max" ValueShape::Integer, "The maximum number of characters.";
};

const LENGTH: ValueShape = ValueShape::Either(&[
    ValueShape::Integer,
    ValueShape::List { of: &ValueShape::Integer, min: 1, max: 2 },
    ValueShape::Table(WHOLE_ENDS),
]);

const RANGE: ValueShape =
    ValueShape::Either(&[ValueShape::List { of: &ValueShape::Number, min: 1, max: 2 }, ValueShape::Table(ENDS)]);

/// A field in its table form, of an entity or of a struct.
pub const FIELD: &[Key] = &with_rules::<{ OWN_OF_FIELD.len() + RULES.len() + FORMATS.len() }>(OWN_OF_FIELD);

const OWN_OF_FIELD: &[Key] = keys! {
    "doc" ValueShape::Text, "One sentence for the generated documentation.";
    "column" ValueShape::Text, "The column, if it has another name than the field.";
    "type" ValueShape::Text, "A type; `?` after it allows null, `[]` makes it a list.";
    "native" ValueShape::Table(NATIVE), "What each database calls the type of the column, where it is none of larder's.";
    "collation" ValueShape::Table(COLLATION), "How each database compares and orders a text: `{ postgres = \"de-x-icu\" }`.";
    "comment" ValueShape::Bool, "`doc` is the comment of the column, too; SQLite has none.";
    "rust" ValueShape::Text, "A type of your own over the type of the column: `crate::Address`.";
    "enum" TEXTS, "The text values of an enum.";
    "enum_name" ValueShape::Text, "The Rust name of the enum; by default entity plus field.";
    "nullable" ValueShape::Bool, "The enum may be null; for anything else write `?` after the type.";
    "belongs_to" ValueShape::Text, "The parent entity; `?` after it allows null.";
    "by" ValueShape::Text, "The parent's unique field that the reference holds, in place of its primary key.";
    "tenant" ValueShape::Bool, "The field holds the business id of the tenant that the row belongs to.";
    "on_delete" ValueShape::Words(ON_DELETE_WORDS), "What happens to this row when the parent is deleted.";
    "deferrable" ValueShape::Words(DEFERRABLE_WORDS), "The reference can be checked at the end of the transaction; MySQL and MariaDB \
                                                     check at once.";
    "primary" ValueShape::Either(&[ValueShape::Bool, ValueShape::Words(PRIMARY_WORDS)]), "The field is the primary key; \
                                                                         `assigned`: its values are given by the program.";
    "unique" ValueShape::Either(&[ValueShape::Bool, ValueShape::Words(UNIQUE_WORDS)]), "No two rows (within a tenant) have the same \
                                                                         value.";
    "immutable" ValueShape::Bool, "The value never changes after the insert.";
    "secret" ValueShape::Bool, "Never in the row struct, in logs, errors or the cache.";
    "volatile" ValueShape::Bool, "Neither in the row struct nor in the cache; writing it does not invalidate the cache.";
    "deprecated" ValueShape::Bool, "No longer read or written; to be dropped.";
    "unchecked" ValueShape::Bool, "The column has no CHECK in the database; programs see to the rules.";
    "default" ValueShape::Any, "The value of a new row; `now` for any type of time, `uuid_v7` for a uuid.";
    "default_sql" SQL, "What the database gives a new row that brings no value: `gen_random_uuid()`.";
    "generated" SQL, "What the database computes the value from: `quantity * price`; it is only read.";
    "on_update" ValueShape::Words(ON_UPDATE_WORDS), "`now` sets the field to the time of every update; of a reference, what \
                                                   happens to this row when the key of the parent changes.";
    "counts" ValueShape::Text, "The child entity whose rows this field counts.";
    "sums" ValueShape::Text, "The child's field that this field sums: `Message.token_count`.";
    "was" ValueShape::Text, "The former name of this field; `codegen fmt` removes it after the rename.";
};
