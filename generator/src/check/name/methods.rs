//! Checks that the methods generated for keys, indexes and accessors have distinct names.

use super::names::REPOSITORY_METHODS;
use crate::check::{
    entity::CheckedEntity,
    key::{indexes, uniques},
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::Text,
    ir::{FieldType, IndexKind, Scalar, Scope},
    name,
    rust::finder,
};

/// What makes a method: where it stands, and the list that it is.
struct Maker<'a> {
    origin: Origin,
    page: Option<finder::PageFinder<'a>>,
}

/// No two keys or indexes make methods of one name, and one that makes none says so.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    given(subject, diagnostics);
    // What an index is about is known once its fields are.
    if subject.entity.primary.is_empty() || subject.fields().count() < subject.entity.fields.len() {
        return;
    }
    let mut made: Vec<(String, Maker<'_>)> = Vec::new();
    keys(subject, &mut made, diagnostics);
    adding(subject, &mut made, diagnostics);
    without_look_up(subject, diagnostics);
    for (index, draft) in subject.entity.indexes.iter().zip(&subject.draft.indexes) {
        let origin = indexes::place(draft);
        if index.kind == IndexKind::Contains {
            for column in &index.columns {
                let method = format!("list_by_{}_containing", subject.name(column.field));
                if let Some((_, first)) = made.iter().find(|(other, _)| *other == method) {
                    diagnostics.push(collision(&method, origin, first.origin, "{ on = \"…\", name = \"…\" }"));
                }
                made.push((method, Maker { origin, page: None }));
            }
        }
        if let Some(key) = finder::folded_key(subject.entity, index) {
            let method = key.method("find");
            if let Some((_, first)) = made.iter().find(|(other, _)| *other == method || *other == key.alias()) {
                diagnostics.push(collision(&method, origin, first.origin, "{ on = \"…\", name = \"…\" }"));
            }
            made.push((method, Maker { origin, page: None }));
            made.push((key.alias(), Maker { origin, page: None }));
        }
        match finder::of_index(subject.entity, index) {
            Ok(pages) => {
                for page in pages {
                    list(page, origin, &mut made, diagnostics);
                }
            }
            Err(why) if why.is_empty() || index.columns.is_empty() => {}
            Err(why) => diagnostics.push(
                Diagnostic::note(Code::WithoutMethod, origin, format!("no method is generated for this index: {why}"))
                    .help(
                        "to get a list, end the index with a field of the row to order by: `\"first, second \
                         desc\"`; to silence this note, write `methods = \"none\"`",
                    ),
            ),
        }
    }
    accessors(subject, made, diagnostics);
}

/// Columns that the row leaves out, and aggregates, have methods beside those of keys and indexes.
fn accessors(subject: &CheckedEntity<'_>, made: Vec<(String, Maker<'_>)>, diagnostics: &mut Diagnostics) {
    let mut made: Vec<(String, Origin)> = made.into_iter().map(|(method, maker)| (method, maker.origin)).collect();
    let mut methods = Vec::new();
    for (_, field, draft) in subject.fields().filter(|(_, field, _)| field.secret || field.volatile) {
        methods.push((field.name.clone(), &draft.name));
        if field.volatile {
            methods.push((format!("set_{}", field.name), &draft.name));
        }
        if field.volatile && field.ty == FieldType::Scalar(Scalar::Timestamp) {
            methods.push((format!("touch_{}", field.name), &draft.name));
        }
    }
    methods.extend(subject.draft.aggregates.iter().map(|draft| (draft.name.value.clone(), &draft.name)));
    methods.extend(subject.draft.queries.iter().map(|draft| (draft.name.value.clone(), &draft.name)));
    for (method, name) in methods {
        match made.iter().find(|(other, _)| comes_with(other, &method)) {
            Some((_, first)) => diagnostics.push(
                Diagnostic::error(
                    Code::MethodName,
                    name.origin,
                    format!("two generated methods would be named `{method}`"),
                )
                .related(*first, "also generated from this")
                .help("choose another name"),
            ),
            None => made.push((method, name.origin)),
        }
    }
}

/// Tells whether a method is another one, or one of those that are made with it.
fn comes_with(made: &str, method: &str) -> bool {
    let same = |verb: &str, of: &str| method.strip_prefix(verb).is_some_and(|rest| made.strip_prefix(of) == Some(rest));
    made == method
        || same("count_", "list_")
        || same("get_", "find_")
        || same("get_or_create_", "find_")
        || same("upsert_", "find_")
}

/// A given name is snake case, and not that of a method every repository has.
fn given(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    let indexes = subject.draft.indexes.iter().filter_map(|index| Some((index.name.as_ref()?, index.kind)));
    let keys = subject.draft.uniques.iter().filter_map(|unique| Some((unique.name.as_ref()?, IndexKind::Ordered)));
    let words = subject.draft.indexes.iter().filter_map(|index| Some((index.methods.as_ref()?, index.kind)));
    for (word, _) in words.filter(|(_, kind)| *kind != IndexKind::Ordered) {
        let message = "`methods` is only for an ordered index";
        diagnostics.push(Diagnostic::error(Code::MethodName, word.origin, message).help("remove `methods`"));
    }
    for (given, kind) in indexes.chain(keys) {
        if kind != IndexKind::Ordered {
            let message = "`name` is only for an ordered index";
            diagnostics.push(Diagnostic::error(Code::MethodName, given.origin, message).help("remove `name`"));
        } else if !name::is_snake(&given.value) {
            let message = format!("`{}` is not in snake case", given.value);
            let help = format!("write `name = \"{}\"`", name::snake(&given.value));
            diagnostics.push(Diagnostic::error(Code::MethodName, given.origin, message).help(help));
        } else if let Some(taken) = taken(given) {
            let message = format!("`{taken}` is a method of every repository");
            diagnostics.push(Diagnostic::error(Code::MethodName, given.origin, message).help("choose another name"));
        }
    }
}

fn taken(given: &Text) -> Option<&'static str> {
    let methods = ["list", "count", "find", "get"].map(|verb| format!("{verb}_{}", given.value));
    REPOSITORY_METHODS.iter().find(|taken| methods.iter().any(|method| method == *taken)).copied()
}

/// A key that no row can be looked up by.
fn without_look_up(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    for (unique, (origin, _)) in subject.entity.uniques.iter().zip(uniques::places(subject)) {
        if unique.makes_methods && finder::key(subject.entity, unique).is_none() {
            let message = "no lookup is generated for this key: several of its fields are nullable, and null counts \
                           as a value in it";
            let help = "make one of them required; to silence this note, write `methods = \"none\"`";
            diagnostics.push(Diagnostic::note(Code::WithoutMethod, origin, message).help(help));
        }
    }
}

fn keys<'a>(subject: &CheckedEntity<'a>, made: &mut Vec<(String, Maker<'a>)>, diagnostics: &mut Diagnostics) {
    let places = uniques::places(subject);
    for scope in [Scope::Tenant, Scope::Global] {
        for key in finder::keys(subject.entity, scope) {
            let at = subject.entity.uniques.iter().position(|unique| std::ptr::eq(unique, key.unique()));
            let Some((origin, _)) = at.and_then(|at| places.get(at)) else { continue };
            let is_twice = |other: &crate::ir::Unique| {
                (&other.columns, &other.condition) == (&key.unique().columns, &key.unique().condition)
            };
            // The same key twice is a mistake of its own.
            if at.is_some_and(|at| subject.entity.uniques[..at].iter().any(is_twice)) {
                continue;
            }
            let method = key.method("find");
            let alias = |other: &str| other == method || other == key.alias();
            if let Some((_, first)) = made.iter().find(|(other, _)| alias(other)) {
                diagnostics.push(collision(&method, *origin, first.origin, "{ on = \"…\", name = \"…\" }"));
            }
            made.push((method, Maker { origin: *origin, page: None }));
            made.push((key.alias(), Maker { origin: *origin, page: None }));
        }
    }
}

/// If the look-ups of two keys already collide, no further collision of the two is reported.
fn adding<'a>(subject: &CheckedEntity<'a>, made: &mut Vec<(String, Maker<'a>)>, diagnostics: &mut Diagnostics) {
    let places = uniques::places(subject);
    for (unique, method) in finder::adding(subject.entity) {
        let at = subject.entity.uniques.iter().position(|other| std::ptr::eq(other, unique));
        let Some((origin, _)) = at.and_then(|at| places.get(at)) else { continue };
        let word = if unique.merges.is_empty() { "add" } else { "merge" };
        let find = method.replacen(word, "find", 1);
        let is_told = made.iter().filter(|(other, _)| *other == find).count() > 1;
        if let Some((_, first)) = made.iter().find(|(other, _)| *other == method)
            && !is_told
        {
            diagnostics.push(collision(&method, *origin, first.origin, "{ on = \"…\", adds = \"…\", name = \"…\" }"));
        }
        made.push((method, Maker { origin: *origin, page: None }));
    }
}

fn list<'a>(
    page: finder::PageFinder<'a>,
    origin: Origin,
    made: &mut Vec<(String, Maker<'a>)>,
    diagnostics: &mut Diagnostics,
) {
    let method = page.method("list");
    match made.iter().find(|(other, _)| *other == method) {
        Some((_, Maker { page: Some(first), .. })) if first.is_same(&page) => {}
        Some((_, Maker { page: Some(first), origin: place })) if first.is_about_same(&page) => {
            let message = format!("no method is generated for this index: an earlier index already has `{method}`");
            let help = "to get a list in its order, write `{ on = \"…\", name = \"…\" }`; to silence this note, `{ on \
                        = \"…\", methods = \"none\" }`";
            let note = Diagnostic::note(Code::WithoutMethod, origin, message);
            diagnostics.push(note.related(*place, "the earlier index").help(help));
        }
        Some((_, first)) => {
            diagnostics.push(collision(&method, origin, first.origin, "{ on = \"…\", where = \"…\", name = \"…\" }"));
        }
        None => made.push((method, Maker { origin, page: Some(page) })),
    }
}

fn collision(method: &str, origin: Origin, first: Origin, advice: &str) -> Diagnostic {
    let advice = match origin {
        Origin::Text { .. } => format!("name one of them: `{advice}`"),
        Origin::Tokens(_) => "name one of them: add `name = \"…\"` to it".to_owned(),
    };
    Diagnostic::error(Code::MethodName, origin, format!("two generated methods would be named `{method}`"))
        .related(first, "also generated from this")
        .help(advice)
}
