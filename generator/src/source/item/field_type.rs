//! Reads the Rust type of a member as a column type.

use syn::{GenericArgument, PathArguments, Type, TypePath, spanned::Spanned};

use crate::{
    diagnostic::{Code, Diagnostic, Origin},
    draft::Text,
    ir::{SCALARS, Scalar},
};

/// A Rust type as the type expression of a definition.
pub(super) struct Expression<'a> {
    /// `string`, `i32`, `Reference[]`, without the `?`.
    pub(super) base: String,
    pub(super) nullable: bool,
    pub(super) origin: Origin,
    /// The type within `Option` and `Secret`.
    pub(super) inner: &'a Type,
    /// `Secret<…>`, which no row holds.
    pub(super) secret: bool,
    /// Something that only JSON could hold, such as a map.
    pub(super) generic: bool,
}

impl Expression<'_> {
    /// Returns the expression as it would stand in `models.toml`.
    pub(super) fn text(&self) -> Text {
        let mark = if self.nullable { "?" } else { "" };
        Text::whole(format!("{}{mark}", self.base), self.origin)
    }
}

/// Reads `Option<T>`, `Vec<T>` and paths; a path that is no scalar's stands for a type of the user's.
pub(super) fn read(ty: &Type) -> Result<Expression<'_>, Box<Diagnostic>> {
    let origin = Origin::Tokens(ty.span());
    if let Some(inner) = wrapped(ty, "Option") {
        return match read(inner)? {
            twice if twice.nullable => Err(unknown(origin, "a column cannot be optional twice", "write one `Option`")),
            once => Ok(Expression { nullable: true, ..once }),
        };
    }
    if let Some(inner) = wrapped(ty, "Vec") {
        let element = read(inner)?;
        if element.nullable || element.base.ends_with("[]") {
            return Err(unknown(
                origin,
                "a list cannot hold lists or optional values",
                "write `#[field(json)]` to keep it as JSON",
            ));
        }
        let base = if element.base == "u8" { "bytes".to_owned() } else { format!("{}[]", element.base) };
        return Ok(Expression { base, origin, inner: ty, ..element });
    }
    if ["Json", "JsonOf"].into_iter().any(|name| wrapped(ty, name).is_some()) {
        return Err(unknown(
            origin,
            "the row struct holds the value itself, without a wrapper",
            "write the inner type and `#[field(json)]`",
        ));
    }
    if let Some(inner) = wrapped(ty, "Secret") {
        return Ok(Expression { secret: true, ..read(inner)? });
    }
    let Some((name, generic)) = last_segment(ty) else {
        let help = "write a scalar, `String`, `Vec<…>`, `Option<…>` or the path of a type";
        let help = if matches!(ty, Type::Reference(_)) {
            "a row must own its values: write `String` or `Vec<u8>`"
        } else {
            help
        };
        return Err(unknown(origin, "a column cannot have this type", help));
    };
    Ok(Expression { base: scalar(&name), nullable: false, origin, inner: ty, secret: false, generic })
}

/// Reads the type of a member that is kept as JSON whatever it is: serde knows it, not the database.
pub(super) fn read_json(ty: &Type) -> Result<Expression<'_>, Box<Diagnostic>> {
    let origin = Origin::Tokens(ty.span());
    if let Some(inner) = wrapped(ty, "Option") {
        return Ok(Expression { nullable: true, ..read_json(inner)? });
    }
    if let Ok(Expression { base, nullable: false, generic: false, .. }) = read(ty) {
        return Ok(Expression { base, nullable: false, origin, inner: ty, secret: false, generic: false });
    }
    let base = last_segment(ty).map_or_else(|| "Tuple".to_owned(), |(name, _)| name);
    Ok(Expression { base, nullable: false, origin, inner: ty, secret: false, generic: true })
}

fn unknown(origin: Origin, message: &str, help: &str) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(Code::UnknownType, origin, message).help(help))
}

fn path(ty: &Type) -> Option<&TypePath> {
    match ty {
        Type::Path(path) if path.qself.is_none() => Some(path),
        Type::Group(group) => path(&group.elem),
        Type::Paren(paren) => path(&paren.elem),
        _ => None,
    }
}

/// Returns the name that a path ends in, and whether arguments follow it.
fn last_segment(ty: &Type) -> Option<(String, bool)> {
    use syn::ext::IdentExt;
    let segment = path(ty)?.path.segments.last()?;
    let name = segment.ident.unraw().to_string();
    // Of the types with arguments one is a scalar: `DateTime<Utc>`.
    let generic = !segment.arguments.is_none() && name != "DateTime";
    Some((name, generic))
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
        "Value" | "Json" => "json",
        "Decimal" => "decimal",
        other => SCALARS.iter().find(|row| row.names.contains(&other)).map_or(other, |row| row.word),
    }
    .to_owned()
}

/// Returns what to write instead of a type of Rust's own that no column has.
pub(super) fn instead_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "u8" | "i8" => "write `i16`",
        "u16" => "write `i32`",
        "u32" | "u64" | "usize" | "isize" | "i128" | "u128" => {
            "write `i64`; the databases have no unsigned or wider integers in common"
        }
        "char" | "str" => "write `String` with `#[field(length = …)]` or `#[field(text)]`",
        "PrimitiveDateTime" => "write `larder::LocalDateTime`",
        "Instant" | "SystemTime" | "OffsetDateTime" => "write `larder::Timestamp`",
        "BigDecimal" => "write `larder::Decimal` with `#[field(decimal(12, 2))]`, of at most 28 digits",
        "Box" | "Rc" | "Arc" | "Cow" | "Cell" | "RefCell" | "Mutex" => "write the type itself, or `#[field(json)]`",
        _ => return None,
    })
}

/// Tells whether a type expression is one of larder's own types.
pub(super) fn is_plain(base: &str) -> bool {
    Scalar::of_word(base).is_some() || matches!(base, "string" | "text" | "json")
}
