//! Checks what tables cannot have that are spread over servers.

use larder_format::Dialect;
use larder_format::object::{self, ObjectKind};

use crate::check::entity::CheckedEntity;
use crate::check::key::uniques;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    draft::{Drafts, Text},
    ir::{Distribution, Entity, FieldId, Schema},
};

/// Checks every entity against what is said of its place, and against what an engine asks of tables.
pub(crate) fn check(subjects: &[CheckedEntity<'_>], schema: &Schema, drafts: &Drafts, diagnostics: &mut Diagnostics) {
    for subject in subjects {
        if let Some(said) = &subject.draft.distribution {
            place(subject, said, schema, drafts, diagnostics);
        }
        if schema.distributed.get(&subject.entity.name) == Some(&Distribution::Tenant)
            && let Some(tenant) = schema.scaled.get(&subject.entity.name)
        {
            keys(subject, *tenant, diagnostics);
        }
        if schema.distributed.contains_key(&subject.entity.name) {
            parents(subject, subjects, schema, diagnostics);
        }
    }
    if let Some(engine) = &drafts.engine {
        triggers(schema, engine, diagnostics);
    }
}

/// A trigger would be missed on the servers that have the rows.
fn triggers(schema: &Schema, engine: &Text, diagnostics: &mut Diagnostics) {
    const DIALECT: Dialect = Dialect::Postgres;
    for object in schema.objects.values() {
        let statements = object.text(DIALECT).map(|text| object::statements(text, DIALECT)).unwrap_or_default();
        let made = statements.into_iter().filter_map(|statement| object::made(statement, DIALECT));
        for trigger in made.filter(|made| made.kind == ObjectKind::Trigger) {
            let is_on = |entity: &&Entity| trigger.table.as_ref().is_some_and(|on| DIALECT.bare(on) == entity.table);
            let mut spread = schema.with_tables().filter(|entity| schema.distributed.contains_key(&entity.name));
            if let Some(entity) = spread.find(is_on) {
                let message = format!(
                    "the trigger `{}` of `{}` is on `{}`, whose rows are on several servers",
                    trigger.name, object.name, entity.table
                );
                let help = "do what it does in the program, with `hooks`, or give PostgreSQL no text of it";
                diagnostics.push(Diagnostic::error(Code::ScaleTrigger, engine.origin, message).help(help));
            }
        }
    }
}

/// Checks what is said of the place of the rows.
fn place(subject: &CheckedEntity<'_>, said: &Text, schema: &Schema, drafts: &Drafts, diagnostics: &mut Diagnostics) {
    let name = &subject.entity.name;
    let is_of_tenant = schema.scaled.contains_key(name);
    let (message, help) = match said.value.as_str() {
        _ if drafts.engine.is_none() => (
            format!("`{name}` says where its rows are kept, but nothing spreads them"),
            "write `[scale]` with `engine = \"citus\"` in models.toml, or remove `distribution`",
        ),
        _ if subject.entity.view => {
            (format!("`{name}` is a view, and has no rows of its own"), "remove `distribution` here")
        }
        "reference" | "local" if is_of_tenant => (
            format!("rows of `{name}` are kept beside their tenant's other rows"),
            "remove `distribution`, or take the tenant's field out",
        ),
        "tenant" if !is_of_tenant => (
            format!("`{name}` has no tenant to go by"),
            "write `\"reference\"` or `\"local\"`, or mark the reference to the tenant's entity with `tenant`",
        ),
        _ => return,
    };
    diagnostics.push(Diagnostic::error(Code::Distribution, said.origin, message).help(help));
}

/// Each server sees the keys of its own tenants only, and moves rows by their primary key.
fn keys(subject: &CheckedEntity<'_>, tenant: FieldId, diagnostics: &mut Diagnostics) {
    let name = &subject.entity.name;
    if subject.entity.primary.is_empty() {
        let message = format!("`{name}` has no primary key, without which no server can hand its rows to another");
        let origin = subject.draft.key.as_ref().map_or(subject.origin(), |key| key.origin);
        diagnostics.push(Diagnostic::error(Code::ScaleKeyless, origin, message).help("give it a primary key"));
    }
    for (columns, origin) in uniques::without(subject, tenant) {
        let names: Vec<_> = columns.iter().map(|field| subject.name(*field)).collect();
        let message = format!(
            "`{}` of `{name}` is unique over all tenants, whose rows are on several servers, and none of them sees all",
            names.join(", ")
        );
        let help = format!(
            "make it unique within the tenant, and keep an entity of its own, without a tenant, whose primary key is \
             the value and which holds `{}` in a plain field: write both in one transaction, and find the row by both",
            subject.name(tenant)
        );
        diagnostics.push(Diagnostic::error(Code::ScaleUnique, origin, message).help(help));
    }
}

/// What is on every server cannot refer to what is on one of them.
fn parents(subject: &CheckedEntity<'_>, all: &[CheckedEntity<'_>], schema: &Schema, diagnostics: &mut Diagnostics) {
    for relation in &subject.entity.relations {
        let Some(parent) = all.iter().find(|parent| parent.entity.name == relation.parent) else { continue };
        if parent.entity.view || schema.distributed.contains_key(&relation.parent) {
            continue;
        }
        let said = subject.said(relation);
        let message = format!(
            "`{}` refers to `{}`, whose rows are on one server, and rows of `{}` are on others",
            said.name, relation.parent, subject.entity.name
        );
        let help = "take `distribution = \"local\"` out of the parent, or keep its key in a plain field";
        diagnostics.push(Diagnostic::error(Code::ScaleLocal, said.origin, message).help(help));
    }
}
