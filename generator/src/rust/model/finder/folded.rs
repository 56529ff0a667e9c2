//! Look-ups and lists by an index over `lower` or `upper` of a field.

use std::borrow::Cow;

use larder_format::splitter::{Word, WordKind, words};

use super::{KeyFinder, PageFinder, suffix};
use crate::dialect::Dialect;
use crate::ir::{Entity, Field, FieldType, Index, Nulls, Scope, Unique};

/// How an index has a field, and how a statement asks for it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fold {
    /// The field.
    pub(in crate::rust) field: String,
    /// `lower` or `upper`.
    pub(in crate::rust) word: &'static str,
    /// MySQL's column that the index is over, in place of the expression.
    pub(in crate::rust) column: Option<String>,
}

impl Fold {
    /// Returns how a field is asked for, among those of a finder.
    pub(in crate::rust) fn of<'f>(folds: &'f [Self], field: &Field) -> Option<&'f Self> {
        folds.iter().find(|fold| fold.field == field.name)
    }
}

/// Returns the look-up that a unique index over folded fields makes.
pub(crate) fn key<'a>(entity: &'a Entity, index: &Index) -> Option<KeyFinder<'a>> {
    let (columns, folds) = parts(entity, index).filter(|_| index.unique)?;
    let unique = Unique {
        columns: index.columns.iter().map(|column| column.field).collect(),
        scope: Scope::Tenant,
        condition: None,
        nulls: Nulls::Distinct,
        adds: Vec::new(),
        merges: Vec::new(),
        name: index.name.clone(),
        makes_methods: true,
    };
    let suffix = index.name.clone().unwrap_or_else(|| suffix(&columns, &folds));
    Some(KeyFinder { suffix, columns, missing: None, unique: Cow::Owned(unique), folds })
}

/// Returns the list that an index over folded fields makes.
pub(super) fn page<'a>(entity: &'a Entity, index: &'a Index) -> Option<PageFinder<'a>> {
    let (equal, folds) = parts(entity, index).filter(|_| !index.unique)?;
    let (name, missing, order, condition) = (index.name.as_deref(), Vec::new(), Vec::new(), None);
    Some(PageFinder { name, equal, missing, order, condition, folds })
}

/// Returns the fields that the index has, the tenant left out, in the words of every database that has it; `None` for
/// one that says anything else.
fn parts<'a>(entity: &'a Entity, index: &Index) -> Option<(Vec<&'a Field>, Vec<Fold>)> {
    let text = index.text.as_ref().filter(|_| index.makes_methods)?;
    let said = Dialect::ALL.into_iter().filter_map(|dialect| Some((text.of(dialect)?, dialect)));
    let mut read = said.map(|(text, dialect)| read(entity, text, dialect));
    let parts = read.next()??;
    if read.any(|other| other.as_ref() != Some(&parts)) {
        return None;
    }
    let is_of_mysql = text.of(Dialect::MySql).is_some();
    let fold = |(field, word): &Part<'_>| {
        let word = (*word)?;
        let column = if is_of_mysql { computed(entity, field, word) } else { None };
        Some(Fold { field: field.name.clone(), word, column })
    };
    let folds: Vec<Fold> = parts.iter().filter_map(fold).collect();
    let is_tenant = |field: &Field| entity.tenant.is_some_and(|id| entity.field(id).name == field.name);
    let fields: Vec<&Field> = parts.into_iter().map(|(field, _)| field).filter(|field| !is_tenant(field)).collect();
    (!folds.is_empty()).then_some((fields, folds))
}

/// The longest name of a computed column that is not cut.
const LONGEST: usize = 54;

/// Returns the column that stands for the expression on MySQL; `None` where it has another name than one would think.
fn computed(entity: &Entity, field: &Field, word: &str) -> Option<String> {
    let name = format!("{}_{word}", field.column());
    let is_free = entity.fields.iter().all(|other| other.column() != name);
    (matches!(field.ty, FieldType::String { .. }) && is_free && name.len() <= LONGEST).then_some(name)
}

type Part<'a> = (&'a Field, Option<&'static str>);

/// Reads `(tenant_id, lower(email))`.
fn read<'a>(entity: &'a Entity, text: &str, dialect: Dialect) -> Option<Vec<Part<'a>>> {
    let text = text.replace("::text", "");
    let all = words(&text, dialect);
    let [first, inner @ .., last] = all.as_slice() else { return None };
    let is_whole = first.is_sign("(") && last.is_sign(")");
    let parts = inner.split(|word| word.is_sign(",")).map(|part| self::part(entity, part, dialect));
    is_whole.then(|| parts.collect::<Option<Vec<_>>>()).flatten()
}

/// Reads a field, or `lower` or `upper` of one.
fn part<'a>(entity: &'a Entity, part: &[Word<'_>], dialect: Dialect) -> Option<Part<'a>> {
    let field = |word: &Word<'_>| {
        let name = dialect.bare(word.text);
        let is_name = matches!(word.kind, WordKind::Bare | WordKind::Quoted);
        entity.fields.iter().filter(|_| is_name).find(|field| field.column() == name)
    };
    match part {
        [name] => Some((field(name)?, None)),
        [function, open, inner @ .., close] if open.is_sign("(") && close.is_sign(")") => {
            let word = ["lower", "upper"].into_iter().find(|word| function.is(word))?;
            let name = match inner {
                [open, name, close] if open.is_sign("(") && close.is_sign(")") => name,
                [name] => name,
                _ => return None,
            };
            let is_text = |field: &&Field| matches!(field.ty, FieldType::String { .. } | FieldType::Text);
            Some((field(name).filter(is_text).filter(|field| field.native.is_none())?, Some(word)))
        }
        _ => None,
    }
}
