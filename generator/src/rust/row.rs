use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::model::Model;
use super::validation::{self, Layer};
use super::{Door, column, tokens};
use crate::ir::{Field, FieldType, JsonShape, Rule, shape};

// Expands to:
//     /// An organisation that uses `VoiceHelper`.
//     #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
//     #[serde(crate = "larder::support::serde")]
//     pub struct Tenant { pub id: TenantId, … }
pub(super) fn row(model: &Model<'_>) -> TokenStream {
    let runtime = model.runtime();
    let name = &model.name;
    let doc = tokens::doc(&entity_doc(model));
    let members = model.row_fields().map(|field| member(model, field));
    let serde = serde_path(model);
    quote! {
        #doc
        #[derive(Debug, Clone, PartialEq, #runtime::support::serde::Serialize, #runtime::support::serde::Deserialize)]
        #[serde(crate = #serde)]
        pub struct #name {
            #(#members)*
        }
    }
}

/// Returns the path of serde as its derives take it, without leading colons.
pub(super) fn serde_path(model: &Model<'_>) -> String {
    format!("{}::support::serde", runtime_text(model))
}

fn runtime_text(model: &Model<'_>) -> String {
    model.runtime().to_string().replace(' ', "").trim_start_matches("::").to_owned()
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
    // Postcard, the cache's format, does not describe itself: JSON without a known type travels as text.
    let text = matches!(field.ty, FieldType::Json(JsonShape::Any)).then(|| {
        let with = format!("{}::support::json", runtime_text(model));
        quote!(#[serde(with = #with)])
    });
    quote!(#doc #text pub #name: #ty,)
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
    let subject = tokens::sentence(&tokens::words(super::finder::subject(field)));
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

// Expands to:
//     impl larder::support::Entity for Message { type Key = MessageId; const NAME: &'static str = "Message"; … }
pub(super) fn entity_impl(model: &Model<'_>) -> TokenStream {
    let runtime = model.runtime();
    let (name, sql) = (&model.name, &model.sql);
    let text = name.to_string();
    let shape = tokens::hexadecimal(shape(model.entity));
    let key_type = model.key_type();
    let key = tokens::ident(&model.key().name);
    let key_position =
        tokens::integer(model.row_fields().position(|field| model.is_primary(field)).unwrap_or_default());
    let tenant = match model.tenant().map(|tenant| tokens::ident(&tenant.name)) {
        Some(tenant) => quote!(Some(&self.#tenant)),
        None => quote!(None),
    };
    let members = model.row_fields().enumerate().map(|(position, field)| {
        let member = tokens::ident(&field.name);
        let value = column::decode(field, position, model.site);
        quote!(#member: #value,)
    });
    let (version, keep) = (version(model), keep(model));
    let searches_kept = model.searched_fields().iter().any(|field| field.immutable);
    let searches_kept = searches_kept.then(|| {
        quote!(
            const SEARCHES_KEPT: bool = true;
        )
    });
    quote! {
        impl #runtime::support::Entity for #name {
            type Key = #key_type;
            const NAME: &'static str = #text;
            const GET: &'static #runtime::support::Sql = &#sql::GET;
            const LOCK: &'static #runtime::support::Sql = &#sql::LOCK;
            const SHAPE: u64 = #shape;

            #searches_kept

            fn key(&self) -> #key_type { self.#key }
            fn tenant(&self) -> Option<&str> { #tenant }
            #version
            #keep

            fn decode(row: &#runtime::support::Row) -> #runtime::Result<Self> {
                row.of(#text, #key_position, |row| Ok(Self { #(#members)* }))
            }
        }
    }
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

// Expands to, beside the keys: larder::support::cached! { Message = 0x… by keys::touched { plain id, json references,
// nullable_json trace } }
pub(super) fn cached_impl(model: &Model<'_>) -> Option<TokenStream> {
    model.is_cached().then(|| {
        let runtime = model.runtime();
        let (name, keys) = (&model.name, &model.keys);
        let print = fingerprint(model);
        let members = model.row_fields().map(|field| {
            let member = tokens::ident(&field.name);
            match (&field.ty, field.nullable) {
                (FieldType::Json(_), true) => quote!(nullable_json #member),
                (FieldType::Json(_), false) => quote!(json #member),
                _ => quote!(plain #member),
            }
        });
        quote!(#runtime::support::cached! { #name = #print by #keys::touched { #(#members),* } })
    })
}

// Expands to, beside a user's struct, which may have no generated store to open its region:
//     impl Tenant { pub fn region(cache: &CacheManager) -> Region<Tenant> { … } }
pub(super) fn region(model: &Model<'_>) -> Option<TokenStream> {
    let policy = model.entity.cache.filter(|_| model.site.door == Door::Derive)?;
    let (runtime, name, keys) = (model.runtime(), &model.name, &model.keys);
    let seconds = Literal::u64_unsuffixed(policy.ttl_seconds);
    Some(quote! {
        impl #name {
            /// Returns the region of `cache` that holds rows of this entity.
            #[must_use]
            pub fn region(cache: &#runtime::CacheManager) -> #runtime::Region<Self> {
                let ttl = ::std::time::Duration::from_secs(#seconds);
                cache.region(#runtime::cache::RegionSpec::new(#keys::REGION).ttl(ttl))
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

// Expands to:
//     impl InsertRow for Message { type Entity = Self; fn row(&self) -> &Self { self } fn bind(&self, to: &mut
//     Arguments) { to.add(&self.id); … } }
pub(super) fn insert_row(model: &Model<'_>) -> TokenStream {
    let secret: Vec<&Field> = model.secret_fields().collect();
    let runtime = model.runtime();
    let name = &model.name;
    if secret.is_empty() {
        let binds = binds(model, &quote!(self));
        let registered = model.registered();
        let number = set_number(model, &quote!(self));
        let to = if binds.is_empty() { quote!(_to) } else { quote!(to) };
        return quote! {
            impl #runtime::support::InsertRow for #name #registered {
                type Entity = Self;
                fn row(&self) -> &Self { self }
                fn bind(&self, #to: &mut #runtime::support::Arguments) { #binds }
                #number
            }
        };
    }
    let stored = stored(model);
    let binds = binds(model, &quote!(self.row));
    let number = set_number(model, &quote!(self.row));
    let members = secret.iter().map(|field| tokens::ident(&field.name));
    let types = secret.iter().map(|field| column::member_type(field, model.site));
    let bound = secret.iter().map(|field| {
        let member = tokens::ident(&field.name);
        model.bind(field, &quote!(self.#member))
    });
    let doc = tokens::doc(&format!("A new [`{name}`] with the columns that the row leaves out."));
    quote! {
        #doc
        struct #stored { row: #name, #(#members: #types,)* }

        impl #runtime::support::InsertRow for #stored {
            type Entity = #name;
            fn row(&self) -> &#name { &self.row }
            fn bind(&self, to: &mut #runtime::support::Arguments) { #binds #(to.add(#bound);)* }
            #number
        }
    }
}

/// Returns the name of the private struct of a row with its secrets.
pub(super) fn stored(model: &Model<'_>) -> proc_macro2::Ident {
    quote::format_ident!("Stored{}", model.name)
}

// Expands to: fn set_number(&mut self, number: i64) { self.id = number.into(); }
fn set_number(model: &Model<'_>, row: &TokenStream) -> Option<TokenStream> {
    let key = tokens::ident(&model.key().name);
    let number = if matches!(model.key().ty, FieldType::Key(_)) { quote!(number.into()) } else { quote!(number) };
    model.is_numbered().then(|| quote!(fn set_number(&mut self, number: i64) { #row.#key = #number; }))
}

fn binds(model: &Model<'_>, row: &TokenStream) -> TokenStream {
    let values = model.inserted_fields().map(|field| {
        let member = tokens::ident(&field.name);
        model.bind(field, &quote!(#row.#member))
    });
    let tokens = search_tokens(model, row).into_iter();
    quote!(#(to.add(#values);)* #(to.add(&#tokens);)*)
}

// Expands to: SearchTokens::of(Some(&self.tenant_id), &[&self.title, &self.content])
pub(super) fn search_tokens(model: &Model<'_>, row: &TokenStream) -> Option<TokenStream> {
    let runtime = model.runtime();
    let fields = model.searched_fields();
    let texts = searched_texts(&fields, row);
    let tenant = match model.tenant().map(|tenant| tokens::ident(&tenant.name)) {
        Some(tenant) => quote!(Some(&#row.#tenant)),
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
