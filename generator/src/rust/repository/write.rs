use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{decode, key_argument, key_binds, key_name, not_found, noun, nouns, primary_key, read};
use crate::ir::{Field, Nulls, Scope, Unique};
use crate::rust::finder::{self, KeyFinder};
use crate::rust::model::Model;
use crate::rust::{column, row, tokens};

/// Returns what makes and changes rows.
pub(super) fn methods(model: &Model<'_>) -> TokenStream {
    let mut methods = create(model);
    methods.extend(create_many(model));
    for finder in finder::keys(model.entity, Scope::Tenant) {
        if !finder.columns.iter().any(|field| field.secret) {
            methods.extend(get_or_create(model, &finder));
        }
    }
    let adding = model.entity.uniques.iter().find(|unique| !unique.adds.is_empty());
    methods.extend(adding.map(|unique| add(model, unique)));
    if !model.changeable_fields().is_empty() {
        methods.extend(update(model));
        methods.extend(patch(model));
    }
    methods
}

/// Returns the expression of all cache entries that a new or changed row is read by.
fn touched(model: &Model<'_>, row: &TokenStream) -> TokenStream {
    let keys = &model.keys;
    if model.is_cached() { quote!(#keys::touched(#row)) } else { quote!(Vec::new()) }
}

/// Returns the same for a row on its way in, which may carry secrets.
fn stored(model: &Model<'_>) -> TokenStream {
    let keys = &model.keys;
    if has_secrets(model) { quote!(#keys::stored) } else { quote!(#keys::touched) }
}

fn has_secrets(model: &Model<'_>) -> bool {
    model.secret_fields().next().is_some()
}

// Expands to: pub async fn create(self, new: NewUser) -> Result<User> { … }
fn create(model: &Model<'_>) -> TokenStream {
    if model.is_numbered() {
        return create_numbered(model);
    }
    let (runtime, name, new, sql) = (model.runtime(), &model.name, &model.new, &model.sql);
    let doc = tokens::doc(&format!("Stores a new {} and returns it.", noun(model)));
    let tenant = model.tenant_argument();
    let result = if has_secrets(model) { quote!(row.row) } else { quote!(row) };
    let stored = stored(model);
    let touched = if model.is_cached() { quote!(#stored(&row)) } else { quote!(Vec::new()) };
    quote! {
        #doc
        pub async fn create(self, new: #new) -> #runtime::Result<#name> {
            self.at.check(|| new.validate())?;
            let row = new.into_row(#tenant);
            self.at.insert(&#sql::INSERT, &row, #touched).await?;
            Ok(#result)
        }
    }
}

// Expands to: the same where the database makes the key, which the row then takes.
fn create_numbered(model: &Model<'_>) -> TokenStream {
    let (runtime, name, new, sql) = (model.runtime(), &model.name, &model.new, &model.sql);
    let one = tokens::doc(&format!("Stores a new {} and returns it with its key.", noun(model)));
    let many = tokens::doc(&format!("Stores new {}, all or none, and returns them in their order.", nouns(model)));
    let tenant = model.tenant_argument();
    let into_row = into_row(model);
    let touched = if model.is_cached() { stored(model) } else { quote!(|_| Vec::new()) };
    let (result, results) = if has_secrets(model) {
        (quote!(row.row), quote!(rows.into_iter().map(|row| row.row).collect()))
    } else {
        (quote!(row), quote!(rows))
    };
    quote! {
        #one
        pub async fn create(self, new: #new) -> #runtime::Result<#name> {
            self.at.check(|| new.validate())?;
            let mut row = new.into_row(#tenant);
            self.at.insert_numbered(&#sql::INSERT, &mut row, #touched).await?;
            Ok(#result)
        }

        #many
        pub async fn create_many(self, new: Vec<#new>) -> #runtime::Result<Vec<#name>> {
            self.at.check(|| new.iter().try_for_each(#new::validate))?;
            let mut rows: Vec<_> = new.into_iter().map(#into_row).collect();
            self.at.insert_many_numbered(&#sql::INSERT, &mut rows, #touched).await?;
            Ok(#results)
        }
    }
}

// Expands to: |new| new.into_row(self.tenant), or NewTenant::into_row
fn into_row(model: &Model<'_>) -> TokenStream {
    let new = &model.new;
    model.tenant_argument().map_or_else(|| quote!(#new::into_row), |tenant| quote!(|new| new.into_row(#tenant)))
}

fn create_many(model: &Model<'_>) -> TokenStream {
    if model.is_numbered() {
        return TokenStream::new();
    }
    let (runtime, name, new, sql) = (model.runtime(), &model.name, &model.new, &model.sql);
    let doc = tokens::doc(&format!("Stores new {}, all or none, and returns them in their order.", nouns(model)));
    let into_row = into_row(model);
    let touched = if model.is_cached() {
        let stored = stored(model);
        quote!(rows.iter().flat_map(#stored).collect())
    } else {
        quote!(Vec::new())
    };
    let result = if has_secrets(model) { quote!(rows.into_iter().map(|row| row.row).collect()) } else { quote!(rows) };
    quote! {
        #doc
        pub async fn create_many(self, new: Vec<#new>) -> #runtime::Result<Vec<#name>> {
            self.at.check(|| new.iter().try_for_each(#new::validate))?;
            let rows: Vec<_> = new.into_iter().map(#into_row).collect();
            let touched = #touched;
            self.at.insert_many(&#sql::INSERT_MANY, &rows, touched).await?;
            Ok(#result)
        }
    }
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
    let field = constraint_field(model, finder.unique);
    // Past the cache, which may hold an older row than the one another caller stored.
    let (again, found) = if model.is_cached() {
        (read::load(model, finder, true), quote!(::std::sync::Arc::new(found.ok_or(error)?)))
    } else {
        (quote!(self.#find(#(#arguments),*).await), quote!(found.ok_or(error)?))
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
                Err(error) if error.is_unique_violation_of(#field) => {
                    let found = #again?;
                    Ok((#found, false))
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

fn add(model: &Model<'_>, unique: &Unique) -> TokenStream {
    let (runtime, new, sql) = (model.runtime(), &model.new, &model.sql);
    let columns =
        unique.adds.iter().map(|id| format!("`{}`", model.entity.field(*id).name)).collect::<Vec<_>>().join(", ");
    let doc =
        tokens::doc(&format!("Adds {columns} to the row with the key of `new`, or stores `new`, in one statement."));
    let tenant = model.tenant_argument();
    let touched = match (model.is_cached(), model.entity.tenant) {
        (false, _) => quote!(Vec::new()),
        (true, _) => region_touch(model),
    };
    quote! {
        #doc
        pub async fn add(self, new: #new) -> #runtime::Result<()> {
            self.at.check(|| new.validate())?;
            let row = new.into_row(#tenant);
            self.at.insert(&#sql::ADD, &row, #touched).await
        }
    }
}

/// Returns the touch of everything the repository's rows are cached by, where single keys are not known.
fn region_touch(model: &Model<'_>) -> TokenStream {
    let (runtime, keys) = (model.runtime(), &model.keys);
    if model.entity.tenant.is_some() {
        quote!(vec![#runtime::Touch::Tenant { region: #keys::REGION, tenant: self.tenant.to_owned() }])
    } else {
        quote!(vec![#runtime::Touch::Region { region: #keys::REGION }])
    }
}

// Expands to: pub async fn update(self, mut user: User) -> Result<User> { … }
fn update(model: &Model<'_>) -> TokenStream {
    let (runtime, name, sql, row) = (model.runtime(), &model.name, &model.sql, &model.variable);
    let noun = noun(model);
    let doc = tokens::doc(&format!(
        "Replaces every column of the {noun} that may change and returns the row.\n\nColumns that never change, that others count or that the row leaves out keep their values."
    ));
    let changeable = model.changeable_fields().into_iter().filter(|field| !field.secret);
    let binds = changeable.chain(model.updated_fields()).map(|field| {
        let member = tokens::ident(&field.name);
        model.bind(field, &quote!(#row.#member))
    });
    let tokens_bind = row::search_tokens(model, &quote!(#row)).map(|tokens| quote!(&#tokens,));
    let (tenant, key) = (model.tenant_bind(), key_name(model));
    let times: Vec<_> = model.updated_fields().map(|field| tokens::ident(&field.name)).collect();
    let version = model.entity.version.map(|id| tokens::ident(&model.entity.field(id).name));
    let (method, version_bind, version_step) = match &version {
        Some(version) => (quote!(update_versioned), Some(quote!(&#row.#version,)), Some(quote!(#row.#version += 1;))),
        None => (quote!(update), None, None),
    };
    let touched = touched(model, &quote!(&#row));
    let mutable = (!times.is_empty() || version.is_some()).then(|| quote!(mut));
    quote! {
        #doc
        pub async fn update(self, #mutable #row: #name) -> #runtime::Result<#name> {
            self.at.check(|| #row.validate())?;
            #(#row.#times = #runtime::support::now();)*
            let binds: &[&dyn #runtime::support::Bind] = &[#(#binds,)* #tokens_bind #tenant &#row.#key, #version_bind];
            self.at.#method(&#sql::UPDATE, &#row, binds, #touched).await?;
            #version_step
            Ok(#row)
        }
    }
}

// Expands to: pub async fn patch(self, id: impl Into<UserId>, patch: UserPatch) -> Result<()> { … }
fn patch(model: &Model<'_>) -> TokenStream {
    let (runtime, patch, sql) = (model.runtime(), &model.patch, &model.sql);
    let doc = tokens::doc(&format!(
        "Changes the columns that `patch` sets; without the {} the error is `NotFound`.",
        noun(model)
    ));
    let (argument, prepared) = key_argument(model);
    let fields = model.changeable_fields();
    let json = fields.iter().filter(|field| column::is_typed_json(field)).map(|field| json_value(model, field));
    let sets = fields.iter().enumerate().map(|(position, field)| {
        let (position, member) = (tokens::integer(position), tokens::ident(&field.name));
        if column::is_typed_json(field) {
            quote!(set.set_if(#position, &#member);)
        } else if model.is_keyed_text(field) {
            quote!(set.set_key_if(#position, &patch.#member);)
        } else {
            quote!(set.set_if(#position, &patch.#member);)
        }
    });
    let (now, times) = times(model, fields.len());
    let position = fields.len() + model.updated_fields().count();
    let (search, send) = send(model, position);
    let touched = patch_touches(model);
    quote! {
        #doc
        pub async fn patch(self, #argument, patch: #patch) -> #runtime::Result<()> {
            #prepared
            self.at.check(|| patch.validate())?;
            #now
            #(#json)*
            #search
            let mut set = #runtime::support::Assignments::new(&#sql::PATCH);
            #(#sets)*
            #times
            #touched
            #send
        }
    }
}

// Expands to: let references = patch.references.as_ref().map(JsonOf);
fn json_value(model: &Model<'_>, field: &Field) -> TokenStream {
    let (runtime, member) = (model.runtime(), tokens::ident(&field.name));
    if field.nullable {
        quote!(let #member = patch.#member.as_ref().map(|value| value.as_ref().map(#runtime::support::JsonOf));)
    } else {
        quote!(let #member = patch.#member.as_ref().map(#runtime::support::JsonOf);)
    }
}

// Expands to: let now = now(); … if !set.is_empty() { set.set(9, &now); }
fn times(model: &Model<'_>, first: usize) -> (Option<TokenStream>, Option<TokenStream>) {
    let runtime = model.runtime();
    let positions: Vec<_> = model.updated_fields().enumerate().map(|(nth, _)| tokens::integer(first + nth)).collect();
    if positions.is_empty() {
        return (None, None);
    }
    let now = quote!(let now = #runtime::support::now(););
    (Some(now), Some(quote!(if !set.is_empty() { #(set.set(#positions, &now);)* })))
}

/// Returns what is made before the assignments, and how they are sent.
///
/// The tokens of one text follow from the patch; those of several need the texts that stay, so the row is locked and read first.
fn send(model: &Model<'_>, position: usize) -> (Option<TokenStream>, TokenStream) {
    let (runtime, entity, sql, row) = (model.runtime(), &model.name, &model.sql, &model.variable);
    let (binds, position) = (key_binds(model), tokens::integer(position));
    let apply = quote!(|#row: &mut #entity| patch.apply(#row));
    let direct = quote!(self.at.patch(&[#binds], set, #apply, touched).await);
    let tenant = if model.entity.tenant.is_some() { quote!(Some(self.tenant)) } else { quote!(None) };
    match model.searched_fields().as_slice() {
        [] => (None, direct),
        [field] => {
            let member = tokens::ident(&field.name);
            let text = if field.nullable { quote!(#member.as_deref().unwrap_or_default()) } else { quote!(#member) };
            let tokens = quote! {
                let search_tokens = patch.#member.as_ref().map(|#member| #runtime::search::SearchTokens::of(#tenant, &[#text]));
            };
            (Some(tokens), quote!(set.set_if(#position, &search_tokens); #direct))
        }
        fields => {
            let members = fields.iter().map(|field| tokens::ident(&field.name));
            let of = row::search_tokens(model, &quote!(#row));
            let (decode, missing) = (decode(model), not_found(model));
            let tokens = quote! {
                let unit = self.at.unit().await?;
                let search_tokens = if #(patch.#members.is_some())||* {
                    let locked = unit.at().optional(&#sql::LOCK, &[#binds], #decode).await?;
                    let mut #row = locked.ok_or_else(|| #missing)?;
                    patch.apply(&mut #row);
                    Some(#of)
                } else {
                    None
                };
            };
            let send = quote! {
                set.set_if(#position, &search_tokens);
                unit.at().patch(&[#binds], set, #apply, touched).await?;
                unit.commit().await
            };
            (Some(tokens), send)
        }
    }
}

/// Returns the cache entries of a patched row: its key, and the unique keys that are set, which may be remembered as missing.
fn patch_touches(model: &Model<'_>) -> TokenStream {
    if !model.is_cached() {
        return quote!(let touched = Vec::new(););
    }
    let runtime = model.runtime();
    let primary = primary_key(model);
    let uniques = model.entity.uniques.iter().filter_map(|unique| patched_key(model, unique));
    let aliases: Vec<TokenStream> = uniques.collect();
    let mutable = (!aliases.is_empty()).then(|| quote!(mut));
    quote! {
        let #mutable touched = vec![#runtime::Touch::Key(#primary)];
        #(#aliases)*
    }
}

// Expands to: if let Some(Some(openid)) = &patch.openid { touched.push(Touch::Key(keys::by_openid(self.tenant, openid))); }
fn patched_key(model: &Model<'_>, unique: &Unique) -> Option<TokenStream> {
    let (runtime, keys) = (model.runtime(), &model.keys);
    let is_changeable = |field: &&Field| model.changeable_fields().iter().any(|known| known.name == field.name);
    let finder = finder::keys(model.entity, unique.scope).into_iter().find(|finder| finder.unique == unique)?;
    let changed: Vec<&Field> = finder.columns.iter().copied().filter(is_changeable).collect();
    let conditions = unique.condition.iter().flat_map(|condition| &condition.conditions);
    let deciding = conditions.filter_map(|condition| model.entity.field_id(&condition.field));
    let deciding = deciding.map(|id| model.entity.field(id)).filter(is_changeable);
    // What decides whether the row is in the key moves it in and out, whatever its values are.
    let changed: Vec<&Field> = changed.into_iter().chain(deciding).collect();
    let mut members: Vec<_> = changed.iter().map(|field| tokens::ident(&field.name)).collect();
    members.sort();
    members.dedup();
    let changed = if members.len() == 1 { &changed[..1] } else { &changed[..] };
    match (changed, finder.columns.len()) {
        ([], _) => None,
        ([field], 1) if !field.secret && finder.columns[0].name == field.name => {
            let (member, alias) = (&members[0], format_ident!("{}", finder.alias()));
            let tenant = if unique.scope == Scope::Tenant { model.tenant_argument() } else { None };
            let is_optional = field.nullable && unique.nulls == Nulls::Equal;
            let pattern =
                if field.nullable && !is_optional { quote!(Some(Some(#member))) } else { quote!(Some(#member)) };
            let lend = column::lend(field, model.site);
            let value = match column::is_copy(field, model.site) {
                true => quote!(*#member),
                false if is_optional => quote!(#member.#lend()),
                false => quote!(#member),
            };
            Some(
                quote!(if let #pattern = &patch.#member { touched.push(#runtime::Touch::Key(#keys::#alias(#tenant #value))); }),
            )
        }
        // Another row of the region may be remembered under the old secret, which nobody knows any more.
        _ if finder.columns.iter().any(|field| field.secret) => Some(quote! {
            if #(patch.#members.is_some())||* { touched.push(#runtime::Touch::Region { region: #keys::REGION }); }
        }),
        _ => {
            let touch = region_touch(model);
            Some(quote!(if #(patch.#members.is_some())||* { touched.extend(#touch); }))
        }
    }
}
