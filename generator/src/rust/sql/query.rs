//! The texts of statements of the user's own.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::ir::Query;
use crate::query::{TENANT, TextPiece, pieces};
use crate::rust::model::{Model, tokens};

/// What the values of a statement are for, each once: the name and the role, in the words of `Parameter`.
pub(in crate::rust) struct Places(pub(in crate::rust) Vec<(String, &'static str)>);

impl Places {
    pub(in crate::rust) fn of(query: &Query) -> Self {
        let mut places = Self(Vec::new());
        for (at, text) in query.texts.iter().enumerate() {
            for (piece, _) in pieces(text, at == 0).unwrap_or_default() {
                if let (Some(name), Some(role)) = (piece.name(), role(&piece))
                    && !places.0.iter().any(|(known, other)| known == name && *other == role)
                {
                    places.0.push((name.to_owned(), role));
                }
            }
        }
        places
    }

    /// Returns the place of a value among those that are bound; the tenant, where there is one, comes first.
    fn at(&self, model: &Model<'_>, name: &str, role: &str) -> usize {
        let is_owned = model.tenant().is_some();
        if is_owned && name == TENANT {
            return 0;
        }
        let own = self.0.iter().filter(|(known, _)| !(is_owned && known == TENANT));
        own.take_while(|(known, other)| known != name || *other != role).count() + usize::from(is_owned)
    }
}

fn role(piece: &TextPiece) -> Option<&'static str> {
    Some(match piece {
        TextPiece::Value(_) => "value",
        TextPiece::List(_) => "list",
        TextPiece::If(_) => "condition",
        TextPiece::Text(_) | TextPiece::Else | TextPiece::End => return None,
    })
}

// Expands to: pub(super) static BUSIEST: QueryText = query_text!("Message" "busiest" [text "SELECT …", value 0]);
pub(super) fn statics(model: &Model<'_>) -> TokenStream {
    model.entity.queries.iter().map(|query| item(model, query)).collect()
}

fn item(model: &Model<'_>, query: &Query) -> TokenStream {
    let (runtime, entity, method) = (model.runtime(), &model.entity.name, &query.name);
    let name = tokens::constant(&query.name);
    let places = Places::of(query);
    let texts = query.texts.iter().take(if query.is_same() { 1 } else { 3 }).enumerate();
    let texts = texts.map(|(at, text)| {
        let pieces = pieces(text, at == 0).unwrap_or_default();
        let pieces = pieces.iter().map(|(piece, _)| written(model, &places, piece));
        quote!([#(#pieces),*])
    });
    quote! {
        pub(super) static #name: #runtime::support::QueryText =
            #runtime::support::query_text!(#entity #method #(#texts),*);
    }
}

fn written(model: &Model<'_>, places: &Places, piece: &TextPiece) -> TokenStream {
    let at = |name: &str, role: &str| tokens::integer(places.at(model, name, role));
    match piece {
        TextPiece::Text(text) => {
            let text = Literal::string(&in_one_line(text));
            quote!(text #text)
        }
        TextPiece::Value(name) => {
            let at = at(name, "value");
            quote!(value #at)
        }
        TextPiece::List(name) => {
            let at = at(name, "list");
            quote!(list #at)
        }
        TextPiece::If(name) => {
            let at = at(name, "condition");
            quote!(part #at)
        }
        TextPiece::Else => quote!(other),
        TextPiece::End => quote!(end),
    }
}

/// Returns the text with a space for white space that holds an end of a line, except in quotes.
fn in_one_line(text: &str) -> String {
    let (mut out, mut space, mut quote) = (String::new(), String::new(), None);
    for letter in text.chars() {
        match quote {
            None if letter.is_whitespace() => space.push(letter),
            open => {
                out.push_str(if space.contains('\n') { " " } else { &space });
                space.clear();
                quote = match open {
                    Some(own) if own == letter => None,
                    None if ['\'', '"', '`'].contains(&letter) => Some(letter),
                    open => open,
                };
                out.push(letter);
            }
        }
    }
    out.push_str(if space.contains('\n') { " " } else { &space });
    out
}
