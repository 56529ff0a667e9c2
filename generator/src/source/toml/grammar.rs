//! The keys of `models.toml`: one table from which input is checked and the editors' JSON Schema is made.

use crate::check::words::{METHODS_WORDS, NULLS_WORDS, ON_DELETE_WORDS, ON_UPDATE_WORDS, UNIQUE_WORDS};
use crate::ir::{FORMAT_DOCS, FORMAT_WORDS};

/// A key of a table: its name, one sentence for editors, and what it takes.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    pub name: &'static str,
    pub doc: &'static str,
    pub shape: &'static Shape,
}

/// The kind of a value.
#[derive(Debug)]
pub enum Shape {
    Text,
    /// A string, one of these; that it is one is checked for both doors, in `check`.
    Words(&'static [&'static str]),
    Bool,
    Integer,
    Number,
    Any,
    /// So many elements of one kind.
    List {
        of: &'static Shape,
        min: usize,
        max: usize,
    },
    /// A table with these keys and no others.
    Table(&'static [Key]),
    /// A table with keys of the user's choice.
    Map(&'static Shape),
    /// Any one of these; no two are of the same kind of TOML value.
    Either(&'static [Shape]),
}

macro_rules! keys {
    ($($name:literal $shape:expr, $doc:literal;)*) => {
        &[$(Key { name: $name, doc: $doc, shape: &$shape }),*]
    };
}

const TEXTS: Shape = Shape::List { of: &Shape::Text, min: 0, max: usize::MAX };

/// The whole file.
pub const ROOT: &[Key] = keys! {
    "codegen" Shape::Table(CODEGEN), "Where the generated files go.";
    "types" Shape::Map(&Shape::Table(TYPE)), "Named types: an alias with rules, a shared enum, or a struct kept as JSON.";
    "entities" Shape::Map(&Shape::Table(ENTITY)), "The entities; each has a table and a repository.";
};

const CODEGEN: &[Key] = keys! {
    "migrations" Shape::Text, "Folder of the migrations, relative to this file.";
    "models" Shape::Text, "Folder of the generated Rust modules, relative to this file.";
    "sources" TEXTS, "Folders or files of Rust whose structs derive `Repository`, relative to this file: `[\"src\"]`.";
};

/// Rules with an argument, or on times.
const RULES: &[Key] = keys! {
    "length" LENGTH, "Characters: a maximum, or `[minimum, maximum]`.";
    "range" RANGE, "Bounds of a number, both included: `[minimum]` or `[minimum, maximum]`.";
    "pattern" Shape::Text, "A regular expression that the whole value is searched for.";
    "one_of" Shape::List { of: &Shape::Any, min: 0, max: usize::MAX }, "The values that are allowed.";
    "future" Shape::Bool, "The time lies ahead when it is written.";
    "past" Shape::Bool, "The time lies behind when it is written.";
    "custom" Shape::Text, "Path of a function that checks the value.";
};

/// The formats, each a switch.
const FORMATS: [Key; FORMAT_WORDS.len()] = {
    let mut keys = [Key { name: "", doc: "", shape: &Shape::Bool }; FORMAT_WORDS.len()];
    let mut at = 0;
    while at < keys.len() {
        keys[at] = Key { name: FORMAT_WORDS[at], doc: FORMAT_DOCS[at], shape: &Shape::Bool };
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
    "doc" Shape::Text, "One sentence for the generated documentation.";
    "type" Shape::Text, "The scalar that the name stands for.";
    "enum" TEXTS, "The values of a shared enum.";
    "fields" Shape::Map(&FIELD_OR_TYPE), "The members of a struct that is kept as JSON.";
};

const ENTITY: &[Key] = keys! {
    "doc" Shape::Text, "One sentence for the generated documentation.";
    "table" Shape::Text, "The table; without it the name of the entity in snake case with an `s`.";
    "was" Shape::Text, "The entity or table that this one was, until `codegen fmt` takes it out.";
    "cache" Shape::Text, "How long rows stay in the cache: `short`, `medium`, `long`, or a duration such as `10m`.";
    "soft_delete" Shape::Text, "The nullable timestamp that marks a row as deleted.";
    "version" Shape::Text, "The integer that an update compares and raises (optimistic lock).";
    "indexes" Shape::List { of: &Shape::Either(&[Shape::Text, Shape::Table(INDEX)]), min: 0, max: usize::MAX },
        "Secondary indexes: `\"user_id, updated_at desc\"`.";
    "unique" Shape::List { of: &Shape::Either(&[Shape::Text, Shape::Table(UNIQUE)]), min: 0, max: usize::MAX },
        "Unique keys over several fields.";
    "fields" Shape::Map(&FIELD_OR_TYPE), "The fields, in the order of the columns.";
    "aggregates" Shape::Map(&Shape::Map(&Shape::Text)),
        "Structs of figures: `users = \"count(User)\"`; `between` names the timestamp of a time range.";
};

const INDEX: &[Key] = keys! {
    "on" Shape::Text, "The fields of an ordered index.";
    "where" Shape::Text, "Only rows for which this holds are in the index.";
    "name" Shape::Text, "What its methods are called by in place of its fields: `list_open` for `open`.";
    "methods" Shape::Words(METHODS_WORDS), "`none` for an index that only SQL of your own uses.";
    "contains" Shape::Text, "A json field that is asked for by containment.";
    "search" Shape::Text, "Text fields that are searched by words, in Chinese too.";
};

const UNIQUE: &[Key] = keys! {
    "on" Shape::Text, "The fields of the key.";
    "where" Shape::Text, "Only rows for which this holds are held to the key.";
    "name" Shape::Text, "What its methods are called by in place of its fields: `find_open` for `open`.";
    "methods" Shape::Words(METHODS_WORDS), "`none` for a key that no row is looked up by.";
    "nulls" Shape::Words(NULLS_WORDS), "Whether two nulls are the same value; `distinct` unless said.";
    "adds" Shape::Text, "Number fields that an upsert by this key adds up.";
};

const FIELD_OR_TYPE: Shape = Shape::Either(&[Shape::Text, Shape::Table(FIELD)]);

const ENDS: &[Key] = keys! {
    "min" Shape::Number, "The least value.";
    "max" Shape::Number, "The greatest value.";
};

const WHOLE_ENDS: &[Key] = keys! {
    "min" Shape::Integer, "The least number of characters.";
    "max" Shape::Integer, "The greatest number of characters.";
};

const LENGTH: Shape =
    Shape::Either(&[Shape::Integer, Shape::List { of: &Shape::Integer, min: 1, max: 2 }, Shape::Table(WHOLE_ENDS)]);

const RANGE: Shape = Shape::Either(&[Shape::List { of: &Shape::Number, min: 1, max: 2 }, Shape::Table(ENDS)]);

/// A field in its table form, of an entity or of a struct.
pub const FIELD: &[Key] = &with_rules::<{ OWN_OF_FIELD.len() + RULES.len() + FORMATS.len() }>(OWN_OF_FIELD);

const OWN_OF_FIELD: &[Key] = keys! {
    "doc" Shape::Text, "One sentence for the generated documentation.";
    "type" Shape::Text, "A type; `?` after it allows null, `[]` makes it a list.";
    "enum" TEXTS, "The text values of an enum.";
    "enum_name" Shape::Text, "The Rust name of the enum; without it entity plus field.";
    "nullable" Shape::Bool, "The enum may be null; for anything else write `?` after the type.";
    "belongs_to" Shape::Text, "The parent entity; `?` after it allows null.";
    "tenant" Shape::Bool, "The field holds the business id of the tenant that the row belongs to.";
    "on_delete" Shape::Words(ON_DELETE_WORDS), "What a delete of the parent does.";
    "primary" Shape::Bool, "The field is the primary key.";
    "unique" Shape::Either(&[Shape::Bool, Shape::Words(UNIQUE_WORDS)]), "No two rows (of a tenant) have the same value.";
    "immutable" Shape::Bool, "The value never changes after the insert.";
    "secret" Shape::Bool, "Never in the row struct, in logs, errors or the cache.";
    "volatile" Shape::Bool, "Neither in the row struct nor in the cache; writes of it leave the cache alone.";
    "deprecated" Shape::Bool, "No longer read or written; to be dropped.";
    "default" Shape::Any, "The value that a new row takes; `now` for a timestamp, `uuid_v7` for a uuid.";
    "on_update" Shape::Words(ON_UPDATE_WORDS), "Set to the time of every update.";
    "counts" Shape::Text, "The child entity whose rows this field counts.";
    "sums" Shape::Text, "The child's field that this field sums: `Message.token_count`.";
    "was" Shape::Text, "The name this field had before, until `codegen fmt` takes it out.";
};
