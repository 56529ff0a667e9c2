use syn::{GenericArgument, PathArguments, Type, TypePath, spanned::Spanned};

use crate::{
    diagnostic::{Code, Diagnostic, Origin},
    draft::Text,
};

/// A Rust type as the type expression of a definition.
pub(super) struct Expression {
    /// `string`, `i32`, `Reference[]`, without the `?`.
    pub(super) base: String,
    pub(super) nullable: bool,
    pub(super) origin: Origin,
}

impl Expression {
    /// Returns the expression as it would stand in `models.toml`.
    pub(super) fn text(&self) -> Text {
        let mark = if self.nullable { "?" } else { "" };
        Text::whole(format!("{}{mark}", self.base), self.origin)
    }
}

/// Reads `Option<T>`, `Vec<T>` and paths; a path that is no scalar's stands for a type of the user's.
pub(super) fn read(ty: &Type) -> Result<Expression, Box<Diagnostic>> {
    let origin = Origin::Tokens(ty.span());
    if let Some(inner) = wrapped(ty, "Option") {
        return Ok(Expression { nullable: true, ..read(inner)? });
    }
    if let Some(inner) = wrapped(ty, "Vec") {
        let element = read(inner)?;
        let base = if element.base == "u8" { "bytes".to_owned() } else { format!("{}[]", element.base) };
        return Ok(Expression { base, nullable: false, origin });
    }
    if let Some(inner) = ["Json", "JsonOf", "Secret"].into_iter().find_map(|name| wrapped(ty, name)) {
        return read(inner);
    }
    match last_segment(ty) {
        Some(segment) => Ok(Expression { base: scalar(&segment), nullable: false, origin }),
        None => {
            let message = "this is no type that a column could have";
            let help = "write a scalar, `String`, `Vec<…>`, `Option<…>` or the path of a serde type";
            Err(Box::new(Diagnostic::error(Code::UnknownType, origin, message).help(help)))
        }
    }
}

/// Tells whether a key is held as what it is in the database, `Uuid` or `i64`, without a type of its own.
#[cfg(feature = "files")]
pub(super) fn is_scalar_key(ty: &Type) -> bool {
    let ty = wrapped(ty, "Option").unwrap_or(ty);
    last_segment(ty).is_some_and(|name| name == "Uuid" || name == "i64")
}

fn path(ty: &Type) -> Option<&TypePath> {
    match ty {
        Type::Path(path) if path.qself.is_none() => Some(path),
        Type::Group(group) => path(&group.elem),
        Type::Paren(paren) => path(&paren.elem),
        _ => None,
    }
}

fn last_segment(ty: &Type) -> Option<String> {
    path(ty)?.path.segments.last().map(|segment| segment.ident.to_string())
}

/// Returns `T` of `name<T>`, whatever path stands before it.
fn wrapped<'a>(ty: &'a Type, name: &str) -> Option<&'a Type> {
    let segment = path(ty)?.path.segments.last().filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    arguments.args.iter().find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

fn scalar(name: &str) -> String {
    match name {
        "String" => "string",
        "Uuid" => "uuid",
        "NaiveDate" | "Date" => "date",
        "NaiveTime" | "Time" => "time",
        "DateTime" | "Timestamp" => "timestamp",
        "Duration" => "duration",
        "Value" | "Json" => "json",
        other => other,
    }
    .to_owned()
}
