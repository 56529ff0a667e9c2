//! Statements as the macros of the runtime take them: pieces between which the placeholders stand, so that a text is
//! written once for all dialects.

use proc_macro2::TokenStream;
use quote::quote;

use super::clause;
use super::statement::Statement;
use crate::dialect::Dialect;
use crate::rust::model::{Model, tokens};

/// What a statement is called: two words, as logs and metrics want them.
#[derive(Clone, Copy)]
pub(super) struct Label<'n> {
    pub(super) entity: &'n str,
    pub(super) method: &'n str,
}

/// Stands for a bound value.
const PLACE: char = '\u{1}';
/// Stands for the columns of a row.
const COLUMNS: char = '\u{2}';

/// The columns of a row as each dialect spells them, which statements say by a macro: once, and still as constants.
pub(crate) struct RowColumns([String; 3]);

impl RowColumns {
    /// Returns those of a row; `None` for a single one, whose name stands in texts that mean something else.
    pub(super) fn of(model: &Model<'_>) -> Option<Self> {
        let columns = Statement::default().joined(", ", model.row_fields().map(clause::selected));
        let lists = Dialect::ALL.map(|dialect| columns.render(dialect));
        lists[0].contains(", ").then_some(Self(lists))
    }

    // Expands to: macro_rules! columns { (mysql) => { "id, `order`" }; ($dialect:ident) => { "id, \"order\"" }; }
    pub(super) fn definition(&self) -> TokenStream {
        let [plain, mysql, sqlite] = &self.0;
        let own = [("mysql", mysql), ("sqlite", sqlite)].into_iter().filter(|(_, list)| *list != plain);
        let own = own.map(|(dialect, list)| {
            let dialect = tokens::ident(dialect);
            quote!((#dialect) => { #list };)
        });
        quote!(
            macro_rules! columns { #(#own)* ($dialect:ident) => { #plain }; }
        )
    }

    /// Returns whether the dialects with numbered placeholders spell the columns alike.
    fn is_shared(&self) -> bool {
        self.0[0] == self.0[2]
    }

    fn list(&self, dialect: Dialect) -> &str {
        &self.0[dialect as usize]
    }

    /// Puts the mark in place of the list, where all of it stands there.
    fn marked(&self, dialect: Dialect, text: &str) -> String {
        let list = self.list(dialect);
        let Some((before, after)) = text.split_once(list) else { return text.to_owned() };
        let goes_on = |letter: char| letter.is_alphanumeric() || letter == '_';
        // Rows that are all key are ordered by the same text, in a piece that knows no marks.
        let is_order = before.ends_with("ORDER BY ");
        let is_whole = before.ends_with([' ', '(']) && !after.starts_with(goes_on) && !is_order;
        if is_whole && !after.contains(list) { format!("{before}{COLUMNS}{after}") } else { text.to_owned() }
    }
}

/// How much of a statement all dialects spell alike.
pub(super) enum Alike {
    /// All of it.
    Whole(String),
    /// All but the end, by which a write gives back the row.
    Returning(String),
}

fn marked(columns: Option<&RowColumns>, statement: &Statement, dialect: Dialect) -> String {
    let text = statement.render_with(dialect, PLACE);
    columns.map_or_else(|| text.clone(), |columns| columns.marked(dialect, &text))
}

pub(super) fn alike(columns: Option<&RowColumns>, statement: &Statement) -> Option<Alike> {
    let [postgres, mysql, sqlite] = Dialect::ALL.map(|dialect| marked(columns, statement, dialect));
    let is_shared = columns.is_none_or(RowColumns::is_shared) || !postgres.contains(COLUMNS);
    if postgres != sqlite || !is_shared {
        return None;
    }
    if postgres == mysql {
        return Some(Alike::Whole(postgres));
    }
    let head = postgres.strip_suffix(&format!(" RETURNING {COLUMNS}"))?;
    (head == mysql).then_some(Alike::Returning(mysql))
}

// Expands to: Sql::same("Tenant", "count", "…"), sql!("Tenant" "get": select columns " FROM tenants WHERE id = " 1) or,
// where dialects differ, Sql::each("Order", "search", "…", "…", "…")
pub(super) fn plain(
    support: &TokenStream,
    columns: Option<&RowColumns>,
    label: Label<'_>,
    statement: &Statement,
) -> TokenStream {
    let Label { entity, method } = label;
    let call = match alike(columns, statement) {
        Some(Alike::Whole(text)) => whole(support, label, &text),
        Some(Alike::Returning(text)) if !text.contains(COLUMNS) => {
            let (pieces, _) = pieces(&text, 0);
            Some(quote!(#support::sql!(#entity #method: #pieces; returning columns)))
        }
        _ => None,
    };
    call.unwrap_or_else(|| {
        let [postgres, mysql, sqlite] = Dialect::ALL.map(|dialect| text(columns, statement, dialect));
        let [of_postgres, of_sqlite] = [Dialect::Postgres, Dialect::Sqlite].map(|dialect| statement.render(dialect));
        if of_postgres == of_sqlite {
            quote!(#support::Sql::new(#entity, #method, #postgres, #mysql))
        } else {
            quote!(#support::Sql::each(#entity, #method, #postgres, #mysql, #sqlite))
        }
    })
}

fn whole(support: &TokenStream, Label { entity, method }: Label<'_>, text: &str) -> Option<TokenStream> {
    match text.matches(COLUMNS).count() {
        0 if !text.contains(PLACE) => Some(quote!(#support::Sql::same(#entity, #method, #text))),
        0 => {
            let (pieces, _) = pieces(text, 0);
            Some(quote!(#support::sql!(#entity #method: #pieces)))
        }
        1 => {
            if let Some(rest) = selected(text) {
                let (pieces, _) = pieces(rest, 0);
                return Some(quote!(#support::sql!(#entity #method: select columns #pieces)));
            }
            let (before, after) = text.split_once(COLUMNS).filter(|_| !text.contains(PLACE))?;
            Some(quote!(#support::sql!(#entity #method: #before columns #after)))
        }
        _ => None,
    }
}

/// Returns what follows `SELECT` and the columns.
fn selected(text: &str) -> Option<&str> {
    text.strip_prefix("SELECT ")?.strip_prefix(COLUMNS)
}

// Expands to: list_sql!("Tenant" "list": select columns " FROM tenants"; " WHERE id < " 1; " ORDER BY id DESC")
pub(super) fn list(
    support: &TokenStream,
    columns: Option<&RowColumns>,
    label: Label<'_>,
    parts: [&Statement; 3],
) -> TokenStream {
    let Label { entity, method } = label;
    if let Some(Listed { head, after, order, .. }) = listed(columns, parts) {
        return quote!(#support::list_sql!(#entity #method: select columns #head; #after; #order));
    }
    let [head, after, order] = parts;
    let first = plain(support, columns, label, &head.clone().then(order.clone()));
    let after = plain(support, columns, label, &head.clone().then(after.clone()).then(order.clone()));
    quote!(#support::ListSql::new(#first, #after))
}

/// A list that all dialects spell alike.
pub(super) struct Listed {
    /// What follows the columns, with marks.
    pub(super) text: String,
    pub(super) head: TokenStream,
    pub(super) after: TokenStream,
    pub(super) order: String,
}

pub(super) fn listed(columns: Option<&RowColumns>, parts: [&Statement; 3]) -> Option<Listed> {
    let [head, after, order] = parts.map(|part| match alike(columns, part) {
        Some(Alike::Whole(text)) => Some(text),
        _ => None,
    });
    let (head, after, order) = (head?, after?, order?);
    let text = selected(&head).filter(|rest| !rest.contains(COLUMNS))?.to_owned();
    if order.contains(PLACE) {
        return None;
    }
    let (head, bound) = pieces(&text, 0);
    let (after, _) = pieces(&after, bound);
    Some(Listed { text, head, after, order })
}

/// Returns a text cut at its placeholders, each with its number behind it, and the last number.
fn pieces(text: &str, mut number: usize) -> (TokenStream, usize) {
    let texts: Vec<&str> = text.split(PLACE).collect();
    let (last, bound) = texts.split_last().map_or(("", &[][..]), |(last, bound)| (*last, bound));
    let mut pieces: Vec<TokenStream> = Vec::new();
    for text in bound {
        number += 1;
        let place = tokens::integer(number);
        pieces.push(quote!(#text #place));
    }
    if !last.is_empty() || pieces.is_empty() {
        pieces.push(quote!(#last));
    }
    (quote!(#(#pieces),*), number)
}

// Expands to: "SELECT COUNT(*) FROM users" or concat!("SELECT ", columns!(mysql), " FROM users")
fn text(columns: Option<&RowColumns>, statement: &Statement, dialect: Dialect) -> TokenStream {
    let text = statement.render(dialect);
    let marked = columns.map_or_else(|| text.clone(), |columns| columns.marked(dialect, &text));
    let Some((before, after)) = marked.split_once(COLUMNS) else { return quote!(#text) };
    let dialect = match dialect {
        Dialect::Postgres => quote!(numbered),
        Dialect::MySql => quote!(mysql),
        Dialect::Sqlite => quote!(sqlite),
    };
    let after = (!after.is_empty()).then(|| quote!(, #after));
    quote!(concat!(#before, columns!(#dialect) #after))
}
