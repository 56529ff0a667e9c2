//! Resolves statements of the user's own: their texts, the values they take and the rows they return.

mod types;

use larder_format::Effect;

use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    dialect::Dialect,
    draft::{EntityDraft, QueryDraft, RowsDraft, SqlDraft, Text},
    ir::{ParameterKind, Query, QueryParameter, QueryRows, Returns},
    name,
    query::{TENANT, TextPiece, pieces},
    resolve::lookup::{Fields, Known},
};
use types::Types;

/// Returns the queries in the order of the text; one with a mistake is reported and left out.
pub(in crate::resolve) fn resolve(
    draft: &EntityDraft,
    fields: &Fields,
    known: &Known<'_>,
    diagnostics: &mut Diagnostics,
) -> Vec<Query> {
    let types = Types { draft, fields, known };
    draft.queries.iter().filter_map(|query| one(query, &types, diagnostics)).collect()
}

fn one(draft: &QueryDraft, types: &Types<'_>, diagnostics: &mut Diagnostics) -> Option<Query> {
    let texts = texts(draft, diagnostics)?;
    let uses = uses(&texts, diagnostics)?;
    let parameters = parameters(draft, &uses, types, diagnostics)?;
    let writes = texts.iter().any(|text| Effect::of(&bare(&text.value)) != Effect::Reads);
    let returns = returns(draft, writes, diagnostics)?;
    let rows = match &draft.rows {
        RowsDraft::Unsaid => QueryRows::Entity,
        RowsDraft::One(text) if text.value.trim() == types.draft.name.value => QueryRows::Entity,
        RowsDraft::One(text) => QueryRows::Scalar(Box::new(types.column("", text, diagnostics)?)),
        RowsDraft::Members(members) => {
            let members = members.iter().map(|(name, text)| types.column(&name.value, text, diagnostics));
            QueryRows::Members(members.collect::<Option<_>>()?)
        }
    };
    Some(Query {
        name: draft.name.value.clone(),
        doc: draft.doc.clone(),
        texts: texts.map(|text| text.value.trim().to_owned()),
        parameters,
        rows,
        returns,
        touches: touches(draft, writes, types, diagnostics)?,
    })
}

/// Returns the text for each dialect.
fn texts(draft: &QueryDraft, diagnostics: &mut Diagnostics) -> Option<[Text; 3]> {
    let Some(sql) = &draft.sql else {
        let message = format!("`{}` has no text", draft.name.value);
        let help = "write `sql = \"SELECT …\"`, or a text for each of `postgres`, `mysql` and `sqlite`";
        diagnostics.push(Diagnostic::error(Code::QueryText, draft.name.origin, message).help(help));
        return None;
    };
    let mut texts = Vec::new();
    for dialect in Dialect::ALL {
        match sql.of(dialect) {
            Some(text) if !text.value.trim().is_empty() => texts.push(text.clone()),
            _ => missing(sql, dialect, diagnostics),
        }
    }
    texts.try_into().ok()
}

fn missing(sql: &SqlDraft, dialect: Dialect, diagnostics: &mut Diagnostics) {
    let message = format!("there is no text for {}", dialect.title());
    let help = format!("add `{} = \"…\"`, or write one text for all: `sql = \"…\"`", dialect.as_str());
    diagnostics.push(Diagnostic::error(Code::QueryText, sql.origin, message).help(help));
}

/// A name in a text, at its first place in one of its roles.
struct Use {
    name: Text,
    kind: ParameterKind,
}

/// Returns the names of values, each in each of its roles once, in the order of the texts.
fn uses(texts: &[Text; 3], diagnostics: &mut Diagnostics) -> Option<Vec<Use>> {
    let is_same = texts.iter().all(|text| text.origin.position() == texts[0].origin.position())
        && texts.iter().all(|text| text.value == texts[0].value);
    let (mut uses, mut is_read) = (Vec::<Use>::new(), true);
    for (at, text) in texts.iter().enumerate().take(if is_same { 1 } else { 3 }) {
        // Only PostgreSQL has `?` for an operator.
        match pieces(&text.value, !is_same && at == 0) {
            Ok(pieces) => {
                for (piece, place) in &pieces {
                    let kind = match piece {
                        TextPiece::Value(_) => ParameterKind::Value,
                        TextPiece::List(_) => ParameterKind::List,
                        TextPiece::If(_) => ParameterKind::Switch,
                        TextPiece::Text(_) | TextPiece::Else | TextPiece::End => continue,
                    };
                    let name = Text::whole(piece.name().unwrap_or_default(), text.part(place.clone()).origin);
                    if !uses.iter().any(|known| known.name.value == name.value && known.kind == kind) {
                        uses.push(Use { name, kind });
                    }
                }
            }
            Err(error) => {
                is_read = false;
                let (message, help) = error.message.split_once("\nhelp: ").unwrap_or((&error.message, ""));
                let report = Diagnostic::error(Code::QueryText, text.part(error.at).origin, message);
                diagnostics.push(if help.is_empty() { report } else { report.help(help) });
            }
        }
    }
    is_read.then_some(uses)
}

/// Returns what the method takes: what is declared, in its order, and then fields that the text names.
fn parameters(
    draft: &QueryDraft,
    uses: &[Use],
    types: &Types<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Vec<QueryParameter>> {
    let mut parameters = Vec::new();
    let mut is_known = true;
    for (name, ty) in &draft.parameters {
        let found: Vec<&Use> = uses.iter().filter(|used| used.name.value == name.value).collect();
        if found.is_empty() || is_tenant(&name.value, types) {
            let message = match found.is_empty() {
                true => format!("no text has a `{{{}}}`", name.value),
                false => "`{tenant}` is the tenant of the scope and is given by nobody".to_owned(),
            };
            diagnostics.push(Diagnostic::error(Code::QueryValue, name.origin, message).help("remove it"));
            is_known = false;
            continue;
        }
        match types.parameter(name, ty, &kinds(&found), diagnostics) {
            Some(parameter) => parameters.push(parameter),
            None => is_known = false,
        }
    }
    for used in uses {
        let name = &used.name.value;
        let is_there = draft.parameters.iter().any(|(known, _)| known.value == *name);
        if is_there || is_tenant(name, types) || parameters.iter().any(|known: &QueryParameter| known.name == *name) {
            continue;
        }
        let found: Vec<&Use> = uses.iter().filter(|used| used.name.value == *name).collect();
        match types.implied(&used.name, &kinds(&found), diagnostics) {
            Some(parameter) => parameters.push(parameter),
            None => is_known = false,
        }
    }
    is_known.then_some(parameters)
}

fn kinds(uses: &[&Use]) -> Vec<ParameterKind> {
    uses.iter().map(|used| used.kind).collect()
}

fn is_tenant(name: &str, types: &Types<'_>) -> bool {
    name == TENANT && types.fields.tenant.is_some()
}

fn returns(draft: &QueryDraft, writes: bool, diagnostics: &mut Diagnostics) -> Option<Returns> {
    let is_unsaid = matches!(draft.rows, RowsDraft::Unsaid);
    let Some(word) = &draft.returns else {
        return Some(if writes && is_unsaid { Returns::Execute } else { Returns::All });
    };
    let words = Returns::WORDS;
    let Some((_, returns)) = words.iter().find(|(known, _)| *known == word.value) else {
        let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let message = format!("`{}` is nothing that a query returns", word.value);
        let help = match name::nearest(&word.value, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write one of: {}", known.join(", ")),
        };
        diagnostics.push(Diagnostic::error(Code::QueryReturns, word.origin, message).help(help));
        return None;
    };
    let wrong = match returns {
        Returns::Stream if writes => {
            Some(("a statement that writes is applied as a whole", "write `returns = \"all\"`"))
        }
        Returns::Execute if !writes => Some(("a read has rows", "write `all`, `one`, `optional` or `stream`")),
        Returns::Execute if !is_unsaid => {
            Some(("`execute` returns no rows", "remove `rows`, or write `returns = \"all\"`"))
        }
        _ => None,
    };
    if let Some((message, help)) = wrong {
        diagnostics.push(Diagnostic::error(Code::QueryReturns, word.origin, message).help(help));
        return None;
    }
    Some(*returns)
}

/// Returns the entities that a write touches; `Some(None)` for a read.
fn touches(
    draft: &QueryDraft,
    writes: bool,
    types: &Types<'_>,
    diagnostics: &mut Diagnostics,
) -> Option<Option<Vec<String>>> {
    match (&draft.touches, writes) {
        (None, false) => Some(None),
        (None, true) => {
            let message = format!("`{}` writes and does not say what", draft.name.value);
            let help = format!(
                "write `touches = [\"{}\"]`, and every other entity whose rows it may change",
                types.draft.name.value
            );
            diagnostics.push(Diagnostic::error(Code::QueryTouches, draft.name.origin, message).help(help));
            None
        }
        (Some((entities, origin)), writes) => {
            if !writes && entities.is_empty() {
                let message = "a read touches nothing";
                diagnostics.push(Diagnostic::error(Code::QueryTouches, *origin, message).help("remove `touches`"));
                return None;
            }
            let definitions = types.known.definitions;
            for entity in entities {
                if definitions.complete && definitions.entity(&entity.value).is_none() {
                    let message = format!("there is no entity `{}`", entity.value);
                    let help = definitions.entity_help(entity);
                    diagnostics.push(Diagnostic::error(Code::QueryTouches, entity.origin, message).help(help));
                    return None;
                }
            }
            Some(Some(entities.iter().map(|entity| entity.value.clone()).collect()))
        }
    }
}

/// Returns the text without comments and holes, by whose words its kind is told.
fn bare(text: &str) -> String {
    let pieces = pieces(text, true).unwrap_or_default();
    pieces
        .into_iter()
        .filter_map(|(piece, _)| if let TextPiece::Text(text) = piece { Some(text) } else { None })
        .collect()
}
