//! `sql!`: a statement of the application's own, taken apart while it is compiled.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Error, Expr, LitStr, Result, Token, braced, token};

use larder_generator::query::{TextPiece, pieces};

/// What stands in the parentheses of `sql!`.
pub(crate) struct Statement {
    texts: Texts,
    values: Vec<Value>,
    uses: Vec<Use>,
}

/// One text for every dialect, or some of their own.
enum Texts {
    Same(LitStr),
    Each { postgres: LitStr, mysql: LitStr, sqlite: LitStr },
}

/// `since = start`; or, of a name that stands in a text alone, the variable of that name.
struct Value {
    name: Ident,
    expression: Expr,
    is_used: bool,
}

/// A value in one of its roles: bound, bound as a list, asked whether it is there.
#[derive(PartialEq, Eq)]
struct Use {
    value: usize,
    role: Role,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Value,
    List,
    Condition,
}

impl Parse for Statement {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let texts = if input.peek(token::Brace) { each(input)? } else { Texts::Same(input.parse()?) };
        let mut values = Vec::new();
        while !input.is_empty() {
            input.parse::<Token![,]>()?;
            if input.is_empty() {
                break;
            }
            let name: Ident = input.parse()?;
            input.parse::<Token![=]>().map_err(|_| {
                let help = format!("write `{name} = value`, or leave `{name}` out: a variable is found by its name");
                Error::new(name.span(), format!("expected a value for `{{{name}}}`\nhelp: {help}"))
            })?;
            values.push(Value { name, expression: input.parse()?, is_used: false });
        }
        Ok(Self { texts, values, uses: Vec::new() })
    }
}

/// Reads `{ postgres: "…", mysql: "…", _: "…" }`.
fn each(input: ParseStream<'_>) -> Result<Texts> {
    let content;
    let brace = braced!(content in input);
    let (mut named, mut other) = (Vec::<(Ident, LitStr)>::new(), None);
    let arms = Punctuated::<Arm, Token![,]>::parse_terminated(&content)?;
    for Arm { dialect, text } in arms {
        match dialect {
            None => other = Some(text),
            Some(name) if DIALECTS.iter().any(|known| name == known) => named.push((name, text)),
            Some(name) => {
                let help = "write `postgres`, `mysql` (MariaDB too), `sqlite`, or `_` for the others";
                return Err(Error::new(name.span(), format!("`{name}` is no dialect\nhelp: {help}")));
            }
        }
    }
    let text = |dialect: &str| {
        let own = named.iter().find(|(name, _)| name == dialect).map(|(_, text)| text.clone());
        own.or_else(|| other.clone()).ok_or_else(|| {
            let help = format!("add `{dialect}: \"…\"`, or `_: \"…\"` for every dialect that is not named");
            Error::new(brace.span.join(), format!("there is no text for {dialect}\nhelp: {help}"))
        })
    };
    Ok(Texts::Each { postgres: text("postgres")?, mysql: text("mysql")?, sqlite: text("sqlite")? })
}

const DIALECTS: [&str; 3] = ["postgres", "mysql", "sqlite"];

struct Arm {
    dialect: Option<Ident>,
    text: LitStr,
}

impl Parse for Arm {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let dialect = if input.peek(Token![_]) {
            input.parse::<Token![_]>()?;
            None
        } else {
            Some(input.parse()?)
        };
        input.parse::<Token![:]>()?;
        Ok(Self { dialect, text: input.parse()? })
    }
}

impl Statement {
    /// Writes the static text and the values that go with it.
    pub(crate) fn expand(mut self) -> Result<TokenStream> {
        let texts = match &self.texts {
            Texts::Same(text) => vec![text.clone()],
            Texts::Each { postgres, mysql, sqlite } => vec![postgres.clone(), mysql.clone(), sqlite.clone()],
        };
        let mut errors: Option<Error> = None;
        let mut written = Vec::new();
        for (at, text) in texts.iter().enumerate() {
            // Only PostgreSQL has `?` for an operator.
            let asks = texts.len() > 1 && at == 0;
            match pieces(&text.value(), asks) {
                Ok(pieces) => {
                    let pieces: Vec<TokenStream> =
                        pieces.iter().map(|(piece, _)| self.piece(piece, text.span())).collect();
                    written.push(quote!(&[#(#pieces),*]));
                }
                Err(error) => {
                    let error = Error::new(text.span(), error.message);
                    add(&mut errors, error);
                }
            }
        }
        for value in self.values.iter().filter(|value| !value.is_used) {
            let error = Error::new(value.name.span(), format!("no text has a `{{{}}}`", value.name));
            add(&mut errors, error);
        }
        if let Some(errors) = errors {
            return Err(errors);
        }
        let text = match written.as_slice() {
            [text] => quote!(::larder::support::QueryText::same(LABEL, #text)),
            texts => quote!(::larder::support::QueryText::each(LABEL, #(#texts),*)),
        };
        let uses = self.uses.iter().map(|used| {
            let value = &self.values[used.value].expression;
            match used.role {
                Role::Value => quote!(::larder::support::Parameter::value(&#value)),
                Role::List => quote!(::larder::support::Parameter::list(&#value)),
                Role::Condition => quote!(::larder::support::Parameter::condition(&#value)),
            }
        });
        Ok(quote! {
            ::larder::Query::new(
                {
                    const LABEL: &::core::primitive::str =
                        ::core::concat!(::core::file!(), ":", ::core::line!());
                    static TEXT: ::larder::support::QueryText = #text;
                    &TEXT
                },
                ::std::vec![#(#uses),*],
            )
        })
    }

    fn piece(&mut self, piece: &TextPiece, span: Span) -> TokenStream {
        let (variant, name, role) = match piece {
            TextPiece::Text(text) => return quote!(::larder::support::QueryPiece::Text(#text)),
            TextPiece::Else => return quote!(::larder::support::QueryPiece::Else),
            TextPiece::End => return quote!(::larder::support::QueryPiece::End),
            TextPiece::Value(name) => ("Value", name, Role::Value),
            TextPiece::List(name) => ("List", name, Role::List),
            TextPiece::If(name) => ("If", name, Role::Condition),
        };
        let used = Use { value: self.value(name, span), role };
        let place = self.uses.iter().position(|known| *known == used).unwrap_or_else(|| {
            self.uses.push(used);
            self.uses.len() - 1
        });
        let variant = Ident::new(variant, Span::call_site());
        quote!(::larder::support::QueryPiece::#variant(#place))
    }

    /// Returns the place of a value; one that was not given is the variable of that name.
    fn value(&mut self, name: &str, span: Span) -> usize {
        if let Some(place) = self.values.iter().position(|value| value.name == name) {
            self.values[place].is_used = true;
            return place;
        }
        let span = span.resolved_at(Span::call_site());
        let name =
            syn::parse_str::<Ident>(name).map_or_else(|_| Ident::new_raw(name, span), |_| Ident::new(name, span));
        let expression = syn::parse_quote!(#name);
        self.values.push(Value { name, expression, is_used: true });
        self.values.len() - 1
    }
}

fn add(errors: &mut Option<Error>, error: Error) {
    match errors {
        Some(errors) => errors.combine(error),
        None => *errors = Some(error),
    }
}
