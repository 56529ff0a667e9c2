//! What generated code takes from a struct as it is written: the Rust types of its members.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use syn::{GenericArgument, PathArguments, Type, ext::IdentExt, spanned::Spanned};

use super::field_type::{self, Expression, is_plain};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::{EntityDraft, FieldDraft},
};

/// A member of a struct in the words of Rust.
#[derive(Debug, Clone)]
pub struct Member {
    /// Without `r#`.
    pub name: String,
    /// The type within `Option`, where generated code has to name it as it is written here.
    pub ty: Option<TokenStream>,
    /// A newtype over a scalar: neither `Copy` nor the scalar itself.
    pub newtype: bool,
    /// A key that stands there without a type of its own, as a `Uuid` or an `i64`.
    pub bare: bool,
    /// The variant that is the default, where it is named by its path.
    pub default: Option<TokenStream>,
    /// Where the default stands.
    pub(crate) default_at: Option<Span>,
    /// Where the path of a custom rule stands.
    pub(crate) custom_at: Option<Span>,
    /// The type within `Option`.
    written: TokenStream,
    /// Whether null is allowed.
    pub nullable: bool,
}

impl Member {
    pub(super) fn new(draft: &FieldDraft, expression: &Expression<'_>, default: Option<syn::Path>) -> Self {
        let refers = draft.belongs_to.is_some() && draft.tenant.is_none() && draft.by.is_none();
        let is_key = draft.primary.is_some() || refers;
        Self {
            name: draft.name.value.clone(),
            ty: named(expression).then(|| expression.inner.to_token_stream()),
            default_at: draft.default.as_ref().map(|default| default.origin.span()),
            custom_at: draft.rules.custom.as_ref().map(|custom| custom.origin.span()),
            written: expression.inner.to_token_stream(),
            newtype: false,
            bare: is_key && (is_plain(&expression.base) || is_own(draft, expression)),
            default: default.map(ToTokens::into_token_stream),
            nullable: expression.nullable,
        }
    }

    /// Returns a member whose type could not be read; it is taken as it is written.
    pub(super) fn unknown(draft: &FieldDraft, ty: &Type) -> Self {
        let (name, written) = (draft.name.value.clone(), ty.to_token_stream());
        Self {
            name,
            ty: Some(written.clone()),
            written,
            default_at: None,
            custom_at: None,
            newtype: false,
            bare: false,
            default: None,
            nullable: false,
        }
    }

    /// Returns the member with its type as it stands in the struct, whatever the definition makes of it.
    pub(crate) fn into_written(self) -> Self {
        Self { ty: Some(self.written.clone()), ..self }
    }
}

/// Returns whether the type of a primary key is the user's own, and not made for it.
fn is_own(draft: &FieldDraft, expression: &Expression<'_>) -> bool {
    draft.primary.is_some() && draft.belongs_to.is_none() && !expression.base.ends_with("Id")
}

/// Returns whether a type is none that larder has a name for.
fn named(expression: &Expression<'_>) -> bool {
    let base = expression.base.trim_end_matches("[]");
    expression.generic || base.starts_with(char::is_uppercase)
}

/// Checks what only a struct can get wrong: the names of key types.
pub(super) fn check(entity: &EntityDraft, types: &[Type], diagnostics: &mut Diagnostics) {
    let mut own = entity.fields.iter().filter(|field| field.primary.is_some() && field.tenant.is_none());
    let is_composite = own.nth(1).is_some();
    for (draft, ty) in entity.fields.iter().zip(types) {
        if draft.broken {
            continue;
        }
        let parent = draft.belongs_to.as_ref().map(|parent| parent.value.trim_end_matches('?'));
        let of = parent
            .filter(|_| draft.tenant.is_none() && draft.by.is_none())
            .or(draft.primary.map(|_| &*entity.name.value));
        let is_own = draft.newtype.is_some() || draft.ty.as_ref().is_some_and(|ty| is_enum(&ty.value));
        if let Some(of) = of.filter(|_| !is_own) {
            let is_part = is_composite && draft.belongs_to.is_none();
            key_type(ty, of, draft.primary.is_some(), is_part, diagnostics);
        }
    }
}

/// Returns whether a reference is said to hold an enum of the user's.
fn is_enum(ty: &str) -> bool {
    ty.trim_end_matches('?') == "enum"
}

/// Refuses a type of a reference by any name but that of the generated key, unless it is what the key stands for.
fn key_type(ty: &Type, of: &str, primary: bool, is_part: bool, diagnostics: &mut Diagnostics) {
    let (name, origin) = last_segment(ty).unwrap_or((String::new(), Origin::Tokens(ty.span())));
    let typed = format!("{of}Id");
    let is_key = !primary || name.ends_with("Id");
    let is_plain = field_type::read(ty).is_ok_and(|expression| is_plain(&expression.base));
    if is_part && name == typed {
        let message = format!("the key of `{of}` is `{of}Key`, of several members, and none of them is a `{typed}`");
        let help = "write what the column holds, such as `Uuid` or `i64`";
        diagnostics.push(Diagnostic::error(Code::KeyType, origin, message).help(help));
    } else if is_key && !is_plain && name != typed {
        let message = format!("the key type of `{of}` is `{typed}`");
        let help = format!("write `{typed}`, or what it stands for, such as `Uuid` or `i64`");
        diagnostics.push(Diagnostic::error(Code::KeyType, origin, message).help(help));
    }
}

/// Returns the name of a type, of `T` for `Option<T>`.
fn last_segment(ty: &Type) -> Option<(String, Origin)> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last()?;
    if segment.ident == "Option"
        && let PathArguments::AngleBracketed(arguments) = &segment.arguments
        && let Some(GenericArgument::Type(inner)) = arguments.args.first()
    {
        return last_segment(inner);
    }
    Some((segment.ident.unraw().to_string(), Origin::Tokens(segment.ident.span())))
}
