//! An entity as the runtime reads and writes it: its record, its table and what a new row needs besides.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::{columns, new};
use crate::ir::{Field, FieldType, Scalar, Scope, shape};
use crate::rust::cached;
use crate::rust::model::finder::{self, KeyFinder};
use crate::rust::model::{Door, Model, column, tokens};

// Expands to:
//     record! { Message = 0x… from NewMessage { plain id, key tenant_id = tenant, plain created_at = now fixed, } }
pub(in crate::rust) fn record(model: &Model<'_>) -> TokenStream {
    let (runtime, name, new) = (model.runtime(), &model.name, &model.new);
    if model.site.is_hollow {
        return unread(name, runtime);
    }
    let key = model.row_fields().position(|field| model.is_primary(field)).filter(|place| *place > 0);
    let key = key.map(tokens::integer).map(|place| quote!([#place]));
    let members = model.row_fields().map(|field| {
        let (kind, member) = (column::kind(field, model.is_keyed_text(field), model.site), tokens::ident(&field.name));
        let (origin, fixed) = (new::origin(model, field), is_fixed(model, field).then(|| quote!(fixed)));
        let digits = column::digits(field).map(|digits| quote!((#digits)));
        quote!(#kind #digits #member #origin #fixed,)
    });
    let print = if model.is_cached() { fingerprint(model) } else { quote!(0) };
    let secrets: Vec<_> = model.stored_fields().iter().map(|field| tokens::ident(&field.name)).collect();
    let stored = (!secrets.is_empty()).then(|| {
        let stored = &model.stored;
        quote!(as #stored [#(#secrets),*])
    });
    quote!(#runtime::support::record! { #name #key = #print from #new #stored { #(#members)* } })
}

// Expands to:
//     impl Table for Message { type New = NewMessage; const TABLE: &'static TableSql = &sql::TABLE; … }
//     entity!(Message in sql by id: MessageId, owned);
pub(in crate::rust) fn entity_impl(model: &Model<'_>) -> TokenStream {
    let (runtime, name, new, sql) = (model.runtime(), &model.name, &model.new, &model.sql);
    let (region, shape) = (tokens::snake(&model.entity.name), tokens::hexadecimal(shape(model.entity)));
    let searches_kept = model.searched_fields().iter().any(|field| field.immutable);
    let flags = [(model.is_cached(), "IS_CACHED"), (searches_kept, "SEARCHES_KEPT"), (model.is_numbered(), "NUMBERED")];
    let flags = flags.iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| {
        let flag = tokens::ident(flag);
        quote!(
            const #flag: bool = true;
        )
    });
    let (number, names, key_order) = (set_number(model), names(model), columns::key_order(model));
    let read_back = model.is_read_back().then(|| {
        let read_back = quote!(#runtime::support::ReadBack);
        quote!(
            const READ_BACK: Option<#read_back<Self>> = Some(#read_back::by_key());
        )
    });
    let made: Vec<_> = model.row_fields().filter(|field| field.is_made()).map(|field| &field.name).collect();
    let made = (!made.is_empty()).then(|| quote!(const MADE: &'static [&'static str] = &[#(#made),*];));
    let words = search_tokens(model)
        .map(|words| quote!(fn search_tokens(&self) -> Option<#runtime::search::SearchTokens> { Some(#words) }));
    let (key, hooks) = (model.entity.has_key().then(|| key_of_row(model)), hooks(model));
    let version = model.entity.version.map(|id| model.entity.field(id)).map(|field| {
        let (member, ty) = (tokens::ident(&field.name), column::base_type(field, model.site));
        quote!([#member: #ty])
    });
    let owned = model.tenant().map(|tenant| {
        let (member, ty) = (tokens::ident(&tenant.name), column::base_type(tenant, model.site));
        let by = model.entity.is_keyed_by_tenant().then(|| quote!(by #member: #ty));
        quote!(, owned #by)
    });
    let soft_delete = model.entity.soft_delete.map(|_| quote!(, soft_delete));
    let entity = key.map(|key| {
        quote! {
            #runtime::support::entity!(#name #version in #sql by #key #owned #soft_delete);
        }
    });
    quote! {
        impl #runtime::support::Table for #name {
            type New = #new;
            const TABLE: &'static #runtime::support::TableSql = &#sql::TABLE;
            const REGION: &'static str = #region;
            const SHAPE: u64 = #shape;
            #(#flags)*
            #key_order
            #read_back
            #made
            #hooks
            #number
            #words
            #names
        }

        #entity
    }
}

// Expands to: const HOOKS: Option<&'static AnyHooks> = row_hooks!(Stock hooked_by(crate::audit::Audit));
fn hooks(model: &Model<'_>) -> Option<TokenStream> {
    let (runtime, name, entity) = (model.runtime(), &model.name, model.entity);
    let path = |path: &String| syn::parse_str::<syn::Path>(path).ok();
    let hooked = entity.hooks.as_ref().and_then(path).map(|path| quote!(hooked_by(#path)));
    let checked = entity.check_with.as_ref().and_then(path).map(|path| quote!(checked_by(#path)));
    (hooked.is_some() || checked.is_some()).then(|| {
        quote!(
            const HOOKS: Option<&'static #runtime::support::AnyHooks> =
                #runtime::support::row_hooks!(#name #hooked #checked);
        )
    })
}

// Expands to: id: MessageId, or for a key of several columns: LikeKey { user_id, post_id }
fn key_of_row(model: &Model<'_>) -> TokenStream {
    let key_type = model.key_type();
    if model.is_composite() {
        let members = model.keys().map(|field| tokens::ident(&field.name));
        return quote!(#key_type { #(#members),* });
    }
    let key = tokens::ident(&model.key().name);
    quote!(#key: #key_type)
}

// Expands to: fn names(&self, to: &mut Names<'_>) { to.row(&self.id); to.key(&sql::BY_OPENID, …); }
fn names(model: &Model<'_>) -> Option<TokenStream> {
    if !model.is_cached() {
        return None;
    }
    let (runtime, sql) = (model.runtime(), &model.sql);
    let key = if model.is_composite() {
        quote!(&#runtime::support::Entity::key(self))
    } else {
        let member = tokens::ident(&model.key().name);
        quote!(&self.#member)
    };
    let aliases = all_keys(model).filter(|finder| !finder.columns.iter().any(|field| field.secret)).map(|finder| {
        let by = tokens::constant(&finder.alias());
        let values = finder.columns.iter().map(|field| {
            let member = tokens::ident(&field.name);
            // Of a reference a derive does not know what it holds.
            let is_value = column::is_copy(field, model.site) && !model.is_reference(field);
            let place = if is_value { quote!(self.#member) } else { quote!(&self.#member) };
            model.key_value(field, &place)
        });
        quote!(to.key(&#sql::#by, (#(#values,)*));)
    });
    Some(quote! {
        fn names(&self, to: &mut #runtime::support::Names<'_>) {
            to.row(#key);
            #(#aliases)*
        }
    })
}

fn all_keys<'m>(model: &'m Model<'_>) -> impl Iterator<Item = KeyFinder<'m>> + use<'m> {
    [Scope::Tenant, Scope::Global].into_iter().flat_map(|scope| finder::keys(model.entity, scope))
}

/// Returns whether an update leaves the member alone. What searches and counters are made of is taken from the stored
/// row; the rest of a row that is written is read back.
fn is_fixed(model: &Model<'_>, field: &Field) -> bool {
    (field.immutable || field.generated.is_some() || model.is_counter(field))
        && !model.is_primary(field)
        && !model.is_tenant(field)
}

// Expands to, beside a user's struct, which may have no generated store to open its region:
//     impl Tenant { pub fn region(cache: &CacheManager) -> Region<Tenant> { … } }
pub(in crate::rust) fn region(model: &Model<'_>) -> Option<TokenStream> {
    let policy = model.entity.cache.filter(|_| model.site.door == Door::Derive)?;
    let (runtime, name) = (model.runtime(), &model.name);
    let (seconds, options) = (Literal::u64_unsuffixed(policy.ttl_seconds), cached::options(model));
    Some(quote! {
        impl #name {
            /// Returns the region of `cache` that holds rows of this entity.
            #[must_use]
            pub fn region(cache: &#runtime::CacheManager) -> #runtime::Region<Self> {
                let ttl = ::std::time::Duration::from_secs(#seconds);
                let spec = #runtime::cache::RegionSpec::new(<Self as #runtime::support::Table>::REGION).ttl(ttl);
                cache.region(spec #(.#options)*)
            }
        }
    })
}

/// Returns what the bytes of a value hang on: neither a bound nor the values of an enum, which a derive cannot see.
/// JSON carries the shape of its type.
fn layout(ty: &FieldType) -> String {
    match ty {
        FieldType::String { .. } | FieldType::Text => "text".to_owned(),
        FieldType::Bytes { .. } => format!("{:?}", FieldType::Scalar(Scalar::Bytes)),
        FieldType::Enum(kind) => kind.name.clone(),
        FieldType::Json(_) => "json with its shape".to_owned(),
        FieldType::Key(key) if !matches!(*key.column, FieldType::Scalar(_)) => {
            format!("key of {}: {}", key.entity, layout(&key.column))
        }
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
pub(in crate::rust) fn stored_row(model: &Model<'_>) -> Option<TokenStream> {
    let secret = model.stored_fields();
    if secret.is_empty() {
        return None;
    }
    let (runtime, name, stored, vis) = (model.runtime(), &model.name, &model.stored, model.visibility());
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
                model.key_value(field, &quote!(self.#member.expose()))
            });
            quote!(to.key(&#sql::#by, (#(#values,)*));)
        })
        .collect();
    (!names.is_empty()).then(|| quote!(fn secret_names(&self, to: &mut #runtime::support::Names<'_>) { #(#names)* }))
}

// Expands to: fn set_number(&mut self, number: i64) { self.id = number.into(); }
// and for a narrower number: self.id = made_number::<i32>(number).into();
fn set_number(model: &Model<'_>) -> Option<TokenStream> {
    if !model.is_numbered() {
        return None;
    }
    let (key, runtime) = (tokens::ident(&model.key().name), model.runtime());
    let number = match model.key().ty.stored() {
        FieldType::Scalar(Scalar::I16) => quote!(#runtime::support::made_number::<i16>(number)),
        FieldType::Scalar(Scalar::I32) => quote!(#runtime::support::made_number::<i32>(number)),
        _ => quote!(number),
    };
    let number = if model.site.is_bare(model.key()) { number } else { quote!(#number.into()) };
    Some(quote!(fn set_number(&mut self, number: i64) { self.#key = #number; }))
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
pub(in crate::rust) fn searched_texts(fields: &[&Field], row: &TokenStream) -> TokenStream {
    let texts = fields.iter().map(|field| {
        let member = tokens::ident(&field.name);
        if field.nullable { quote!(#row.#member.as_deref().unwrap_or_default()) } else { quote!(&#row.#member) }
    });
    quote!(&[#(#texts),*])
}

/// Returns a record that is never read.
pub(in crate::rust) fn unread(name: &Ident, runtime: &TokenStream) -> TokenStream {
    let text = name.to_string();
    quote! {
        impl #runtime::support::Projection for #name {
            const NAME: &'static ::core::primitive::str = #text;
            const COLUMNS: &'static [&'static ::core::primitive::str] = &[];
            fn read<S: #runtime::support::MemberSource>(_: &mut S) -> #runtime::Result<Self, S::Error> { ::core::unreachable!() }
        }
        impl #runtime::support::Record for #name {
            fn write<S: #runtime::support::MemberSink>(&self, _: &mut S) {}
        }
    }
}
