//! Checks tables that PostgreSQL lays out in partitions.

use crate::check::entity::CheckedEntity;
use crate::check::key::uniques;
use crate::{
    diagnostic::{Code, Diagnostic, Diagnostics, Origin},
    draft::{Located, PartitionDraft},
    ir::{Default, Field, FieldId, FieldType, Partition, PartitionLayout, Scalar, Schema, TimeOf, begins_with_time},
};

/// What the longest ending of a partition's name takes of the 63 bytes of a name.
const LONGEST_TABLE: usize = 47;

/// Checks what one entity says of partitions.
pub(super) fn check(subject: &CheckedEntity<'_>, diagnostics: &mut Diagnostics) {
    let Some(said) = &subject.draft.partition else { return };
    words(subject, said, diagnostics);
    numbers(said, diagnostics);
    let by = said.by.as_ref().and_then(|by| Some((subject.entity.field_id(&by.value)?, by.origin)));
    let Some((by, origin)) = by else { return };
    let Some(known) = subject.known(by) else { return };
    field(subject, said, (by, known), origin, diagnostics);
    keys(subject, by, diagnostics);
}

fn words(subject: &CheckedEntity<'_>, said: &PartitionDraft, diagnostics: &mut Diagnostics) {
    const HELP: &str = "write `by` and `every = \"month\"`, or `by` and `hash = 8`";
    let mut refuse = |origin: Origin, message: &str, help: &str| {
        diagnostics.push(Diagnostic::error(Code::Partition, origin, message).help(help));
    };
    if subject.entity.view {
        refuse(said.origin, "a view has no partitions", "partition the table that it reads");
    }
    if let Some(schema) = &subject.draft.schema {
        let help = "remove `schema`, or `partition`: partitions are made in the schema of the connection";
        refuse(schema.origin, "a table with partitions is in no schema of its own", help);
    }
    if said.by.is_none() {
        refuse(said.origin, "these partitions are by no field", HELP);
    }
    match (&said.every, &said.hash) {
        (Some(_), Some(hash)) => refuse(hash.origin, "partitions are for periods or by hash, not both", HELP),
        (None, None) => refuse(said.origin, "nothing says what the partitions are", HELP),
        _ => {}
    }
    if said.hash.is_some() {
        let of_periods = [said.ahead.as_ref(), said.keep.as_ref()].into_iter().flatten().map(|number| number.origin);
        for origin in of_periods.chain(said.drop) {
            refuse(origin, "partitions by hash stay what they are", "remove it");
        }
    }
    if let (Some(origin), None) = (said.drop, &said.keep) {
        refuse(origin, "nothing says which partitions are dropped", "add `keep = 12`, or remove `drop`");
    }
    if subject.entity.table.len() > LONGEST_TABLE {
        let message = format!(
            "the name of a partitioned table has at most {LONGEST_TABLE} bytes: its partitions have longer ones"
        );
        let help = "choose another name with `table = \"…\"`";
        diagnostics.push(Diagnostic::error(Code::LongName, said.origin, message).help(help));
    }
}

fn numbers(said: &PartitionDraft, diagnostics: &mut Diagnostics) {
    let all: [(&str, &Option<Located<i64>>, _); 3] =
        [("hash", &said.hash, 2..=1024), ("ahead", &said.ahead, 1..=100), ("keep", &said.keep, 1..=10_000)];
    for (key, number, range) in all {
        let Some(number) = number.as_ref().filter(|number| !range.contains(&number.value)) else { continue };
        let message = format!("`{key}` is not between {} and {}", range.start(), range.end());
        let help = format!("write a number from {} to {}", range.start(), range.end());
        diagnostics.push(Diagnostic::error(Code::PartitionNumber, number.origin, message).help(help));
    }
}

fn field(
    subject: &CheckedEntity<'_>,
    said: &PartitionDraft,
    (by, field): (FieldId, &Field),
    origin: Origin,
    diagnostics: &mut Diagnostics,
) {
    let name = &field.name;
    let is_key = subject.entity.primary.contains(&by);
    let (message, help) = if field.nullable {
        (
            format!("`{name}` may be null, and null is in no partition"),
            "remove the `?`, and give the field a default".to_owned(),
        )
    } else if field.secret || field.volatile || field.deprecated || field.generated.is_some() || field.is_foreign() {
        let message = format!("`{name}` is secret, volatile, deprecated, generated or of a type of the databases' own");
        (message, "name a plain field".to_owned())
    } else if !is_key && !field.immutable {
        (
            format!("`{name}` may change, and the row would move to another partition"),
            "add `immutable = true` to the field".to_owned(),
        )
    } else if said.every.is_some() && !holds_time(subject, by, field) {
        let message = format!("`{name}` does not say when a row was made");
        (
            message,
            "name a `timestamp`, `datetime` or `date`, or the primary key if it is a `uuid` that larder makes"
                .to_owned(),
        )
    } else if said.hash.is_some() && !can_be_hashed(field) {
        (format!("`{name}` is of a type that no partition is picked by"), "name a field that could be a key".to_owned())
    } else {
        return;
    };
    diagnostics.push(Diagnostic::error(Code::PartitionField, origin, message).help(help));
}

fn holds_time(subject: &CheckedEntity<'_>, by: FieldId, field: &Field) -> bool {
    match TimeOf::field(field) {
        Some(TimeOf::Uuid) => subject.entity.primary == [by],
        other => other.is_some(),
    }
}

fn can_be_hashed(field: &Field) -> bool {
    !matches!(
        field.ty.stored(),
        FieldType::Json(_) | FieldType::Text | FieldType::Scalar(Scalar::F32 | Scalar::F64 | Scalar::Bytes)
    )
}

/// A partition knows its own rows only, so that PostgreSQL keeps a key that says the partition.
fn keys(subject: &CheckedEntity<'_>, by: FieldId, diagnostics: &mut Diagnostics) {
    let entity = subject.entity;
    let name = subject.name(by);
    for (_, field, draft) in subject.fields().filter(|(_, field, _)| field.default == Some(Default::Identity)) {
        let message =
            format!("`{}` is numbered by the database, which PostgreSQL 15 and 16 do not do in partitions", field.name);
        let help = "write `type = \"uuid\"`, which larder makes, or `primary = \"assigned\"`";
        diagnostics.push(Diagnostic::error(Code::PartitionKey, draft.name.origin, message).help(help));
    }
    let is_made = matches!(entity.primary.as_slice(), [only] if begins_with_time(entity.field(*only)));
    let is_numbered = entity.primary.iter().any(|id| entity.field(*id).default == Some(Default::Identity));
    if entity.has_key() && !entity.primary.contains(&by) && !is_made && !is_numbered {
        let message =
            format!("the primary key does not hold `{name}`, so that no partition knows of an equal key in another");
        let help = format!(
            "add `primary = true` to `{name}`, or let larder make the key: `id = {{ type = \"uuid\", primary = true }}`"
        );
        let origin = entity.primary.first().map_or(subject.origin(), |id| subject.field_draft(*id).name.origin);
        diagnostics.push(Diagnostic::error(Code::PartitionKey, origin, message).help(help));
    }
    for (_, origin) in uniques::without(subject, by).into_iter().filter(|(columns, _)| !columns.is_empty()) {
        let message = format!("this key does not hold `{name}`, so that no partition knows of an equal key in another");
        let help = format!("add `{name}` to the key, or keep it in an entity of its own that has no partitions");
        diagnostics.push(Diagnostic::error(Code::PartitionKey, origin, message).help(help));
    }
}

/// Checks what entities with partitions are to others.
pub(super) fn across(subjects: &[CheckedEntity<'_>], schema: &Schema, diagnostics: &mut Diagnostics) {
    for subject in subjects {
        for relation in &subject.entity.relations {
            let Some(partition) = schema.partitioned.get(&relation.parent) else { continue };
            let Some(parent) = schema.entity(&relation.parent) else { continue };
            let (said, key) = (subject.said(relation), &parent.field(partition.by).name);
            let name = &relation.parent;
            let (message, help) = if *name == subject.entity.name {
                (
                    format!(
                        "`{}` refers to its own table, whose partitions PostgreSQL could not take apart",
                        said.name
                    ),
                    KEEP,
                )
            } else if matches!(partition.layout, PartitionLayout::Range(_)) {
                let message = format!("rows of `{name}` go with their partitions, and `{}` would hold them", said.name);
                (message, "keep the id in a plain field, or partition by the hash of the key")
            } else if partition.widens_key(parent) && relation.is_to_key() {
                let message = format!(
                    "`{name}` is partitioned by `{key}`, so that its key alone is none that a reference could rest on"
                );
                (message, KEEP)
            } else {
                continue;
            };
            diagnostics.push(Diagnostic::error(Code::PartitionReference, said.origin, message).help(help));
        }
        if let Some(said) = &subject.draft.partition
            && schema.distributed.contains_key(&subject.entity.name)
        {
            let message = "a table that is spread over servers has no partitions beside";
            let help = "remove `partition`, or keep its rows on one server: `[scale] ready = true`";
            diagnostics.push(Diagnostic::error(Code::Partition, said.origin, message).help(help));
        }
        counters(subject, schema, diagnostics);
    }
}

const KEEP: &str = "keep the id in a plain field, or partition by the hash of the primary key";

fn counters(subject: &CheckedEntity<'_>, schema: &Schema, diagnostics: &mut Diagnostics) {
    let goes = |name: &str| schema.partitioned.get(name).and_then(Partition::keep).is_some();
    for counter in subject.entity.counters.iter().filter(|counter| goes(&counter.child)) {
        let draft = subject.field_draft(counter.field);
        let message =
            format!("rows of `{}` that go with their partition stay counted in `{}`", counter.child, draft.name.value);
        let help = "that is right for a figure of all rows ever; otherwise count on demand";
        diagnostics.push(Diagnostic::note(Code::PartitionCounter, draft.name.origin, message).help(help));
    }
}
