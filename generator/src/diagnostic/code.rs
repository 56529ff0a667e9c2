macro_rules! codes {
    ($($name:ident $text:literal $meaning:literal)*) => {
        /// A kind of mistake. Its text is stable; docs/diagnostics.md lists them all.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $meaning] $name,)*
        }

        impl Code {
            /// Every code, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// Returns the stable text, `L0101`.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }

            /// Returns the rule that was broken, as one sentence.
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$name => $meaning,)*
                }
            }
        }
    };
}

codes! {
    Syntax "L0101" "The text is TOML, or in a source Rust."
    UnknownKey "L0102" "Every key and table is one that the grammar knows."
    WrongShape "L0103" "A key's value is of the kind the key takes: a string, a number, a list, a table."
    MissingKey "L0104" "A table has the keys that it cannot do without."
    KeyConflict "L0105" "Keys that exclude each other do not stand side by side."
    Empty "L0106" "A definition without entities is valid, and generates nothing."

    EntityName "L0201" "The name of an entity, a type or an enum is upper camel case."
    FieldName "L0202" "The name of a field is snake case."
    ReservedName "L0203" "A name is one that Rust and the generated code leave free."
    LongName "L0204" "An identifier has at most 63 bytes, the least that every database allows."
    DuplicateColumn "L0205" "A table has no two columns of one name, however it is capitalised."
    DuplicateTable "L0206" "Every entity has a table of its own."
    DuplicateType "L0207" "No two generated Rust types have one name."
    TableName "L0208" "The name of a table is snake case."
    ExchangedTables "L0209" "No two entities have the tables that would be called after each other."

    UnknownType "L0301" "A type is one that the grammar knows, or is defined under `types`."
    UnboundedString "L0302" "A `string` column says how long it can be; a text without bound is `text`."
    NoType "L0303" "A field has a type, an enum or a parent."
    DefaultType "L0304" "A default is a value of the field's type."
    DefaultNotInEnum "L0305" "The default of an enum is one of its values."
    EmptyEnum "L0306" "An enum has at least one value."
    DuplicateEnumValue "L0307" "The values of an enum differ, and so do the Rust variants made of them."
    EnumVariant "L0308" "A value of an enum starts with a letter and holds letters, digits and separators."
    OnUpdate "L0309" "`on_update = \"now\"` is for a timestamp that can change."
    TypeCycle "L0310" "A named type does not stand for itself, nor hold itself outside a list."
    Nullable "L0311" "Primary keys, tenant fields, counters and versions are required."
    Deprecated "L0312" "A deprecated field is nullable or has a default, since new rows do without it."

    LengthTarget "L0401" "`length` is for strings and texts."
    RangeTarget "L0402" "`range` is for numbers."
    EmptyRange "L0403" "A minimum is not above its maximum."
    Pattern "L0404" "A pattern is a regular expression."
    FormatTarget "L0405" "`pattern` and the formats, `email` and its like, are for strings and texts."
    OneOf "L0406" "`one_of` lists values of the field's type, at least one."
    TimeTarget "L0407" "`future` and `past` are for timestamps and dates."
    LengthBound "L0408" "A length is not negative, and the maximum of a string is 1 to 16383."
    DefaultBreaksRule "L0409" "A default obeys the rules of its own field."

    NoPrimary "L0501" "An entity has a primary key."
    CompositePrimary "L0502" "A primary key is one field."
    PrimaryType "L0503" "A primary key is a `uuid` or an `i64`."
    PrimaryFlag "L0504" "A primary key is neither secret nor volatile nor deprecated, and its default is its own."
    UnknownField "L0505" "A field that is named exists."
    DuplicateIndex "L0506" "No two indexes of an entity are the same."
    DuplicateUnique "L0507" "No two unique keys of an entity are the same."
    IndexText "L0508" "An index is a list of fields, each with an optional `asc` or `desc`."
    RepeatedField "L0509" "A key or index names a field once."
    ColumnAfterOrder "L0510" "In an index the fields that are asked for by equality come before those that order the page."
    Unindexable "L0511" "The columns of a key or an ordered index are bounded: no text, bytes or json."
    SearchTarget "L0512" "Full text is of strings and texts."
    SecondSearch "L0513" "An entity has at most one full-text index."
    ContainsTarget "L0514" "`contains` is for one json field."
    Condition "L0515" "A condition is comparisons joined by `and`."
    ConditionType "L0516" "A condition compares a field with a value of its type."
    SetNullInUnique "L0517" "A reference that a delete sets to null is in no unique key."
    TenantNotInUnique "L0518" "A unique key of a tenant's entity holds the tenant field."
    Adds "L0519" "`adds` names number fields outside the key."
    Nulls "L0520" "`nulls` is `distinct` or `equal`."
    UniqueWord "L0521" "`unique` is `true` or `\"global\"`."
    RowSize "L0522" "A row fits into what MySQL and MariaDB hold: 65,535 bytes, and 8,126 of them on its page."
    MethodName "L0523" "Every key and index makes methods of its own name; `name` gives one."
    WithoutMethod "L0524" "An index makes a list; a note says which makes none, and why."
    TableSize "L0525" "A table has no more than MySQL and MariaDB hold: 1,017 columns, 64 keys and indexes, 16 columns in one."

    UnknownParent "L0601" "A relation names an entity of the definition."
    SetNullRequired "L0602" "`set_null` is for a reference that can be null."
    ReferentialAction "L0603" "`on_delete` is `restrict`, `cascade` or `set_null`, on a relation."
    RequiredCycle "L0604" "Required references do not lead back to where they start."
    BusinessId "L0605" "The tenant entity has a unique, required, immutable string field named like the tenant field."
    SecondTenant "L0606" "An entity has at most one tenant field."
    TenantField "L0607" "A tenant field is a reference to the tenant entity, and all entities have the same one."

    CounterChild "L0701" "A counter's child has exactly one reference to the counting entity."
    CounterSum "L0702" "`sums` names an integer field of the child: `Message.token_count`."
    CounterField "L0703" "A counter is a required integer with default 0."
    AggregateText "L0704" "A figure is `count()`, `sum(field)` or `avg(field)`, over an entity and a condition where wanted."
    AggregateEntity "L0705" "A figure is taken over the entity itself or over one that belongs to it."
    AggregateField "L0706" "`sum` and `avg` take a number field."
    Between "L0707" "`between` names a timestamp field."
    SoftDelete "L0708" "`soft_delete` names a nullable timestamp field."
    Version "L0709" "`version` names a required integer field."
    CacheTier "L0710" "`cache` is `short`, `medium`, `long` or a duration such as `90s`, `10m`, `2h`."
    SecretIndexed "L0711" "A secret field is in no index but a unique key."
    ColumnKey "L0712" "Keys that are about a column do not stand on a member of a struct or on a named type."
    AggregateKind "L0713" "The figures of an aggregate are all of the entity itself, or all of what belongs to one row or tenant."

    SourceFile "L0801" "A Rust source that is scanned is part of a crate, and its modules can be found."
    ConditionalEntity "L0802" "Whether an entity is there depends on no `cfg`."
    PrivateEntity "L0803" "The store can name the struct of an entity: neither it nor a module around it is private."

    Struct "L0901" "An entity is a struct with named members, a value an enum, a newtype or such a struct; they have no parameters."
    RowMember "L0902" "Secret, volatile and deprecated fields stand above their struct, all others in it."
    KeyType "L0903" "The key of `X` is called `XId`, or is a bare `Uuid` or `i64`."
    CachedJson "L0904" "JSON of unknown shape in a cached row is read by `larder::json`."
    Conditional "L0905" "A column or value is there whatever is compiled."
}
