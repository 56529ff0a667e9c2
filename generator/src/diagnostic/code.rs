//! The codes of diagnostics, with the rule that each stands for.

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
    Syntax "L0101" "The definition is valid TOML, and a source is valid Rust."
    UnknownKey "L0102" "Every key and table is known."
    WrongShape "L0103" "The value of a key has the expected kind: a string, a number, a list, a table."
    MissingKey "L0104" "A table has all required keys."
    KeyConflict "L0105" "Keys that exclude each other are not used together."
    Empty "L0106" "A definition without entities is valid but generates nothing (a note)."

    EntityName "L0201" "The name of an entity, a type or an enum is upper camel case."
    FieldName "L0202" "The name of a field is snake case."
    ReservedName "L0203" "A name is not reserved by Rust, a database or the generated code."
    LongName "L0204" "An identifier has at most 63 bytes, the limit of PostgreSQL."
    DuplicateColumn "L0205" "No two columns of a table have the same name, ignoring case."
    DuplicateTable "L0206" "Every entity has its own table."
    DuplicateType "L0207" "No two generated Rust types have the same name."
    TableName "L0208" "The name of a table has letters, digits, and `_`, `-`, `$`, `#`, `@`, `/` or spaces between them."
    ExchangedTables "L0209" "No two entities have each other's table name."
    ColumnName "L0210" "The name of a column has letters, digits, and `_`, `-`, `$`, `#`, `@`, `/` or spaces between \
                        them."

    UnknownType "L0301" "A type is built in, or defined under `types`."
    UnboundedString "L0302" "A `string` column has a maximum length; use `text` for unbounded text."
    NoType "L0303" "A field has a type, an enum or a parent."
    DefaultType "L0304" "A default is a value of the field's type."
    DefaultNotInEnum "L0305" "The default of an enum is one of its values."
    EmptyEnum "L0306" "An enum has at least one value."
    DuplicateEnumValue "L0307" "The values of an enum are distinct, and so are their Rust variants."
    EnumVariant "L0308" "A value of an enum starts with a letter and contains only letters, digits, `_` and `-`."
    OnUpdate "L0309" "`on_update = \"now\"` is only for a timestamp that is not immutable."
    TypeCycle "L0310" "A named type is not an alias of itself, and contains itself only in a list."
    Nullable "L0311" "Primary keys, tenant fields, counters and versions are required."
    Deprecated "L0312" "A deprecated field is nullable or has a default, since new rows do not set it."
    Native "L0313" "`native` says what every database calls the type, for a column that is no key of rows, and `rust` \
                    names a type over one value of the column."

    LengthTarget "L0401" "`length` is only for `string` and `text`."
    RangeTarget "L0402" "`range` is only for numbers."
    EmptyRange "L0403" "A minimum is not greater than its maximum."
    Pattern "L0404" "A pattern is a valid regular expression."
    FormatTarget "L0405" "`pattern` and the formats such as `email` are only for `string` and `text`."
    OneOf "L0406" "`one_of` lists at least one value, all of the field's type."
    TimeTarget "L0407" "`future` and `past` are only for timestamps and dates."
    LengthBound "L0408" "A length is not negative, and the maximum of a string is between 1 and 16383."
    DefaultBreaksRule "L0409" "A default satisfies the rules of its field."

    NoPrimary "L0501" "An entity has a primary key, or says that its table has none."
    CompositePrimary "L0502" "What one field refers to, or has full-text search, has a primary key of one field; a \
                              reference to a key that holds the tenant keeps the tenant."
    PrimaryType "L0503" "A primary key is a bounded string or bytes, an integer, a `uuid`, a date or time, or an enum."
    PrimaryFlag "L0504" "A primary key is not secret, volatile or deprecated, and has no fixed default; `primary` is \
                          `true` or `\"assigned\"`."
    UnknownField "L0505" "Every field that is referred to exists."
    DuplicateIndex "L0506" "No two indexes of an entity are the same."
    DuplicateUnique "L0507" "No two unique keys of an entity are the same."
    IndexText "L0508" "An index is a list of fields, each with an optional `asc` or `desc`."
    RepeatedField "L0509" "A key or index lists a field only once."
    ColumnAfterOrder "L0510" "In an index, the fields compared by equality come before those that order the page."
    Unindexable "L0511" "The columns of a key or an ordered index are bounded in size: no text, bytes or json."
    SearchTarget "L0512" "Full-text search is only for `string` and `text`."
    SecondSearch "L0513" "An entity has at most one full-text index."
    ContainsTarget "L0514" "`contains` is for exactly one json field."
    Condition "L0515" "A condition consists of comparisons joined by `and`."
    ConditionType "L0516" "A condition compares a field with a value of its type."
    SetNullInUnique "L0517" "A reference with `on_delete = \"set_null\"` is not part of a unique key."
    TenantNotInUnique "L0518" "A unique key of an entity with a tenant includes the tenant field."
    Adds "L0519" "`adds` lists number fields outside the key."
    Nulls "L0520" "`nulls` is `distinct` or `equal`."
    UniqueWord "L0521" "`unique` is `true` or `\"global\"`."
    RowSize "L0522" "A row fits the limits of MySQL and MariaDB: 65,535 bytes, of which 8,126 on the page."
    MethodName "L0523" "The methods of every key and index have distinct names; `name` sets one."
    WithoutMethod "L0524" "A list method is generated for every index; a note names the exceptions and the reason."
    TableSize "L0525" "A table fits the limits of MySQL and MariaDB: 1,017 columns, 64 keys and indexes, 16 columns \
                       in each."
    OwnSql "L0526" "`sql` is a whole piece of the statement that makes an index or a check, and names only fields that \
                    `on` lists."
    OwnIndex "L0527" "An index by `sql` has its condition and order in the text, and only such an index is `unique`."
    Generated "L0528" "A generated field is a value that databases compute from other columns of the row, and nothing \
                       writes it."
    EngineDefault "L0529" "A default by `default_sql` is an expression for every database, of a plain column that \
                           programs may write."
    Collation "L0530" "A collation is of a text that is no key, and has a name that the database knows."
    Comment "L0531" "`comment` puts the documentation of a table or column into the database: there is one, and it fits."
    Keyless "L0532" "A table without a primary key says nothing that takes a key to find its rows, and nothing refers to it."
    IndexStorage "L0533" "`using`, `operators` and `include` say how PostgreSQL stores an index over fields."
    UnboundedOrder "L0540" "An index orders no text without a bound."
    UnboundedReference "L0541" "What is referred to has a bound: it is no `text`."
    Merges "L0550" "`greatest` and `least` list numbers and times outside the key, `sets` fields that a patch may set, \
                    each once, and none that a parent sums up."
    QueryText "L0557" "The text of a query is SQL for every dialect, with `{name}` for values."
    QueryValue "L0558" "Each `{name}` of a query has a type: that of the field of this name, or one of `parameters`."
    QueryRows "L0559" "The rows of a query are the entity, one column, or columns with names of their own."
    QueryReturns "L0560" "`returns` is `all`, `one`, `optional`, `stream`, or for a query that writes `execute`."
    QueryTouches "L0561" "A query that writes says which entities it `touches`."
    QueryTenant "L0562" "Every table with tenants in a query of a tenant's is compared with `{tenant}`."
    Hooks "L0563" "`hooks` and `check_with` are paths of the program, of an entity whose rows are written by themselves."

    UnknownParent "L0601" "A relation refers to an entity of the definition."
    SetNullRequired "L0602" "`set_null` is only for a nullable reference."
    ReferentialAction "L0603" "`on_delete` and `on_update` are `restrict`, `no_action`, `cascade`, `set_null` or \
                               `set_default`, and only on a relation; `deferrable` is `immediate` or `deferred`."
    RequiredCycle "L0604" "Required references do not form a cycle."
    BusinessId "L0605" "The tenant entity has a unique, required, immutable string field with the name of the tenant \
                        field."
    SecondTenant "L0606" "An entity has at most one tenant field."
    TenantField "L0607" "A tenant field is a reference to the tenant entity, which is the same for all entities."
    ReferenceTarget "L0608" "`by` names an immutable field of the parent that is unique."
    ManyToMany "L0609" "The entity between two has one reference to each, and no two rows between the same rows."
    CompositeReference "L0610" "A reference of several fields names the fields of its parent's key, or with `by` those of \
                                a unique key, each once and in their order; no two references have one name."
    ReferencePart "L0611" "Each field of a reference of several holds what the parent's field holds, and is in the row."
    CacheWord "L0612" "`mode` of `cache` is `strict`, `fast` or `relaxed`, and `on_down` is `log`, `continue` or `abort`."
    CacheRoom "L0613" "`memory` of `cache` is bytes such as `16MiB`, and `rows` is a positive number."
    CacheLists "L0614" "Lists that hang on a volatile field are not cached, since writing it makes no entry out of date."

    ScaleReference "L0630" "Where tables are ready to scale, a reference to a row of a tenant comes from a row of that \
                            tenant."
    ScaleTiming "L0631" "Where tables are ready to scale, a reference of a tenant's row is checked at once."
    ScaleKey "L0632" "Where tables are ready to scale, a key of a tenant's that the database makes is an `i64`."

    ScaleWord "L0633" "`engine` of `scale` is `citus`, and `distribution` is `tenant`, `reference` or `local`."
    Distribution "L0634" "`distribution` is said where `scale` has an engine: `tenant` of what has a tenant and of tenants \
                          themselves, `reference` or `local` of any other table."
    ScaleUnique "L0635" "Where tables are spread, a unique key of a tenant's holds the tenant."
    ScaleKeyless "L0636" "Where tables are spread, a table of a tenant's has a primary key, by which its rows are moved."
    ScaleLocal "L0637" "Where tables are spread, nothing that is on other servers refers to a row of a `local` table."
    ScaleTrigger "L0638" "Where tables are spread, a table that is on several servers has no trigger."
    CacheWarm "L0640" "`warm` of `cache` says how many rows are read ahead, the `newest` or those last `used`: up to 100,000 \
                       each, and no more than `rows` keeps."
    CacheWarmNewest "L0641" "The `newest` rows are told by a primary key of one field that larder or the database makes."
    CacheTimeout "L0642" "`soft_timeout` and `hard_timeout` of `cache` are durations such as `50ms`, and the first is the \
                          shorter one."

    RowSecurity "L0650" "Row level security is for a table whose rows tenants own: the policy asks whose a row is."

    Partition "L0651" "Partitions of a table are by one field, either for each period of its time (`every`) or by its hash \
                       (`hash`); `ahead`, `keep` and `drop` are of periods."
    PartitionField "L0652" "Partitions are by a required, immutable field: for each period by a `timestamp`, a `datetime`, a \
                            `date` or a `uuid` that larder makes, by hash by what can be a key."
    PartitionKey "L0653" "The keys of a partitioned table hold the field of its partitions; a primary key of one `uuid` that \
                          larder makes need not, and none is numbered by the database."
    PartitionReference "L0654" "What others refer to, by other tables than its own, is partitioned by the hash of its primary key if at all."
    PartitionNumber "L0655" "`hash` is between 2 and 1024, `ahead` between 1 and 100, and `keep` between 1 and 10000."
    PartitionCounter "L0656" "Rows that go with their partition stay counted in their parents (a note)."
    TableSchema "L0660" "A schema is called so that PostgreSQL takes its name, and is none of PostgreSQL's own."
    ViewSchema "L0661" "The schema of a view is said where the view is made."

    CounterChild "L0701" "A counter's child has exactly one reference to the counting entity."
    CounterSum "L0702" "`sums` names an integer field of the child: `Message.token_count`."
    CounterField "L0703" "A counter is a required integer with default 0."
    AggregateText "L0704" "A figure is `count()`, `sum(field)` or `avg(field)`, optionally of another entity and with \
                           a condition."
    AggregateEntity "L0705" "A figure is over the entity itself or over an entity that belongs to it."
    AggregateField "L0706" "`sum` and `avg` take a number field."
    Between "L0707" "`between` names a timestamp field."
    SoftDelete "L0708" "`soft_delete` names a nullable timestamp field."
    Version "L0709" "`version` names a required integer field."
    CacheTier "L0710" "`cache` is `short`, `medium`, `long` or a duration such as `90s`, `10m`, `2h`."
    SecretIndexed "L0711" "A secret field is not part of an index, other than a unique key."
    ColumnKey "L0712" "Keys that describe a column are not used on a member of a struct or on a named type."
    AggregateKind "L0713" "The figures of an aggregate are all over the entity itself, or all over what belongs to \
                           one row or tenant."
    Activity "L0714" "`activity` names a timestamp field that an index begins with, the tenant's field before it or \
                      not."

    View "L0715" "The entity of a view only reads: nothing of it is written, and nothing refers to it or counts it."
    NativeEnum "L0716" "The native type of an enum is PostgreSQL's, by a name of its own; other databases keep text."
    NativeEnumValues "L0717" "All columns of one native enum type have the same values, in the same order."
    NativeArray "L0718" "The native type of a list is an array of PostgreSQL's; other databases keep JSON."

    SourceFile "L0801" "A Rust source that is scanned is part of a crate, and its modules can be found."
    ConditionalEntity "L0802" "An entity does not depend on a `cfg`."
    PrivateEntity "L0803" "The store can access the struct of an entity: neither it nor a module around it is private."

    Struct "L0901" "An entity is a struct with named members; a value is an enum, a newtype or such a struct; neither \
                    has parameters."
    RowMember "L0902" "Secret, volatile and deprecated fields are declared above their struct, all others in it."
    KeyType "L0903" "The key type of `X` is `XId`, or what the key's column holds."
    Conditional "L0905" "A column or value does not depend on a `cfg`."
    Derive "L0906" "A derive is a path that the generated type does not have anyway, and is listed once."
    Attribute "L0907" "An attribute is what stands between the brackets of `#[…]`, and adds no derive."
    GeneratedType "L0908" "Derives and attributes are for types that are generated."
    ValueDerive "L0909" "`Value` implements serde's traits for enums and newtypes, so these do not derive them."

    ObjectFile "L1001" "The file of an object is called `active_users.sql`, or `active_users.postgres.sql` for one database."
    ObjectText "L1002" "The text of an object creates a view, function, trigger or another object that the database has \
                        beside tables."
    ObjectTwice "L1003" "No two objects make the same thing, and none has the name of a table."
    ObjectNeeds "L1004" "`-- needs:` names objects of the definition."
    ViewObject "L1005" "The view of an entity is an object of the definition, on every database."
}
