//! The statics of the statements module.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use super::pieces::{Alike, Label, Listed, RowColumns, alike, list, listed, plain};
use super::statement::Statement;
use crate::dialect::Dialect;
use crate::rust::model::{Model, tokens};

/// A static of the statements module: its name, and the shape that the runtime wants.
pub(crate) struct Form {
    /// `list_by_status`; the static is `LIST_BY_STATUS`, the statement `Tenant` `list_by_status`.
    pub(crate) name: String,
    pub(crate) shape: Shape,
}

pub(crate) enum Shape {
    Plain(Statement),
    /// A list from its start, the condition of what is behind a cursor, and the order.
    List {
        head: Statement,
        after: Statement,
        order: Statement,
    },
    /// A list and the number of its rows.
    Index {
        list: Box<Form>,
        count: Box<Form>,
    },
    /// `head` ends before the list of keys; a placeholder stands between two pieces of `tail`.
    In {
        head: Statement,
        tail: Vec<String>,
        /// The columns of a key that has several.
        columns: Vec<String>,
        /// The whole statement over an array of keys, where PostgreSQL has one that says more than the list.
        array: Option<Statement>,
    },
    Batch {
        insert: Statement,
        columns: usize,
        /// The end of an insert whose row the database numbers.
        made_key: Option<Statement>,
        /// The casts of values, by their places.
        casts: Vec<TokenStream>,
        /// What databases give in the place of values, by their places.
        defaults: Vec<TokenStream>,
    },
    Patch {
        update: Statement,
        /// Fields, each with its column.
        columns: Vec<(String, String)>,
        /// The digits of those that hold decimals, by their places.
        digits: Vec<(usize, TokenStream)>,
        /// The casts of values, by their places.
        casts: Vec<TokenStream>,
        filter: Vec<Statement>,
        /// ` AND revision = `
        version: Option<Statement>,
    },
    /// The statements of a unique key.
    Unique {
        alias: String,
        is_global: bool,
        has_nulls: bool,
        is_told_by_database: bool,
        find: Box<Form>,
        /// What is sent where the value at a place is missing.
        without: Option<(usize, Box<Form>)>,
    },
    /// Several that belong together: the struct of the runtime, and its members.
    Group {
        ty: &'static str,
        members: Vec<(&'static str, Part)>,
    },
    Add {
        upsert: Statement,
        find: Statement,
        grow: Statement,
        columns: Vec<String>,
        /// What a violation of the key is called.
        key: String,
        /// Whether what is added is a part of another key.
        moves: bool,
    },
}

/// A member of a group.
pub(crate) enum Part {
    /// A statement.
    Form(Form),
    /// A constant.
    Constant(TokenStream),
}

impl Form {
    pub(crate) fn group(name: impl Into<String>, ty: &'static str, members: Vec<(&'static str, Part)>) -> Self {
        Self { name: name.into(), shape: Shape::Group { ty, members } }
    }

    pub(crate) fn plain(name: impl Into<String>, statement: Statement) -> Self {
        Self { name: name.into(), shape: Shape::Plain(statement) }
    }

    // Expands to: pub(super) static GET: Sql = sql!("Tenant" "get": select columns " FROM tenants WHERE id = " 1);
    pub(crate) fn item(&self, model: &Model<'_>, columns: Option<&RowColumns>) -> TokenStream {
        let name = tokens::constant(&self.name);
        let (ty, value) = self.typed(model.runtime(), &model.entity.name, columns);
        quote!(pub(super) static #name: #ty = #value;)
    }

    /// Returns the value of the static, where nothing has a name for the columns of a row.
    #[cfg(feature = "files")]
    pub(crate) fn expression(&self, runtime: &TokenStream, entity: &str) -> TokenStream {
        self.typed(runtime, entity, None).1
    }

    /// Returns the type and the value of the static.
    pub(super) fn typed(
        &self,
        runtime: &TokenStream,
        entity: &str,
        columns: Option<&RowColumns>,
    ) -> (TokenStream, TokenStream) {
        let support = quote!(#runtime::support);
        let label = Label { entity, method: &self.name };
        let value_of = |form: &Self| form.typed(runtime, entity, columns).1;
        match &self.shape {
            Shape::Plain(statement) => (quote!(#support::Sql), plain(&support, columns, label, statement)),
            Shape::List { head, after, order } => {
                (quote!(#support::ListSql), list(&support, columns, label, [head, after, order]))
            }
            Shape::Index { list, count } => (quote!(#support::IndexSql), index(runtime, entity, columns, list, count)),
            Shape::In { head, tail, columns: compared, array } => {
                let head = plain(&support, columns, label, head);
                (quote!(#support::InSql), in_list(&support, &head, compared, tail, array.as_ref()))
            }
            Shape::Batch { insert, columns: count, made_key, casts, defaults } => {
                let (insert, count) = (plain(&support, columns, label, insert), tokens::integer(*count));
                let made_key = made_key.as_ref().map(|end| {
                    let (postgres, sqlite) = (end.render(Dialect::Postgres), end.render(Dialect::Sqlite));
                    quote!(.with_made_key(#postgres, #sqlite))
                });
                let casts = with_casts(casts);
                let defaults = (!defaults.is_empty()).then(|| quote!(.with_defaults(&[#(#defaults),*])));
                let batch = quote!(#support::BatchSql::new(#insert, #count) #made_key #casts #defaults);
                (quote!(#support::BatchSql), batch)
            }
            Shape::Patch { update, columns, digits, casts, filter, version } => {
                let version = version.clone().unwrap_or_default();
                let patch = patch(&support, label, update, columns, filter, &version);
                let (patch, casts) = (with_digits(&patch, digits), with_casts(casts));
                (quote!(#support::PatchSql), quote!(#patch #casts))
            }
            Shape::Unique { alias, is_global, has_nulls, is_told_by_database, find, without } => {
                let find = value_of(find);
                let global = is_global.then(|| quote!(.over_all_tenants()));
                let nulls = has_nulls.then(|| quote!(.with_nulls()));
                let told = is_told_by_database.then(|| quote!(.told_by_database()));
                let without = without.as_ref().map(|(place, form)| {
                    let (place, form) = (tokens::integer(*place), value_of(form));
                    quote!(.or_without(#place, #form))
                });
                let value = quote!(#support::UniqueSql::new(#alias, #find) #global #nulls #told #without);
                (quote!(#support::UniqueSql), value)
            }
            Shape::Group { ty, members } => {
                let ty = tokens::ident(ty);
                let members = members.iter().map(|(name, part)| {
                    let name = tokens::ident(name);
                    let value = match part {
                        Part::Form(form) => value_of(form),
                        Part::Constant(value) => value.clone(),
                    };
                    quote!(#name: #value,)
                });
                (quote!(#support::#ty), quote!(#support::#ty { #(#members)* }))
            }
            Shape::Add { upsert, find, grow, columns: grown, key, moves } => {
                let [upsert, find, grow] = [(upsert, ""), (find, "_find"), (grow, "_grow")].map(|(statement, part)| {
                    let method = format!("{}{part}", self.name);
                    plain(&support, columns, Label { entity, method: &method }, statement)
                });
                let value = quote!(#support::AddSql {
                    upsert: #upsert,
                    find: #find,
                    grow: #grow,
                    columns: &[#(#grown),*],
                    key: #key,
                    moves: #moves,
                });
                (quote!(#support::AddSql), value)
            }
        }
    }
}

// Expands to: InSql::keys(sql!(…)), or with what stands behind the list; and `.with_array(…)` for PostgreSQL
fn in_list(
    support: &TokenStream,
    head: &TokenStream,
    compared: &[String],
    tail: &[String],
    array: Option<&Statement>,
) -> TokenStream {
    let each = key_columns(compared);
    let array = array.map(|array| array.render(Dialect::Postgres)).map(|array| quote!(.with_array(#array)));
    match tail {
        [end] if end == ")" => quote!(#support::InSql::keys(#head) #each #array),
        _ => quote!(#support::InSql::new(#head, &[#(#tail),*]) #each #array),
    }
}

// Expands to: PatchSql::new(…).with_digits(&[(3, Digits { precision: 12, scale: 2 })])
fn with_digits(patch: &TokenStream, digits: &[(usize, TokenStream)]) -> TokenStream {
    let digits = digits.iter().map(|(place, digits)| {
        let place = tokens::integer(*place);
        quote!((#place, #digits))
    });
    let digits: Vec<TokenStream> = digits.collect();
    if digits.is_empty() { patch.clone() } else { quote!(#patch.with_digits(&[#(#digits),*])) }
}

// Expands to, for keys of several columns: .with_columns(&["(", ", ", ")"], &["(a = ", " AND b = ", ")"])
fn key_columns(columns: &[String]) -> Option<TokenStream> {
    let [first, rest @ ..] = columns else { return None };
    let quoted = |column: &String| Dialect::MySql.identifier(column);
    let compared = std::iter::once(format!("({} = ", quoted(first)))
        .chain(rest.iter().map(|column| format!(" AND {} = ", quoted(column))))
        .chain([")".to_owned()]);
    let rows = std::iter::once("(").chain(rest.iter().map(|_| ", ")).chain([")"]);
    Some(quote!(.with_columns(&[#(#rows),*], &[#(#compared),*])))
}

// Expands to: .with_casts(&[(2, Cast { before: "", behind: "::citext" })])
fn with_casts(casts: &[TokenStream]) -> Option<TokenStream> {
    (!casts.is_empty()).then(|| quote!(.with_casts(&[#(#casts),*])))
}

// Expands to: PatchSql::new("Tenant", "patch", "UPDATE tenants SET ", names![name, plan], &[" WHERE id = "], "")
fn patch(
    support: &TokenStream,
    Label { entity, method }: Label<'_>,
    update: &Statement,
    columns: &[(String, String)],
    filter: &[Statement],
    version: &Statement,
) -> TokenStream {
    let parts = Dialect::ALL.map(|dialect| {
        let update = update.render(dialect);
        let columns = columns.iter().map(|(_, column)| dialect.identifier(column));
        let filter = filter.iter().map(|piece| piece.render(dialect));
        ((update, filter.collect::<Vec<_>>(), version.render(dialect)), columns.collect::<Vec<_>>())
    });
    let [(postgres, quoted), (mysql, in_mysql), (sqlite, in_sqlite)] = &parts;
    let fields = columns.iter().map(|(field, _)| field);
    if let ((update, filter, version), true) = (postgres, postgres == mysql && postgres == sqlite) {
        let names = fields.clone().map(|field| Ident::new(field, Span::call_site()));
        let is_plain = [quoted, in_mysql, in_sqlite].iter().all(|columns| columns.iter().eq(fields.clone()));
        let columns =
            (!is_plain).then(|| quote!(.with_columns(&[#(#quoted),*], &[#(#in_mysql),*], &[#(#in_sqlite),*])));
        return quote! {
            #support::PatchSql::new(
                #entity, #method, #update, #support::names![#(#names),*], &[#(#filter),*], #version
            ) #columns
        };
    }
    let texts = parts.iter().map(|((update, filter, version), columns)| {
        quote!(#support::PatchText {
            update: #update,
            columns: &[#(#columns),*],
            filter: &[#(#filter),*],
            version: #version,
        })
    });
    quote!(#support::PatchSql::each(#entity, #method, &[#(#fields),*], #(#texts),*))
}

// Expands to: index_sql!("User" "_by_role": columns " FROM users WHERE role = " 1; " AND id < " 2; " ORDER BY id DESC")
fn index(
    runtime: &TokenStream,
    entity: &str,
    columns: Option<&RowColumns>,
    listed_by: &Form,
    counted_by: &Form,
) -> TokenStream {
    let support = quote!(#runtime::support);
    let value_of = |form: &Form| form.typed(runtime, entity, columns).1;
    if let (Shape::List { head, after, order }, Shape::Plain(count)) = (&listed_by.shape, &counted_by.shape)
        && let Some(Listed { text, head, after, order }) = listed(columns, [head, after, order])
        && let Some(Alike::Whole(count)) = alike(columns, count)
        && count.strip_prefix("SELECT COUNT(*)") == Some(&text)
        && let (Some(list), Some(number)) = (listed_by.name.strip_prefix("list"), counted_by.name.strip_prefix("count"))
        && list == number
    {
        return quote!(#support::index_sql!(#entity #list: columns #head; #after; #order));
    }
    let (list, count) = (value_of(listed_by), value_of(counted_by));
    quote!(#support::IndexSql { list: #list, count: #count })
}
