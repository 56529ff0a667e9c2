use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::write::{region_touch, touched};
use super::{decode, key_argument, key_binds, key_name, not_found, noun, primary_key};
use crate::ir::{Field, Nulls, Scope, Unique};
use crate::rust::finder;
use crate::rust::model::Model;
use crate::rust::{column, row, tokens};

/// Returns what changes rows.
pub(super) fn methods(model: &Model<'_>) -> TokenStream {
    if model.changeable_fields().is_empty() {
        return TokenStream::new();
    }
    let mut methods = update(model);
    methods.extend(patch(model));
    methods
}

// Expands to: pub async fn update(self, user: User) -> Result<User> { … }
fn update(model: &Model<'_>) -> TokenStream {
    let (runtime, name, sql, row) = (model.runtime(), &model.name, &model.sql, &model.variable);
    let noun = noun(model);
    let doc = tokens::doc(&format!(
        "Replaces every column of the {noun} that may change and returns the row as it is now stored.\n\nColumns that never change, that others count or that the row leaves out keep their values."
    ));
    let changeable = model.changeable_fields().into_iter().filter(|field| !field.secret);
    let binds = changeable.map(|field| {
        let member = tokens::ident(&field.name);
        model.bind(field, &quote!(#row.#member))
    });
    let times = model.updated_fields().map(|_| quote!(to.add(&#runtime::support::now());));
    let words = row::search_tokens(model, &quote!(#row)).map(|words| quote!(to.add(&#words);));
    let (tenant, touched) = (model.tenant_option(), touched(model));
    quote! {
        #doc
        pub async fn update(self, #row: #name) -> #runtime::Result<#name> {
            self.at.check(|| #row.validate())?;
            let bind = |#row: &#name, to: &mut #runtime::support::Arguments| {
                #(to.add(#binds);)*
                #(#times)*
                #words
            };
            self.at.update(&#sql::UPDATE, #tenant, #row, bind, #touched).await
        }
    }
}

// Expands to: pub async fn patch(self, id: impl Into<UserId>, patch: UserPatch) -> Result<()> { … } and with a version:
// pub async fn patch_if(self, id: impl Into<UserId>, revision: i32, patch: UserPatch) -> Result<()> { … }
fn patch(model: &Model<'_>) -> TokenStream {
    let (runtime, patch) = (model.runtime(), &model.patch);
    let noun = noun(model);
    let doc =
        tokens::doc(&format!("Changes the columns that `patch` sets; without the {noun} the error is `NotFound`."));
    let (argument, prepared) = key_argument(model);
    let Some(version) = model.entity.version.map(|id| model.entity.field(id)) else {
        let body = patch_body(model);
        return quote! {
            #doc
            pub async fn patch(self, #argument, patch: #patch) -> #runtime::Result<()> {
                #prepared
                #body
            }
        };
    };
    let (key, key_type, body) = (key_name(model), model.key_type(), patch_body(model));
    let (name, ty) = (tokens::ident(&version.name), column::base_type(version, model.site));
    let number = model.wide_version(quote!(#name));
    let if_doc = tokens::doc(&format!(
        "Does so if the {noun} still has this `{}`; with another one the error is `StaleVersion`.",
        version.name
    ));
    quote! {
        #doc
        pub async fn patch(self, #argument, patch: #patch) -> #runtime::Result<()> {
            #prepared
            self.patch_expecting(#key, None, patch).await
        }

        #if_doc
        pub async fn patch_if(self, #argument, #name: #ty, patch: #patch) -> #runtime::Result<()> {
            #prepared
            self.patch_expecting(#key, Some(#number), patch).await
        }

        async fn patch_expecting(self, #key: #key_type, version: Option<i64>, patch: #patch) -> #runtime::Result<()> {
            #body
        }
    }
}

fn patch_body(model: &Model<'_>) -> TokenStream {
    let (runtime, sql) = (model.runtime(), &model.sql);
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
    let expect = model.entity.version.map(|_| quote!(set.expect(version);));
    quote! {
        self.at.check(|| patch.validate())?;
        #now
        #(#json)*
        #search
        let mut set = #runtime::support::Assignments::new(&#sql::PATCH);
        #expect
        #(#sets)*
        #times
        #touched
        #send
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
/// The tokens of one text follow from the patch; those of several need the texts that stay, so the row is locked and
/// read first.
fn send(model: &Model<'_>, position: usize) -> (Option<TokenStream>, TokenStream) {
    let (runtime, entity, sql, row) = (model.runtime(), &model.name, &model.sql, &model.variable);
    let (binds, position) = (key_binds(model), tokens::integer(position));
    let apply = quote!(|#row: &mut #entity| patch.apply(#row));
    let direct = quote!(self.at.patch(&[#binds], set, #apply, touched).await);
    let tenant = model.tenant_option();
    let searched = model.searched_fields();
    let changing: Vec<&Field> = searched.iter().copied().filter(|field| !field.immutable).collect();
    match changing.as_slice() {
        [] => (None, direct),
        [field] if searched.len() == 1 => {
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

/// Returns the cache entries of a patched row: its key, and the unique keys that are set, which may be remembered as
/// missing.
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

// Expands to: if let Some(Some(openid)) = &patch.openid { touched.push(Touch::Key(keys::by_openid(self.tenant,
// openid))); }
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
            let touch = match unique.scope {
                Scope::Tenant => region_touch(model),
                Scope::Global => quote!(vec![#runtime::Touch::Region { region: #keys::REGION }]),
            };
            Some(quote!(if #(patch.#members.is_some())||* { touched.extend(#touch); }))
        }
    }
}
