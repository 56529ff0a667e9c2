//! Unique keys and indexes of a table.

mod computed;

use larder_format::catalogue::{LiveIndex, LivePart};

use super::{Subject, sql};
use crate::dialect::Dialect;
use crate::ir::TEXT_PREFIX;
use crate::pull::default;
use crate::pull::expression::{self, SqlExpression};
use crate::pull::miss::MissKind;
use crate::pull::piece::{EntityPiece, FieldPiece, KeyPiece, SaidEntry};
use crate::pull::print;

/// Adds the unique keys: at its field that of a single column, on the entity all others.
pub(super) fn uniques(piece: &mut EntityPiece, subject: &mut Subject<'_>) {
    for key in &subject.table.uniques {
        let name = key.name.clone().unwrap_or_else(|| key.columns.join(", "));
        let what = format!("UNIQUE ({})", key.columns.join(", "));
        let index = sql::unique_index(key);
        if sql::is_over_computed(&index, subject) {
            said(&index, (what, String::new()), piece, subject);
            continue;
        }
        if !key.others.is_empty() {
            subject.miss(MissKind::Otherwise, &name, format!("{what} {}", key.others), "a definition does not say it");
        }
        let mut said = computed::SaidKey { nulls_equal: key.nulls_equal, ..computed::SaidKey::default() };
        for column in &key.columns {
            said.add(column, subject);
        }
        match entries(&said, piece, subject) {
            Ok(entries) => {
                let columns = said.columns.into_iter().map(|column| (column, "")).collect();
                unique(KeyPiece { columns, key: "on", entries, name, what }, piece, subject);
            }
            Err(why) => subject.miss(MissKind::Left, &name, what, why),
        }
    }
}

/// Condition and nulls of a unique key.
fn entries(said: &computed::SaidKey, piece: &EntityPiece, subject: &Subject<'_>) -> Result<Vec<SaidEntry>, String> {
    let mut entries = Vec::new();
    if let Some(condition) = &said.condition {
        let words = predicate(condition, piece, subject);
        let words = words.ok_or_else(|| "its condition is none of a definition".to_owned())?;
        entries.push(SaidEntry::new("where", print::text(&words)));
    }
    entries.extend(nulls(said.nulls_equal));
    Ok(entries)
}

fn nulls(equal: bool) -> Vec<SaidEntry> {
    if equal { vec![SaidEntry::new("nulls", "\"equal\"")] } else { Vec::new() }
}

fn unique(mut key: KeyPiece, piece: &mut EntityPiece, subject: &mut Subject<'_>) {
    if let Some(lacking) = lacking(&mut key, piece, subject) {
        subject.miss(MissKind::Left, &key.name, key.what, format!("its column `{lacking}` is not in the definition"));
        return;
    }
    if let ([(column, _)], true) = (key.columns.as_slice(), key.entries.is_empty())
        && let Some(field) = piece.fields.iter_mut().find(|field| field.column == *column)
    {
        let at = usize::from(field.attributes.first().is_some_and(|entry| entry.key == "primary"));
        if !field.attributes.iter().any(|entry| entry.key == "unique") {
            field.attributes.insert(at, SaidEntry::new("unique", "true"));
            field.unique = Some(key.name);
        }
        return;
    }
    if !piece.uniques.iter().any(|other| other.columns == key.columns && other.entries == key.entries) {
        piece.uniques.push(key);
    }
}

/// Gives the columns their names as the fields have them; returns one that is no field's.
fn lacking(key: &mut KeyPiece, piece: &EntityPiece, subject: &Subject<'_>) -> Option<String> {
    for (column, _) in &mut key.columns {
        match piece.fields.iter().find(|field| subject.is_same(&field.column, column)) {
            Some(field) => column.clone_from(&field.column),
            None => return Some(column.clone()),
        }
    }
    None
}

/// Adds the indexes that are no constraint.
pub(super) fn indexes(piece: &mut EntityPiece, subject: &mut Subject<'_>) {
    for index in &subject.table.indexes {
        let what = sql_of(index);
        match key_of(index, piece, subject) {
            Ok((mut key, is_unique)) => {
                if is_unique {
                    unique(key, piece, subject);
                } else if let Some(lacking) = lacking(&mut key, piece, subject) {
                    let why = format!("its column `{lacking}` is not in the definition");
                    subject.miss(MissKind::Left, &index.name, what, why);
                } else if piece.indexes.iter().any(|other| other.columns == key.columns && other.entries == key.entries)
                {
                    subject.miss(MissKind::Left, &index.name, what, "another index is over the same columns");
                } else {
                    piece.indexes.push(key);
                }
            }
            Err(why) => said(index, (what, why), piece, subject),
        }
    }
}

/// Adds an index in the words of the database.
fn said(index: &LiveIndex, (what, why): (String, String), piece: &mut EntityPiece, subject: &mut Subject<'_>) {
    match sql::index(index, (what.clone(), why), piece, subject) {
        Ok(key) => piece.indexes.push(key),
        Err(why) => subject.miss(MissKind::Left, &index.name, what, why),
    }
}

/// Returns the key or index, and whether it is a unique one.
fn key_of(index: &LiveIndex, piece: &EntityPiece, subject: &mut Subject<'_>) -> Result<(KeyPiece, bool), String> {
    if sql::is_over_computed(index, subject) {
        return Err("an index over a computed column is none of a definition".to_owned());
    }
    if !index.include.is_empty() && (index.unique || index.method != "btree") {
        return Err("such an index with INCLUDE is none of a definition".to_owned());
    }
    if !index.others.is_empty() && index.others != "USING BTREE" {
        return Err(format!("{} is not said by a definition", index.others));
    }
    let mut said = computed::SaidKey { nulls_equal: index.nulls_equal, ..computed::SaidKey::default() };
    for part in &index.parts {
        if !said.add_part(part, index.unique, subject) {
            return Err("an index over an expression is none of a definition".to_owned());
        }
    }
    let is_containment = |part: &LivePart| part.others == "jsonb_path_ops";
    if index.method == "gin" && matches!(index.parts.as_slice(), [part] if is_containment(part)) && !index.unique {
        return Ok((key(index, vec![(index.parts[0].text.clone(), "")], "contains", Vec::new()), false));
    }
    if index.method != "btree" {
        return Err(format!("an index by {} is none of a definition", index.method));
    }
    let is_own = |part: &LivePart| part.others.is_empty() || holds_beginning(part, piece, subject);
    if let Some(part) = index.parts.iter().find(|part| !is_own(part)) {
        return Err(format!("{} of `{}` is not said by a definition", part.others, part.text));
    }
    if let Some(condition) = &index.condition {
        let read = expression::parse(condition, subject.dialect);
        said.condition = Some(read.ok_or_else(|| format!("its condition {condition} is none of a definition"))?);
    }
    let entries = entries(&said, piece, subject)?;
    if index.unique {
        let is_own = said.condition.is_some() || index.parts.iter().any(|part| part.is_expression);
        if !is_own && subject.dialect != Dialect::MySql {
            let why = "larder's unique key is a constraint, and this one is an index";
            subject.miss(MissKind::Otherwise, &index.name, sql_of(index), why);
        }
        let columns = said.columns.into_iter().map(|column| (column, "")).collect();
        return Ok((key(index, columns, "on", entries), true));
    }
    let columns = ordered(index, piece, subject);
    let entries = entries.into_iter().chain(included(index, piece)?).collect();
    Ok((key(index, columns, "on", entries), false))
}

/// Returns the fields that stand in the index beside its own.
fn included(index: &LiveIndex, piece: &EntityPiece) -> Result<Option<SaidEntry>, String> {
    let name = |column: &String| {
        let field = piece.fields.iter().find(|field| field.column == *column);
        field.map(|field| field.name.clone()).ok_or_else(|| format!("its column `{column}` is not in the definition"))
    };
    let names = index.include.iter().map(name).collect::<Result<Vec<_>, _>>()?;
    Ok((!names.is_empty()).then(|| SaidEntry::new("include", print::text(&names.join(", ")))))
}

/// Whether the part is the beginning of a text without a bound, as larder's own indexes of MySQL's hold it.
fn holds_beginning(part: &LivePart, piece: &EntityPiece, subject: &Subject<'_>) -> bool {
    let is_text = |field: &FieldPiece| field.ty() == "text" && subject.is_same(&field.column, &part.text);
    subject.dialect == Dialect::MySql
        && part.others == format!("({TEXT_PREFIX})")
        && !part.descending
        && piece.fields.iter().any(is_text)
}

fn key(
    index: &LiveIndex,
    columns: Vec<(String, &'static str)>,
    word: &'static str,
    entries: Vec<SaidEntry>,
) -> KeyPiece {
    KeyPiece { columns, key: word, entries, name: index.name.clone(), what: sql_of(index) }
}

/// Returns the columns with their order: without one they are asked for by equality. What follows one with an order has
/// one too, and a moment at the end orders a list.
fn ordered(index: &LiveIndex, piece: &EntityPiece, subject: &Subject<'_>) -> Vec<(String, &'static str)> {
    let mut parts: Vec<&LivePart> = index.parts.iter().collect();
    // Larder's own indexes of MySQL's that descend name the key, which it adds by itself.
    let adds_key = subject.dialect == Dialect::MySql && parts.len() > 1 && parts[parts.len() - 2].descending;
    if let (true, [key], Some(last)) = (adds_key, subject.primary(), parts.last())
        && last.descending
        && subject.is_same(key, &last.text)
    {
        parts.pop();
    }
    let mut has_order = false;
    let last = parts.len().saturating_sub(1);
    let order = |(at, part): (usize, &&LivePart)| {
        let field = piece.fields.iter().find(|field| subject.is_same(&field.column, &part.text));
        let is_nullable = field.is_some_and(|field| field.nullable);
        let lists_moments = at == last && at > 0 && !is_nullable && field.is_some_and(is_moment);
        let order = match (part.descending, is_nullable.then_some(part.nulls_first).flatten()) {
            (true, Some(true)) => " desc nulls first",
            (true, _) => " desc",
            (false, Some(false)) if has_order => " asc nulls last",
            (false, Some(true)) => " asc",
            (false, _) if has_order || lists_moments => " asc",
            (false, _) => "",
        };
        has_order |= !order.is_empty();
        (part.text.clone(), order)
    };
    parts.iter().enumerate().map(order).collect()
}

fn is_moment(field: &FieldPiece) -> bool {
    ["timestamp", "datetime", "date"].contains(&field.ty())
}

/// Returns a condition in the words of a definition.
fn predicate(condition: &SqlExpression, piece: &EntityPiece, subject: &Subject<'_>) -> Option<String> {
    let field = |expression: &SqlExpression| match expression {
        SqlExpression::Column(name) => piece.fields.iter().find(|field| subject.is_same(&field.column, name)),
        _ => None,
    };
    let name = |expression: &SqlExpression| field(expression).map(|field| field.name.clone());
    let one = |one: &SqlExpression| {
        Some(match one {
            SqlExpression::IsNull(subject) => format!("{} is null", name(subject)?),
            SqlExpression::IsNotNull(subject) => format!("{} is not null", name(subject)?),
            SqlExpression::Column(_) => format!("{} = true", name(one)?),
            SqlExpression::Not(inner) => format!("{} = false", name(inner)?),
            SqlExpression::Operator(operator, both)
                if ["=", "<>", "<", "<=", ">", ">="].contains(&operator.as_str()) =>
            {
                let value = match &both[1] {
                    SqlExpression::Text(text) => format!("'{}'", text.replace('\'', "''")),
                    value => default::constant(value, field(&both[0])?.ty(), subject.dialect)?,
                };
                format!("{} {operator} {value}", name(&both[0])?)
            }
            _ => return None,
        })
    };
    let all: Option<Vec<String>> = condition.conjuncts().iter().map(one).collect();
    all.map(|all| all.join(" and "))
}

/// Returns the index as SQL says it.
fn sql_of(index: &LiveIndex) -> String {
    let part = |part: &LivePart| {
        let others = if part.others.is_empty() { String::new() } else { format!(" {}", part.others) };
        format!("{}{others}{}", part.text, if part.descending { " DESC" } else { "" })
    };
    let parts: Vec<String> = index.parts.iter().map(part).collect();
    let kind = if index.unique { "UNIQUE INDEX" } else { "INDEX" };
    let condition = index.condition.as_ref().map(|condition| format!(" WHERE {condition}")).unwrap_or_default();
    let include =
        if index.include.is_empty() { String::new() } else { format!(" INCLUDE ({})", index.include.join(", ")) };
    format!("{kind} USING {} ({}){include}{condition}", index.method, parts.join(", "))
}
