//! `#[derive(Repository)]` and `#[derive(Value)]`: entities as structs.
//!
//! A struct takes the same keys as `[entities.X]` in `models.toml`, and the same generator expands both, so the result
//! is the same. This crate only passes tokens to the generator.

mod row;
mod runtime;
mod sql;
mod test;

use proc_macro::TokenStream;
use proc_macro2::TokenStream as Tokens;
use quote::quote;
use syn::{DeriveInput, parse_macro_input};

use larder_generator::expand;

/// Generates `NewX`, `XPatch`, `XRepository`, validators, cache keys and the key type `XId` for a struct `X`.
///
/// ```text
/// use larder::{Json, Repository, Timestamp, Value};
///
/// #[derive(Debug, Clone, Copy, PartialEq, Value)]
/// pub enum TenantPlan { Free, Premium }
///
/// /// An organisation.
/// #[derive(Debug, Clone, PartialEq, Repository)]
/// #[repository(table = "tenants", cache = "long", index("plan, created_at desc"))]
/// #[field(signing_key: String, after = name, length = 64, secret)]
/// pub struct Tenant {
///     #[field(primary)]
///     pub id: TenantId,
///     #[field(unique, immutable, length(3..=50), pattern = "^[A-Za-z0-9_-]+$")]
///     pub tenant_id: String,
///     #[field(length = 100)]
///     pub name: String,
///     #[field(default = TenantPlan::Free)]
///     pub plan: TenantPlan,
///     #[field(default = {})]
///     pub config: Json,
///     #[field(default = now, immutable)]
///     pub created_at: Timestamp,
///     #[field(default = now, on_update = now)]
///     pub updated_at: Timestamp,
/// }
///
/// // Only if no store is generated from this definition.
/// larder::register!(Tenant);
///
/// let region = Tenant::region(runtime.cache());
/// let tenants = TenantRepository::new(runtime.executor(), &region);
/// let acme = tenants.create(NewTenant::new("acme", "Acme Ltd", key).plan(TenantPlan::Premium)).await?;
/// let same = tenants.get_by_tenant_id("acme").await?;
/// ```
///
/// The struct must derive `Clone`. It must be in a module, not in a function, and cannot have parameters or members
/// with a `cfg`. The generated items have its visibility. All errors are reported at once, each at its token, with
/// the codes of `docs/diagnostics.md`.
///
/// # `#[repository(…)]`, on the struct
///
/// | key | meaning |
/// | --- | --- |
/// | `table = "tenants"` | the table; by default the name in snake case plus `s` |
/// | `was = "Account"` | the former entity or table, which is renamed |
/// | `cache = "long"` | caches rows: `short`, `medium`, `long` or a duration such as `90s` |
/// | `index("status, created_at desc")` | an index, with list and count methods; `where = "…"` makes it partial |
/// | `index(contains = "metadata")`, `index(search = "title, content")` | an index for JSON containment or full-text search |
/// | `unique("tenant_id, openid")` | a unique key over several columns; also with `where = "…"`, `nulls = "equal"`, `adds = "…"` |
/// | `soft_delete = "deleted_at"`, `version = "revision"` | the columns for soft delete and optimistic locking |
/// | `aggregate(stats, between = "start_time", sessions = "count()")` | aggregates over the table |
/// | `query(busiest, sql = "SELECT …", parameters(since = "timestamp"), rows(day = "timestamp", messages = "i64"))` | a statement of your own as a method |
/// | `hooks = "crate::audit::Audit"`, `check_with = "crate::audit::has_room"` | what is called when rows are written |
/// | `derives(utoipa::ToSchema, new(serde::Deserialize))` | derives of `NewX`, `XPatch` and `XId`; of one kind with `new(…)`, `patch(…)`, `key(…)` |
/// | `attributes(new(schema(title = "A tenant")))` | attributes of the same types |
/// | `crate = "path"` | the runtime crate, if it is not `::larder` |
///
/// # `#[field(…)]`, on a member
///
/// | key | meaning |
/// | --- | --- |
/// | `primary` | the primary key, of type `XId`, `Uuid` or `i64` |
/// | `unique`, `unique = "global"` | unique within the tenant, or across all tenants |
/// | `immutable` | never changes after the insert |
/// | `belongs_to = Tenant`, `on_delete = "cascade"`, `tenant` | a reference, its referential action, and whether it is the tenant |
/// | `text` | a `String` without a maximum length |
/// | `json` | a serde type, stored as JSON; a `Vec` is JSON without it |
/// | `type = "string"` | the column type of a newtype that derives [`Value`](macro@Value) |
/// | `values("free", "premium")` | the texts of an enum that does not derive `Value` |
/// | `default = value`, `on_update = now` | a literal, a variant, JSON, `now` or `uuid_v7`; the time of the last update |
/// | `counts = Message`, `sums = "Message.token_count"` | a counter or sum that writes of the other entity maintain |
/// | `was = "bio"` | the former name of the column, which is renamed |
/// | `length = 100`, `length(3..=50)`, `range(0..)`, `pattern = "…"`, formats such as `email`, `one_of(…)`, `future`, `past`, `custom = path` | rules |
///
/// # `#[field(name: Type, …)]`, above the struct
///
/// A field that is not in the row: `secret`, `volatile` or `deprecated`. It takes the keys of a member, `after = name`
/// for the position of its column (the last one by default), and `doc = "…"`. It cannot be a member, because a derive
/// cannot remove a member from a struct.
///
/// # Types
///
/// | member | column |
/// | --- | --- |
/// | `bool`, `i16`, `i32`, `i64`, `f32`, `f64` | the same |
/// | `String` | `string` with the maximum `length`, or `text` |
/// | `Vec<u8>`, `Uuid`, `Date`, `Time`, `Timestamp`, `Duration`, `Json` | bytes, uuid, date, time, timestamp, whole seconds, any JSON |
/// | `Option<T>` | the same as `T`, or null |
/// | `Vec<T>` | a JSON list |
/// | any other | assumed to be an enum that derives `Value` |
#[proc_macro_derive(Repository, attributes(repository, field))]
pub fn repository(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expanded(&input, "repository", expand::repository)
}

/// Makes an enum, a newtype or a struct usable as the type of a field, like `[types.X]` in `models.toml`.
///
/// ```text
/// /// Stored as text: `free`, `premium`, `on-hold`.
/// #[derive(Debug, Clone, Copy, PartialEq, larder::Value)]
/// pub enum TenantPlan {
///     Free,
///     Premium,
///     #[value("on-hold")]
///     OnHold,
/// }
///
/// /// Text with rules: `#[field(type = "string")] tenant_id: BusinessId`.
/// #[derive(Debug, Clone, PartialEq, larder::Value)]
/// #[value(length(3..=50), pattern = "^[A-Za-z0-9_-]+$")]
/// pub struct BusinessId(String);
///
/// /// Stored as JSON: `#[field(json)] config: VoiceConfig`, or `Vec<VoiceConfig>`.
/// #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize, larder::Value)]
/// pub struct VoiceConfig {
///     #[field(one_of(8000, 16000))]
///     pub sample_rate: Option<i32>,
/// }
/// ```
///
/// An enum and a newtype get `Serialize`, `Deserialize`, `From` and the column traits; an enum also `ALL`, `as_str`,
/// `Display` and `FromStr`. An enum must derive `Debug`, `Clone`, `Copy` and `PartialEq`, a newtype all of them except
/// `Copy`. A struct gets [`Validate`](../larder/validate/trait.Validate.html), which checks the rules of its members;
/// it must derive serde's traits itself.
///
/// On a newtype, `#[value(…)]` takes `text` and the rules of `#[field(…)]`; on all three it takes `crate`.
#[proc_macro_derive(Value, attributes(value, field))]
pub fn value(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expanded(&input, "value", expand::value)
}

/// A statement of your own: SQL with named values, run on a store, a tenant's scope or a transaction.
///
/// ```text
/// let busy: Vec<(ConversationId, i64)> = larder::sql!(
///     "SELECT conversation_id, COUNT(*) FROM messages
///      WHERE tenant_id = {tenant} AND created_at >= {since} {if roles} AND role IN {roles} {end}
///      GROUP BY conversation_id",
///     since = day.start(),
/// )
/// .all(&store)
/// .await?;
/// ```
///
/// | in the text | meaning |
/// | --- | --- |
/// | `{name}` | the value of `name = …` behind the text, or of the variable `name`; it is bound, never written into the text |
/// | `IN {name}` | a list: a slice or a `Vec`; nothing is in an empty one |
/// | `{if name} … {else} … {end}` | the first part where `name` is true, `Some` or a list that is not empty, else the other |
/// | `{{`, `}}` | a brace; in quotes a brace is one anyway |
///
/// Where dialects differ, each has a text: `sql!({ postgres: "…", _: "…" }, since = start)`.
#[proc_macro]
pub fn sql(input: TokenStream) -> TokenStream {
    let statement = parse_macro_input!(input as sql::Statement);
    // Several messages are no expression without braces.
    let errors = |error: syn::Error| {
        let errors = error.into_compile_error();
        quote!({ #errors })
    };
    statement.expand().unwrap_or_else(errors).into()
}

/// Lets the rows of [`sql!`](macro@sql) be read as a struct: each member from the column of its name.
///
/// `#[field(column = "…")]` names another column, `#[field(json)]` reads a serde type from JSON, and
/// `#[field(decimal(12, 2))]` a decimal of a column of so many digits. Members that no column is for, and columns that
/// no member is for, are told apart: the first is an error, the second is not read.
#[proc_macro_derive(Row, attributes(field))]
pub fn row(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    row::expand(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}

/// A test on a store of its own, whose migrated database no other test sees: `#[larder::test]` in place of
/// `#[tokio::test]`, on an `async fn` that takes the store.
///
/// ```text
/// #[larder::test]
/// async fn a_user_is_found(store: Store) -> larder::Result<()> {
///     let user = store.users().create(NewUser::new("ada")).await?;
///     assert_eq!(store.users().get(user.id).await?, user);
///     Ok(())
/// }
/// ```
///
/// The database is one of SQLite in memory. With `#[larder::test(url = "…")]`, or the variable `LARDER_TEST_URL`, it is
/// one on that server, which is dropped when the test is over. With `LARDER_TEST_KEEP=1` that of a failed test stays.
#[proc_macro_attribute]
pub fn test(options: TokenStream, item: TokenStream) -> TokenStream {
    let options = parse_macro_input!(options as test::Options);
    let item = parse_macro_input!(item as syn::ItemFn);
    test::expand(&options, &item).unwrap_or_else(syn::Error::into_compile_error).into()
}

fn expanded(input: &DeriveInput, attribute: &str, expand: fn(&DeriveInput, &Tokens) -> Tokens) -> TokenStream {
    match runtime::path(input, attribute) {
        Ok(runtime) => expand(input, &runtime).into(),
        Err(error) => {
            let (errors, rest) = (error.into_compile_error(), expand(input, &quote!(::larder)));
            quote!(#errors #rest).into()
        }
    }
}
