//! Checks the methods that statements of the user's own are: their names, and that tables with tenants are compared
//! with the tenant.

use larder_format::qualified;

use super::{
    entity::CheckedEntity,
    name::names::{REPOSITORY_METHODS, field_name, reserved},
};
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics},
    dialect::Dialect,
    draft::{QueryDraft, RowsDraft, Text},
    query::tenancy::{Stray, strays},
};

/// Names are in snake case and free.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    for draft in &subject.draft.queries {
        field_name(&draft.name, diagnostics);
        if REPOSITORY_METHODS.contains(&draft.name.value.as_str()) {
            diagnostics.push(reserved(&draft.name, "every repository has a method of this name"));
        }
        draft.parameters.iter().for_each(|(name, _)| field_name(name, diagnostics));
        if let RowsDraft::Members(members) = &draft.rows {
            members.iter().for_each(|(name, _)| field_name(name, diagnostics));
        }
    }
}

/// Tables with tenants are those of the entities that are in sight.
pub(super) fn across(subjects: &[CheckedEntity<'_>], diagnostics: &mut Diagnostics) {
    let tenant_of = |table: &str| {
        let found =
            subjects.iter().find(|subject| qualified::plain(&subject.entity.table).eq_ignore_ascii_case(table))?;
        Some(found.entity.field(found.entity.tenant?).column().to_lowercase())
    };
    for subject in subjects {
        for draft in &subject.draft.queries {
            // One with another mistake is not there.
            if subject.entity.queries.iter().any(|query| query.name == draft.name.value) {
                one(subject, draft, &tenant_of, diagnostics);
            }
        }
    }
}

fn one(
    subject: &CheckedEntity<'_>,
    draft: &QueryDraft,
    tenant_of: &dyn Fn(&str) -> Option<String>,
    diagnostics: &mut Diagnostics,
) {
    let mut texts: Vec<&Text> = Vec::new();
    for text in Dialect::ALL.into_iter().filter_map(|dialect| draft.sql.as_ref()?.of(dialect)) {
        if !texts.iter().any(|known| known.value == text.value) {
            texts.push(text);
        }
    }
    for text in texts {
        for stray in strays(&text.value, subject.entity.tenant.is_some(), tenant_of) {
            let (message, help) = told(&stray, subject);
            let at = text.part(stray.at).origin;
            diagnostics.push(Diagnostic::error(Code::QueryTenant, at, message).help(help));
        }
    }
}

fn told(stray: &Stray, subject: &CheckedEntity<'_>) -> (String, String) {
    let Stray { table, column, is_target, .. } = stray;
    let Some(table) = table else {
        let message = "the text does not say whose rows it is about".to_owned();
        return (message, "compare every table that has tenants with `{tenant}`, the tenant of the scope".to_owned());
    };
    if subject.entity.tenant.is_none() {
        let message = format!("`{table}` has tenants, and no tenant owns `{}`", subject.entity.name);
        let help = "declare the query at an entity with tenants; to read across them, run `sql!` on the store";
        return (message, help.to_owned());
    }
    if *is_target {
        let message = format!("rows are inserted into `{table}` without the tenant");
        return (message, format!("name the column `{column}`, and give it `{{tenant}}` in every row"));
    }
    let message = format!("`{table}` is used without its tenant");
    let help = format!(
        "add `{column} = {{tenant}}` to the condition, where no `OR` and no `NOT` is around it; or compare it with the \
         tenant of another table"
    );
    (message, help)
}
