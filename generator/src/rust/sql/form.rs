//! The statics of the statements module.

use proc_macro2::TokenStream;
use quote::quote;

use crate::dialect::Dialect;
use crate::rust::model::Model;
use crate::rust::statement::Statement;
use crate::rust::tokens;

/// A static of the statements module: its name, and the shape that the runtime wants.
pub(crate) struct Form {
    /// `list_by_status`; the static is `LIST_BY_STATUS`, the statement `Tenant.list_by_status`.
    pub(crate) name: String,
    pub(crate) shape: Shape,
}

pub(crate) enum Shape {
    Plain(Statement),
    List {
        first: Statement,
        after: Statement,
    },
    /// `head` ends before the list of keys; a placeholder stands between two pieces of `tail`.
    In {
        head: Statement,
        tail: Vec<String>,
    },
    Batch {
        insert: Statement,
        columns: usize,
    },
    Patch {
        update: Statement,
        columns: Vec<String>,
        filter: Vec<Statement>,
        /// ` AND revision = `
        version: Option<Statement>,
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
    /// One that not every entity has.
    Optional(Option<Form>),
    /// One that is sent where the value at a place is missing.
    Without(Option<(usize, Form)>),
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

    // Expands to: pub(super) static GET: Sql = Sql::new("Tenant.get", "…", "…");
    pub(crate) fn item(&self, model: &Model<'_>) -> TokenStream {
        let name = tokens::constant(&self.name);
        let (ty, value) = self.expression(model.runtime(), &model.entity.name);
        quote!(pub(super) static #name: #ty = #value;)
    }

    /// Returns the type and the value of the static.
    pub(crate) fn expression(&self, runtime: &TokenStream, entity: &str) -> (TokenStream, TokenStream) {
        let support = quote!(#runtime::support);
        let name = format!("{entity}.{}", self.name);
        match &self.shape {
            Shape::Plain(statement) => (quote!(#support::Sql), plain(&support, &name, statement)),
            Shape::List { first, after } => (quote!(#support::ListSql), list(&support, &name, first, after)),
            Shape::In { head, tail } => {
                let head = plain(&support, &name, head);
                (quote!(#support::InSql), quote!(#support::InSql::new(#head, &[#(#tail),*])))
            }
            Shape::Batch { insert, columns } => {
                let (insert, columns) = (plain(&support, &name, insert), tokens::integer(*columns));
                (quote!(#support::BatchSql), quote!(#support::BatchSql::new(#insert, #columns)))
            }
            Shape::Patch { update, columns, filter, version } => {
                let version = version.clone().unwrap_or_default();
                (quote!(#support::PatchSql), patch(&support, &name, update, columns, filter, &version))
            }
            Shape::Group { ty, members } => {
                let ty = tokens::ident(ty);
                let members = members.iter().map(|(name, part)| {
                    let (name, value) = (tokens::ident(name), part.expression(runtime, entity));
                    quote!(#name: #value,)
                });
                (quote!(#support::#ty), quote!(#support::#ty { #(#members)* }))
            }
            Shape::Add { upsert, find, grow, columns, key, moves } => {
                let [upsert, find, grow] = [(upsert, ""), (find, "_find"), (grow, "_grow")]
                    .map(|(statement, part)| plain(&support, &format!("{name}{part}"), statement));
                let value = quote!(#support::AddSql {
                    upsert: #upsert,
                    find: #find,
                    grow: #grow,
                    columns: &[#(#columns),*],
                    key: #key,
                    moves: #moves,
                });
                (quote!(#support::AddSql), value)
            }
        }
    }
}

impl Part {
    fn expression(&self, runtime: &TokenStream, entity: &str) -> TokenStream {
        match self {
            Self::Form(form) => form.expression(runtime, entity).1,
            Self::Optional(Some(form)) => {
                let (_, value) = form.expression(runtime, entity);
                quote!(Some(#value))
            }
            Self::Without(Some((place, form))) => {
                let (place, (_, value)) = (tokens::integer(*place), form.expression(runtime, entity));
                quote!(Some((#place, #value)))
            }
            Self::Optional(None) | Self::Without(None) => quote!(None),
            Self::Constant(value) => value.clone(),
        }
    }
}

// Expands to: Sql::same("Tenant.count", "…"), Sql::new("Tenant.get", "…", "…") or Sql::each("Tenant.lock", "…", "…",
// "…")
fn plain(support: &TokenStream, name: &str, statement: &Statement) -> TokenStream {
    let [postgres, mysql, sqlite] = texts(statement);
    match (postgres == mysql, postgres == sqlite) {
        (true, true) => quote!(#support::Sql::same(#name, #postgres)),
        (false, true) => quote!(#support::Sql::new(#name, #postgres, #mysql)),
        _ => quote!(#support::Sql::each(#name, #postgres, #mysql, #sqlite)),
    }
}

// Expands to: list_sql! { name: "Tenant.list", first: "…", after: "…", after_mysql: "…", }
fn list(support: &TokenStream, name: &str, first: &Statement, after: &Statement) -> TokenStream {
    let entry = |label: &str, statement: &Statement| {
        let [postgres, mysql, sqlite] = texts(statement);
        let [label, label_mysql, label_sqlite] =
            [label.to_owned(), format!("{label}_mysql"), format!("{label}_sqlite")].map(|label| tokens::ident(&label));
        let mysql = (mysql != postgres).then(|| quote!(#label_mysql: #mysql,));
        let sqlite = (sqlite != postgres).then(|| quote!(#label_sqlite: #sqlite,));
        quote!(#label: #postgres, #mysql #sqlite)
    };
    let (first, after) = (entry("first", first), entry("after", after));
    quote!(#support::list_sql! { name: #name, #first #after })
}

// Expands to: PatchSql::new("Tenant.patch", "UPDATE tenants SET ", &["name", "plan"], &[" WHERE id = "])
fn patch(
    support: &TokenStream,
    name: &str,
    update: &Statement,
    columns: &[String],
    filter: &[Statement],
    version: &Statement,
) -> TokenStream {
    let parts = Dialect::ALL.map(|dialect| {
        let update = update.render(dialect);
        let columns = columns.iter().map(|column| dialect.identifier(column));
        let filter = filter.iter().map(|piece| piece.render(dialect));
        (update, columns.collect::<Vec<_>>(), filter.collect::<Vec<_>>(), version.render(dialect))
    });
    if let [(update, quoted, filter, version), mysql, sqlite] = &parts
        && parts[0] == *mysql
        && parts[0] == *sqlite
        && quoted == columns
    {
        let patch = quote!(#support::PatchSql::new(#name, #update, &[#(#columns),*], &[#(#filter),*], #version));
        return patch;
    }
    let texts = parts.map(|(update, columns, filter, version)| {
        quote!(#support::PatchText {
            update: #update,
            columns: &[#(#columns),*],
            filter: &[#(#filter),*],
            version: #version,
        })
    });
    quote!(#support::PatchSql::each(#name, &[#(#columns),*], #(#texts),*))
}

fn texts(statement: &Statement) -> [String; 3] {
    [Dialect::Postgres, Dialect::MySql, Dialect::Sqlite].map(|dialect| statement.render(dialect))
}
