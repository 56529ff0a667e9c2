use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::write::{has_secrets, stored, touched};
use super::{noun, read};
use crate::ir::{Field, FieldId, Scope, Unique};
use crate::rust::finder::{self, KeyFinder};
use crate::rust::model::Model;
use crate::rust::sql::condition_columns;
use crate::rust::{column, tokens};

/// Returns what stores a row unless one with its key is there.
pub(super) fn methods(model: &Model<'_>) -> TokenStream {
    let mut methods = TokenStream::new();
    for finder in finder::keys(model.entity, Scope::Tenant) {
        if !finder.columns.iter().any(|field| field.secret) {
            methods.extend(get_or_create(model, &finder));
        }
    }
    methods.extend(finder::adding(model.entity).iter().map(|(unique, method)| add(model, unique, method)));
    methods
}

// Expands to: pub async fn get_or_create_by_openid(self, new: NewUser) -> Result<(Arc<User>, bool)> { … }
fn get_or_create(model: &Model<'_>, finder: &KeyFinder<'_>) -> TokenStream {
    let (runtime, name, new) = (model.runtime(), &model.name, &model.new);
    let method = format_ident!("{}", finder.method("get_or_create"));
    let find = format_ident!("{}", finder.method("find"));
    let text = format!(
        "Returns the {} with the key of `new`, or stores `new`; the flag says whether it was stored.\n\nOf several callers at once, one stores and all get its row.",
        noun(model)
    );
    let doc = tokens::doc(&text);
    let keys: Vec<TokenStream> = finder.columns.iter().map(|field| key_of_new(model, field)).collect();
    let present = finder.columns.iter().filter(|field| field.nullable && !is_missing(finder, field)).map(|field| {
        let member = tokens::ident(&field.name);
        quote! {
            let Some(#member) = #member else { return Ok((::std::sync::Arc::new(self.create(new).await?), true)) };
        }
    });
    let arguments: Vec<TokenStream> = finder.columns.iter().map(|field| argument(model, finder, field)).collect();
    // Past the cache, which may hold an older row than the one another caller stored.
    let again = read::load(model, finder, true, &format_ident!("latest"));
    let again = if model.is_cached() {
        let found = read::past(model, &quote!(async { #again }));
        quote!({ #found })
    } else {
        again
    };
    let repository = with_at(model);
    quote! {
        #doc
        pub async fn #method(self, new: #new) -> #runtime::Result<(::std::sync::Arc<#name>, bool)> {
            #(#keys)*
            #(#present)*
            if let Some(found) = self.#find(#(#arguments),*).await? {
                return Ok((found, false));
            }
            let created = self.at.attempt(async |at| #repository.create(new).await).await;
            match created {
                // Of a row that collides with several keys the database names one.
                Err(error) if error.is_unique_violation() => {
                    let found = #again?;
                    Ok((::std::sync::Arc::new(found.ok_or(error)?), false))
                }
                created => Ok((::std::sync::Arc::new(created?), true)),
            }
        }
    }
}

// Expands to: let openid = new.openid.clone();
fn key_of_new(model: &Model<'_>, field: &Field) -> TokenStream {
    let member = tokens::ident(&field.name);
    if column::is_copy(field, model.site) {
        quote!(let #member = new.#member;)
    } else {
        quote!(let #member = new.#member.clone();)
    }
}

/// Returns a key value as the finder takes it.
fn argument(model: &Model<'_>, finder: &KeyFinder<'_>, field: &Field) -> TokenStream {
    let member = tokens::ident(&field.name);
    let lend = column::lend(field, model.site);
    match (column::is_copy(field, model.site), is_missing(finder, field)) {
        (true, _) => quote!(#member),
        (false, false) => quote!(&#member),
        (false, true) => quote!(#member.#lend()),
    }
}

fn is_missing(finder: &KeyFinder<'_>, field: &Field) -> bool {
    finder.missing.is_some_and(|missing| missing.name == field.name)
}

// Expands to: UserRepository { at, ..*self } with the lifetimes of a shorter `at`
fn with_at(model: &Model<'_>) -> TokenStream {
    let repository = &model.repository;
    let region = model.is_cached().then(|| quote!(region: self.region,));
    let tenant = model.entity.tenant.map(|_| quote!(tenant: self.tenant,));
    quote!(#repository { at, #region #tenant })
}

/// Returns what a violation of the key is called: `User.openid`, several columns joined by commas, the tenant left out.
pub(crate) fn constraint_field(model: &Model<'_>, unique: &Unique) -> String {
    let columns = unique.columns.iter().filter(|id| Some(**id) != model.entity.tenant || unique.columns.len() == 1);
    let names = columns.map(|id| format!("{}.{}", model.entity.name, model.entity.field(*id).name));
    names.collect::<Vec<_>>().join(", ")
}

// Expands to: pub async fn add(self, new: NewUsageStat) -> Result<()> { let adding = Adding { sql: &sql::ADD, … }; … }
fn add(model: &Model<'_>, unique: &Unique, method: &str) -> TokenStream {
    let (statement, method) = (tokens::constant(method), tokens::ident(method));
    let (runtime, new, sql) = (model.runtime(), &model.new, &model.sql);
    let columns =
        unique.adds.iter().map(|id| format!("`{}`", model.entity.field(*id).name)).collect::<Vec<_>>().join(", ");
    let doc = tokens::doc(&format!(
        "Adds {columns} to the row with the key of `new`, or stores `new`.\n\nWhere another key of `new` is taken, or a row that counts as deleted has this one, the error is `UniqueViolation`."
    ));
    let tenant = model.tenant_argument();
    let columns = unique.columns.iter().filter(|id| Some(**id) != model.entity.tenant);
    let key = columns.map(|id| model.entity.field(*id)).chain(condition_columns(model, unique));
    let key: Vec<TokenStream> = key.map(|field| model.bind(field, &of_inserted(model, field))).collect();
    let amounts = unique.adds.iter().map(|id| tokens::ident(&model.entity.field(*id).name));
    let now = model.updated_fields().map(|_| quote!(to.add(&#runtime::support::now());));
    let numbered = model.is_numbered();
    let inserted = if model.is_cached() { stored(model) } else { touched(model) };
    let (touched, moves) = (touched(model), moves(model, unique));
    let inserting = if has_secrets(model) { crate::rust::row::stored(model) } else { model.name.clone() };
    let is_cached = model.is_cached();
    quote! {
        #doc
        pub async fn #method(self, new: #new) -> #runtime::Result<()> {
            self.at.check(|| new.validate())?;
            let adding = #runtime::support::Adding::<#inserting> {
                sql: &#sql::#statement,
                insert: &#sql::INSERT,
                numbered: #numbered,
                key: |row, to| { #(to.add(#key);)* },
                amounts: |row, to| { #(to.add(&row.#amounts);)* #(#now)* },
                touched: #touched,
                inserted: #inserted,
                is_cached: #is_cached,
                moves: #moves,
            };
            self.at.add(&adding, new.into_row(#tenant)).await
        }
    }
}

/// Returns the place of a column in the row that is inserted.
fn of_inserted(model: &Model<'_>, field: &Field) -> TokenStream {
    let member = tokens::ident(&field.name);
    if has_secrets(model) && !field.secret { quote!(row.row.#member) } else { quote!(row.#member) }
}

/// Returns whether a row that grows gets another place in one of its keys, which has what is added in it.
fn moves(model: &Model<'_>, unique: &Unique) -> bool {
    model.is_cached() && model.entity.uniques.iter().any(|other| has_added(model, unique, other))
}

/// Returns whether `other` has a column in it, or in its condition, that `unique` adds up.
fn has_added(model: &Model<'_>, unique: &Unique, other: &Unique) -> bool {
    let grows = |id: &FieldId| unique.adds.contains(id);
    let in_condition = condition_columns(model, other);
    let mut in_condition = in_condition.iter().filter_map(|field| model.entity.field_id(&field.name));
    other.columns.iter().any(grows) || in_condition.any(|id| grows(&id))
}
