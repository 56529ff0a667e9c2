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
    "types" Shape::Map(&Shape::Table(TYPE)), "Named types: an alias with rules, a shared enum, or a struct kept as \
                                              JSON.";
    "entities" Shape::Map(&Shape::Table(ENTITY)), "The entities; each has a table and a repository.";
};

const CODEGEN: &[Key] = keys! {
    "migrations" Shape::Text, "Folder of the migrations, relative to this file.";
    "models" Shape::Text, "Folder of the generated Rust modules, relative to this file.";
    "sources" TEXTS, "Folders or files of Rust whose structs derive `Repository`, relative to this file: `[\"src\"]`.";
};

/// Rules with an argument, or on times.
const RULES: &[Key] = keys! {
    "length" LENGTH, "Length in characters: a maximum, or `[minimum, maximum]`.";
    "range" RANGE, "Bounds of a number, both included: `[minimum]` or `[minimum, maximum]`.";
    "pattern" Shape::Text, "A regular expression that must match somewhere in the value.";
    "one_of" Shape::List { of: &Shape::Any, min: 0, max: usize::MAX }, "The allowed values.";
    "future" Shape::Bool, "The time must be in the future when it is written.";
    "past" Shape::Bool, "The time must be in the past when it is written.";
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
    "type" Shape::Text, "The scalar that this name is an alias of.";
    "enum" TEXTS, "The values of a shared enum.";
    "fields" Shape::Map(&FIELD_OR_TYPE), "The members of a struct that is stored as JSON.";
};

const ENTITY: &[Key] = keys! {
    "doc" Shape::Text, "One sentence for the generated documentation.";
    "table" Shape::Text, "The table; by default the entity's name in snake case plus `s`.";
    "was" Shape::Text, "The former name of this entity or table; `codegen fmt` removes it after the rename.";
    "cache" Shape::Text, "How long rows stay in the cache: `short`, `medium`, `long`, or a duration such as `10m`.";
    "soft_delete" Shape::Text, "The nullable timestamp that marks a row as deleted.";
    "version" Shape::Text, "The integer that an update compares and increments (optimistic locking).";
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
    "where" Shape::Text, "Only rows that satisfy this condition are in the index.";
    "name" Shape::Text, "The name in its methods, in place of the fields: `list_open` for `open`.";
    "methods" Shape::Words(METHODS_WORDS), "`none` to generate no methods, for an index used only by your own SQL.";
    "contains" Shape::Text, "A json field to search by containment.";
    "search" Shape::Text, "Text fields for full-text search, Chinese included.";
};

const UNIQUE: &[Key] = keys! {
    "on" Shape::Text, "The fields of the key.";
    "where" Shape::Text, "Only rows that satisfy this condition must be unique.";
    "name" Shape::Text, "The name in its methods, in place of the fields: `find_open` for `open`.";
    "methods" Shape::Words(METHODS_WORDS), "`none` to generate no lookup methods.";
    "nulls" Shape::Words(NULLS_WORDS), "Whether two nulls count as the same value; `distinct` by default.";
    "adds" Shape::Text, "Number fields that an upsert by this key adds to.";
};

const FIELD_OR_TYPE: Shape = Shape::Either(&[Shape::Text, Shape::Table(FIELD)]);

const ENDS: &[Key] = keys! {
    "min" Shape::Number, "The minimum.";
    "max" Shape::Number, "The maximum.";
};

const WHOLE_ENDS: &[Key] = keys! {
    "min" Shape::Integer, "The minimum number of characters.";
    "max" Shape::Integer, "The maximum number of characters.";
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
    "enum_name" Shape::Text, "The Rust name of the enum; by default entity plus field.";
    "nullable" Shape::Bool, "The enum may be null; for anything else write `?` after the type.";
    "belongs_to" Shape::Text, "The parent entity; `?` after it allows null.";
    "tenant" Shape::Bool, "The field holds the business id of the tenant that the row belongs to.";
    "on_delete" Shape::Words(ON_DELETE_WORDS), "What happens to this row when the parent is deleted.";
    "primary" Shape::Bool, "The field is the primary key.";
    "unique" Shape::Either(&[Shape::Bool, Shape::Words(UNIQUE_WORDS)]), "No two rows (within a tenant) have the same \
                                                                         value.";
    "immutable" Shape::Bool, "The value never changes after the insert.";
    "secret" Shape::Bool, "Never in the row struct, in logs, errors or the cache.";
    "volatile" Shape::Bool, "Neither in the row struct nor in the cache; writing it does not invalidate the cache.";
    "deprecated" Shape::Bool, "No longer read or written; to be dropped.";
    "default" Shape::Any, "The value of a new row; `now` for a timestamp, `uuid_v7` for a uuid.";
    "on_update" Shape::Words(ON_UPDATE_WORDS), "Set to the time of every update.";
    "counts" Shape::Text, "The child entity whose rows this field counts.";
    "sums" Shape::Text, "The child's field that this field sums: `Message.token_count`.";
    "was" Shape::Text, "The former name of this field; `codegen fmt` removes it after the rename.";
};
