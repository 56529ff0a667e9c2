//! The answers to `--fill`: what rows get that have no value for a required column.

use super::{Row, draw, obey};
use crate::model::{Entity, Field, Id, Kind, Model};
use crate::random::Random;
use crate::value::{Value, belongs, digits};

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Fill {
    Literal(Value),
    /// Another column of the row.
    Column(Id),
    Now,
    UuidV7,
    /// The first row of a parent, of the row's own tenant where both belong to one.
    Parent {
        plain: String,
        qualified: String,
    },
}

/// Returns the fill of a field, the same whenever it is asked for.
pub(crate) fn of(before: &Entity, model: &Model, entity: &Entity, field: &Field) -> Fill {
    let mut random = Random::new(u64::from(field.id));
    let kind = model.stored(field);
    // Whatever stands in a required column that stays can be copied, if the row is kept at all.
    let same = |other: &&Field| {
        other.id != field.id
            && !other.nullable
            && model.stored(other) == kind
            && before.field(other.id).is_some_and(|old| !old.nullable && old.kind == other.kind)
            && !other.kind.is_computed()
            && !matches!(field.kind, Kind::Reference { .. })
    };
    if random.chance(25)
        && let Some(other) = random.any(entity.fields.iter().filter(same))
    {
        return Fill::Column(other.id);
    }
    if let Kind::Reference { .. } = field.kind {
        return model
            .parent(field)
            .map_or(Fill::Literal(Value::Misfit), |parent| first_of(model, entity, field, parent));
    }
    match kind {
        Kind::Uuid => return Fill::UuidV7,
        Kind::DateTime | Kind::Timestamp => return Fill::Now,
        _ => {}
    }
    for _ in 0..50 {
        let value = draw::draw(&mut random, &kind, &field.rules);
        let is_spelled = is_plain(&value) || matches!(kind, Kind::Blob(_));
        if is_spelled && obey::field_holds(model, field, true, &value) && !value.is_null() {
            return Fill::Literal(value);
        }
    }
    Fill::Literal(Value::Misfit)
}

fn first_of(model: &Model, entity: &Entity, field: &Field, parent: &Entity) -> Fill {
    // MySQL reads no table that the statement changes; and a row may refer to the first one already, in a unique key.
    if parent.id == entity.id || entity.keys().iter().any(|key| key.on.contains(&field.id)) {
        return Fill::Literal(Value::Misfit);
    }
    let key = model.target(field).map_or("?", |target| target.name.as_str());
    let query = |called: fn(&Entity) -> String| {
        let table = called(parent);
        let tenant = match (entity.tenant_field(), parent.tenant_field()) {
            (Some(own), Some(theirs)) if model.is_composite(entity, field) => {
                format!(" WHERE {table}.{{{}}} = {}.{{{}}}", theirs.name, called(entity), own.name)
            }
            _ => String::new(),
        };
        format!("(SELECT {{{key}}} FROM {table}{tenant} ORDER BY {{{key}}} LIMIT 1)")
    };
    let plain = |entity: &Entity| format!("{{{}}}", entity.table);
    let qualified = |entity: &Entity| match entity.schema() {
        Some(schema) => format!("{{{schema}}}.{{{}}}", entity.table),
        None => format!("{{{}}}", entity.table),
    };
    Fill::Parent { plain: query(plain), qualified: query(qualified) }
}

/// A backslash in a literal means something else on MySQL, and bytes are spelled differently everywhere.
fn is_plain(value: &Value) -> bool {
    match value {
        Value::Text(text) => !text.contains('\\'),
        Value::Json(value) => !value.to_string().contains('\\'),
        Value::Float(value) => value.abs() < 1e9,
        Value::Bytes(_) | Value::Uuid(_) | Value::DateTime(_) | Value::Timestamp(_) => false,
        value => !belongs(value, &Kind::Uuid),
    }
}

impl Fill {
    pub(crate) fn value(&self, row: &Row, position: usize) -> Value {
        match self {
            Self::Literal(value) => value.clone(),
            Self::Column(field) => row.value(*field),
            Self::Now | Self::Parent { .. } => Value::Made(0),
            Self::UuidV7 => Value::Made(position + 1),
        }
    }

    /// Returns the expression that PostgreSQL has of its own, whose tables are in schemas.
    pub(crate) fn of_postgres(&self) -> Option<String> {
        match self {
            Self::Parent { plain, qualified } if plain != qualified => Some(qualified.replace(['{', '}'], "\"")),
            _ => None,
        }
    }

    /// Returns the expression to type, with the columns as `entity` names them; `mark` quotes names.
    pub(crate) fn expression(&self, entity: &Entity, mark: &str) -> String {
        match self {
            Self::Literal(Value::Bool(value)) => value.to_string(),
            Self::Literal(Value::Int(value)) => value.to_string(),
            Self::Literal(Value::Float(value)) => format!("{value:?}"),
            Self::Literal(Value::Decimal(value)) => digits(*value, 0),
            Self::Literal(Value::Bytes(bytes)) => {
                format!("x'{}'", bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
            }
            Self::Literal(Value::Text(text)) => quoted(text),
            Self::Literal(Value::Json(value)) => quoted(&value.to_string()),
            Self::Literal(Value::Date(value)) => quoted(&value.to_string()),
            Self::Literal(Value::Time(value)) => quoted(&value.format("%H:%M:%S%.6f").to_string()),
            // Nothing fits, and there are no rows.
            Self::Literal(_) => "(null)".to_owned(),
            Self::Column(field) => entity.field(*field).map_or("?", |field| &field.name).to_owned(),
            Self::Now => "now".to_owned(),
            Self::UuidV7 => "uuid_v7".to_owned(),
            Self::Parent { plain, .. } => plain.replace(['{', '}'], mark),
        }
    }
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
