//! The row struct of an entity.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::finder::{self, KeyFinder};
use super::model::Model;
use super::repository::key_value;
use super::validation::{self, Layer};
use super::{Door, column, entity, tokens};
use crate::ir::{Field, FieldType, Rule, Scope, shape};

// Expands to:
//     /// An organisation that uses `VoiceHelper`.
//     #[derive(Debug, Clone, PartialEq)]
//     pub struct Tenant { pub id: TenantId, … }
//     serde_record!(Tenant);
pub(super) fn row(model: &Model<'_>) -> TokenStream {
    let runtime = model.runtime();
    let name = &model.name;
    let doc = tokens::doc(&entity_doc(model));
    let members = model.row_fields().map(|field| member(model, field));
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq)]
        pub struct #name {
            #(#members)*
        }

        #runtime::support::serde_record!(#name);
    }
}

/// Returns the definition's sentence on an entity, or one made from its table.
pub(super) fn entity_doc(model: &Model<'_>) -> String {
    let given = model.entity.doc.as_deref().map(tokens::prose);
    given.unwrap_or_else(|| format!("A row of `{}`.", model.entity.table))
}

fn member(model: &Model<'_>, field: &Field) -> TokenStream {
    let name = tokens::ident(&field.name);
    let doc = tokens::doc(&field_doc(model, field));
    let ty = column::member_type(field, model.site);
    quote!(#doc pub #name: #ty,)
}

/// Returns the definition's sentence on a field, or what its name, type and rules say.
pub(super) fn field_doc(model: &Model<'_>, field: &Field) -> String {
    if let Some(doc) = &field.doc {
        return tokens::prose(doc);
    }
    if model.is_primary(field) {
        return "Primary key.".to_owned();
    }
    if model.is_tenant(field) {
        return "The tenant that owns the row.".to_owned();
    }
    let subject = tokens::sentence(&tokens::words(finder::subject(field)));
    let facts: Vec<String> = field_facts(model, field);
    if facts.is_empty() { format!("{subject}.") } else { format!("{subject}: {}.", facts.join(", ")) }
}

fn field_facts(model: &Model<'_>, field: &Field) -> Vec<String> {
    let mut facts = Vec::new();
    let bound = match field.ty {
        FieldType::String { max } => Some(max),
        _ => None,
    };
    if let Some(max) = bound
        && !field.rules.iter().any(|rule| matches!(rule, Rule::Length { .. }))
    {
        facts.push(format!("at most {max} characters"));
    }
    facts.extend(field.rules.iter().filter_map(|rule| rule_fact(rule, bound)));
    if model.is_counter(field) {
        facts.push("kept by the writes of what it counts".to_owned());
    }
    if model.is_soft_delete(field) {
        facts.push("set while the row counts as deleted".to_owned());
    }
    if field.on_update_now {
        facts.push("set by every update".to_owned());
    } else if field.immutable {
        facts.push("never changes".to_owned());
    }
    facts
}

fn rule_fact(rule: &Rule, bound: Option<u32>) -> Option<String> {
    match rule {
        Rule::Length { min, max } => Some(match (min, max.or(bound)) {
            (0, Some(max)) => format!("at most {max} characters"),
            (min, Some(max)) => format!("{min} to {max} characters"),
            (min, None) => format!("at least {min} characters"),
        }),
        Rule::Pattern(pattern) => Some(format!("`{pattern}`")),
        rule => rule.format().map(|format| format.noun.to_owned()),
    }
}

// Expands to: record! { Message = 0x… { plain id, json references, nullable_json trace, } }
pub(super) fn record(model: &Model<'_>) -> TokenStream {
    let (runtime, name) = (model.runtime(), &model.name);
    if model.site.is_hollow {
        return entity::unread_record(name, runtime);
    }
    let key = model.row_fields().position(|field| model.is_primary(field)).filter(|place| *place > 0);
    let key = key.map(tokens::integer).map(|place| quote!([#place]));
    let fields: Vec<&Field> = model.row_fields().collect();
    let members = model.once(&fields).map(|field| {
        let (kind, member) = (column::kind(field, model.is_keyed_text(field), model.site), tokens::ident(&field.name));
        quote!(#kind #member,)
    });
    let print = if model.is_cached() { fingerprint(model) } else { quote!(0) };
    quote!(#runtime::support::record! { #name #key = #print { #(#members)* } })
}

// Expands to:
//     impl Table for Message { type New = NewMessage; const TABLE: &'static TableSql = &sql::TABLE; … }
//     impl Entity for Message { type Key = MessageId; const BY_KEY: &'static KeySql = &sql::BY_KEY; … }
pub(super) fn entity_impl(model: &Model<'_>) -> TokenStream {
    let (runtime, name, new, sql) = (model.runtime(), &model.name, &model.new, &model.sql);
    let (region, shape) = (tokens::snake(&model.entity.name), tokens::hexadecimal(shape(model.entity)));
    let (key_type, key) = (model.key_type(), of_row(model, model.key()));
    let tenant = match model.tenant().map(|tenant| tokens::ident(&tenant.name)) {
        Some(tenant) => quote!(Some(&self.#tenant)),
        None => quote!(None),
    };
    let searches_kept = model.searched_fields().iter().any(|field| field.immutable);
    let searches_kept = searches_kept.then(|| {
        quote!(
            const SEARCHES_KEPT: bool = true;
        )
    });
    let numbered = model.is_numbered().then(|| {
        quote!(
            const NUMBERED: bool = true;
        )
    });
    let is_cached = model.is_cached().then(|| {
        quote!(
            const IS_CACHED: bool = true;
        )
    });
    let (number, keep, names) = (set_number(model), keep(model), names(model));
    let version = version(model);
    let words = search_tokens(model)
        .map(|words| quote!(fn search_tokens(&self) -> Option<#runtime::search::SearchTokens> { Some(#words) }));
    quote! {
        impl #runtime::support::Table for #name {
            type New = #new;
            const TABLE: &'static #runtime::support::TableSql = &#sql::TABLE;
            const REGION: &'static str = #region;
            const SHAPE: u64 = #shape;
            #is_cached
            #searches_kept
            #numbered

            fn tenant(&self) -> Option<&str> { #tenant }
            #number
            #words
            #keep
            #names
        }

        impl #runtime::support::Entity for #name {
            type Key = #key_type;
            const BY_KEY: &'static #runtime::support::KeySql = &#sql::BY_KEY;

            fn key(&self) -> #key_type { #key }
            #version
        }
    }
}

/// Returns a value of the row: `self.id`, `self.name.clone()`.
fn of_row(model: &Model<'_>, field: &Field) -> TokenStream {
    let member = tokens::ident(&field.name);
    if column::is_copy(field, model.site) { quote!(self.#member) } else { quote!(self.#member.clone()) }
}

// Expands to: fn names(&self, to: &mut Names<'_>) { to.row(self.id); to.key(&sql::BY_OPENID, (Keyed(&self.openid),)); }
fn names(model: &Model<'_>) -> Option<TokenStream> {
    let (runtime, sql) = (model.runtime(), &model.sql);
    let key = of_row(model, model.key());
    let aliases = all_keys(model).filter(|finder| !finder.columns.iter().any(|field| field.secret)).map(|finder| {
        let by = tokens::constant(&finder.alias());
        let values = finder.columns.iter().map(|field| {
            let member = tokens::ident(&field.name);
            let place = if column::is_copy(field, model.site) { quote!(self.#member) } else { quote!(&self.#member) };
            key_value(model, field, &place)
        });
        quote!(to.key(&#sql::#by, (#(#values,)*));)
    });
    model.is_cached().then(|| {
        quote! {
            fn names(&self, to: &mut #runtime::support::Names<'_>) {
                to.row(#key);
                #(#aliases)*
            }
        }
    })
}

fn all_keys<'m>(model: &'m Model<'_>) -> impl Iterator<Item = KeyFinder<'m>> + use<'m> {
    [Scope::Tenant, Scope::Global].into_iter().flat_map(|scope| finder::keys(model.entity, scope))
}

// Expands to: fn version(&self) -> Option<i64> { Some(self.revision.into()) }
fn version(model: &Model<'_>) -> Option<TokenStream> {
    let field = model.entity.field(model.entity.version?);
    let member = tokens::ident(&field.name);
    let number = model.wide_version(quote!(self.#member));
    Some(quote!(fn version(&self) -> Option<i64> { Some(#number) }))
}

// Expands to: fn keep(&mut self, stored: &Self) { self.created_at = stored.created_at; … }
// What searches and counters are made of; the rest of a row that is written is read back.
fn keep(model: &Model<'_>) -> Option<TokenStream> {
    let is_kept = |field: &&Field| {
        (field.immutable || model.is_counter(field)) && !model.is_primary(field) && !model.is_tenant(field)
    };
    let kept = model.row_fields().filter(is_kept).map(|field| {
        let member = tokens::ident(&field.name);
        if column::is_copy(field, model.site) {
            quote!(self.#member = stored.#member;)
        } else {
            quote!(self.#member.clone_from(&stored.#member);)
        }
    });
    let kept: Vec<TokenStream> = kept.collect();
    (!kept.is_empty()).then(|| quote!(fn keep(&mut self, stored: &Self) { #(#kept)* }))
}

// Expands to, beside a user's struct, which may have no generated store to open its region:
//     impl Tenant { pub fn region(cache: &CacheManager) -> Region<Tenant> { … } }
pub(super) fn region(model: &Model<'_>) -> Option<TokenStream> {
    let policy = model.entity.cache.filter(|_| model.site.door == Door::Derive)?;
    let (runtime, name) = (model.runtime(), &model.name);
    let seconds = Literal::u64_unsuffixed(policy.ttl_seconds);
    Some(quote! {
        impl #name {
            /// Returns the region of `cache` that holds rows of this entity.
            #[must_use]
            pub fn region(cache: &#runtime::CacheManager) -> #runtime::Region<Self> {
                let ttl = ::std::time::Duration::from_secs(#seconds);
                cache.region(#runtime::cache::RegionSpec::new(<Self as #runtime::support::Table>::REGION).ttl(ttl))
            }
        }
    })
}

/// Returns what the bytes of a value hang on: neither a bound nor the values of an enum, which a derive cannot see.
/// JSON carries the shape of its type.
fn layout(ty: &FieldType) -> String {
    match ty {
        FieldType::String { .. } | FieldType::Text => "text".to_owned(),
        FieldType::Enum(kind) => kind.name.clone(),
        FieldType::Json(_) => "json with its shape".to_owned(),
        ty => format!("{ty:?}"),
    }
}

/// FNV-1a over the entity's name and each member's name and type, so that cached bytes of another shape are never read.
fn fingerprint(model: &Model<'_>) -> TokenStream {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut add = |text: &str| {
        for byte in text.bytes().chain([0]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    };
    add(&model.entity.name);
    for field in model.row_fields() {
        add(&field.name);
        add(&layout(&field.ty));
        add(&field.nullable.to_string());
    }
    tokens::hexadecimal(hash)
}

// Expands to, where the row leaves columns out:
//     pub struct StoredApiKey { row: ApiKey, key_hash: Secret<String> }
//     impl InsertRow for StoredApiKey { … }
pub(super) fn stored_row(model: &Model<'_>) -> Option<TokenStream> {
    let secret: Vec<&Field> = model.secret_fields().collect();
    if secret.is_empty() {
        return None;
    }
    let (runtime, name, stored, vis) = (model.runtime(), &model.name, stored(model), model.visibility());
    let members = secret.iter().map(|field| tokens::ident(&field.name));
    let types = secret.iter().map(|field| column::member_type(field, model.site));
    let bound = secret.iter().map(|field| {
        let member = tokens::ident(&field.name);
        model.bind(field, &quote!(self.#member))
    });
    let names = secret_names(model);
    let doc = tokens::doc(&format!("A new [`{name}`] with the columns that the row leaves out."));
    Some(quote! {
        #doc
        #[doc(hidden)]
        #vis struct #stored { row: #name, #(#members: #types,)* }

        impl #runtime::support::InsertRow for #stored {
            type Entity = #name;

            fn row(&self) -> &#name { &self.row }
            fn into_row(self) -> #name { self.row }

            fn bind(&self, to: &mut #runtime::support::Arguments) {
                #runtime::support::InsertRow::bind(&self.row, to);
                #(to.add(#bound);)*
            }

            fn set_number(&mut self, number: i64) { #runtime::support::InsertRow::set_number(&mut self.row, number); }
            #names
        }
    })
}

/// A key with more than a secret that is there in it is not named: all that may be remembered as missing goes.
fn secret_names(model: &Model<'_>) -> Option<TokenStream> {
    let (runtime, sql) = (model.runtime(), &model.sql);
    let names: Vec<TokenStream> = all_keys(model)
        .filter(|finder| model.is_cached() && finder.columns.iter().any(|field| field.secret))
        .map(|finder| {
            if finder.columns.iter().any(|field| !field.secret || field.nullable) {
                return quote!(to.region(););
            }
            let by = tokens::constant(&finder.alias());
            let values = finder.columns.iter().map(|field| {
                let member = tokens::ident(&field.name);
                key_value(model, field, &quote!(self.#member.expose()))
            });
            quote!(to.key(&#sql::#by, (#(#values,)*));)
        })
        .collect();
    (!names.is_empty()).then(|| quote!(fn secret_names(&self, to: &mut #runtime::support::Names<'_>) { #(#names)* }))
}

/// Returns the name of the private struct of a row with its secrets.
pub(super) fn stored(model: &Model<'_>) -> proc_macro2::Ident {
    quote::format_ident!("Stored{}", model.name)
}

// Expands to: fn set_number(&mut self, number: i64) { self.id = number.into(); }
fn set_number(model: &Model<'_>) -> Option<TokenStream> {
    let key = tokens::ident(&model.key().name);
    let number = if matches!(model.key().ty, FieldType::Key(_)) { quote!(number.into()) } else { quote!(number) };
    model.is_numbered().then(|| quote!(fn set_number(&mut self, number: i64) { self.#key = #number; }))
}

// Expands to: SearchTokens::of(Some(&self.tenant_id), &[&self.title, &self.content])
fn search_tokens(model: &Model<'_>) -> Option<TokenStream> {
    let runtime = model.runtime();
    let fields = model.searched_fields();
    let texts = searched_texts(&fields, &quote!(self));
    let tenant = match model.tenant().map(|tenant| tokens::ident(&tenant.name)) {
        Some(tenant) => quote!(Some(&self.#tenant)),
        None => quote!(None),
    };
    (!fields.is_empty()).then(|| quote!(#runtime::search::SearchTokens::of(#tenant, #texts)))
}

// Expands to: &[&document.title, &document.content]
pub(super) fn searched_texts(fields: &[&Field], row: &TokenStream) -> TokenStream {
    let texts = fields.iter().map(|field| {
        let member = tokens::ident(&field.name);
        if field.nullable { quote!(#row.#member.as_deref().unwrap_or_default()) } else { quote!(&#row.#member) }
    });
    quote!(&[#(#texts),*])
}

// Expands to: impl Tenant { /// Checks every rule … pub fn validate(&self) -> Result<(), Violations> { … } }
pub(super) fn methods(model: &Model<'_>) -> TokenStream {
    let fields: Vec<&Field> = model.changeable_fields().into_iter().filter(|field| !field.secret).collect();
    let name = &model.name;
    let validate = validation::validate(model, &fields, Layer::Values);
    let singles = validation::singles(model);
    quote!(impl #name { #singles #validate })
}
