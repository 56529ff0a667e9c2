//! Values as literals of an engine, for plain inserts.

use integration::Engine;
use larder::search::SearchTokens;

use super::{Outcome, Place};
use crate::model::{Entity, Field, Kind, Model, Tenancy};
use crate::rows::make::parents_first;
use crate::rows::{Ledger, Row};
use crate::value::{Value, digits, units};

impl Place {
    /// Returns the name as the engine quotes it.
    pub(crate) fn quoted(&self, name: &str) -> String {
        let mark = if self.engine == Engine::MySql { '`' } else { '"' };
        format!("{mark}{name}{mark}")
    }

    /// Returns the table of an entity.
    pub(crate) fn table(&self, entity: &Entity) -> String {
        let table = self.quoted(&entity.table);
        match entity.schema().filter(|_| self.engine == Engine::Postgres) {
            Some(schema) => format!("{}.{table}", self.quoted(schema)),
            None => table,
        }
    }

    /// Inserts all rows, those of parents first.
    pub(crate) async fn insert(&mut self, model: &Model, ledger: &Ledger) -> Outcome<()> {
        let mut script = Vec::new();
        for id in parents_first(model) {
            let Some(entity) = model.entity(id) else { continue };
            let fields: Vec<&Field> = entity.fields.iter().filter(|field| !field.kind.is_computed()).collect();
            let mut names: Vec<String> = fields.iter().map(|field| self.quoted(&field.name)).collect();
            if !entity.search.is_empty() {
                names.push("search_tokens".to_owned());
            }
            // One row at a time: a row may refer to the one before it.
            for row in ledger.rows(id) {
                let mut values: Vec<String> =
                    fields.iter().map(|field| self.literal_of(&row.value(field.id), &model.stored(field))).collect();
                if !entity.search.is_empty() {
                    values.push(self.tokens_literal(&tokens(entity, row)));
                }
                let table = self.table(entity);
                script.push(format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), values.join(", ")));
            }
        }
        if script.is_empty() { Ok(()) } else { self.execute(script.join(";\n")).await }
    }

    /// Deletes every row.
    pub(crate) async fn empty(&mut self, model: &Model) -> Outcome<()> {
        let tables: Vec<String> = model.entities.iter().map(|entity| self.table(entity)).collect();
        let (off, on) = match self.engine {
            Engine::Postgres => return self.execute(format!("TRUNCATE {} CASCADE", tables.join(", "))).await,
            Engine::MySql => ("SET foreign_key_checks = 0", "SET foreign_key_checks = 1"),
            Engine::Sqlite => ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON"),
        };
        let deletes: Vec<String> = tables.iter().map(|table| format!("DELETE FROM {table}")).collect();
        self.execute(format!("{off};\n{};\n{on}", deletes.join(";\n"))).await
    }

    /// Returns the value in the words of a column of this type.
    pub(super) fn literal_of(&self, value: &Value, kind: &Kind) -> String {
        match (kind, value, self.engine) {
            (Kind::Array, Value::Json(serde_json::Value::Array(items)), Engine::Postgres) => {
                let items = items.iter().map(|item| self.text(item.as_str().unwrap_or_default()));
                format!("ARRAY[{}]::text[]", items.collect::<Vec<_>>().join(", "))
            }
            (Kind::Decimal { precision: 19.., scale }, Value::Decimal(value), Engine::Sqlite) => {
                format!("'{}'", digits(*value, *scale))
            }
            (Kind::Decimal { scale, .. }, Value::Decimal(value), Engine::Sqlite) => units(*value, *scale).to_string(),
            _ => self.literal(value),
        }
    }

    fn literal(&self, value: &Value) -> String {
        let engine = self.engine;
        match value {
            Value::Null | Value::Made(_) | Value::Misfit => "NULL".to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Int(value) => value.to_string(),
            Value::Float(value) if engine == Engine::Postgres => format!("'{value:?}'"),
            Value::Float(value) => format!("{value:e}"),
            Value::Decimal(value) => digits(*value, 0),
            Value::Text(text) => self.text(text),
            Value::Bytes(bytes) if engine == Engine::Postgres => format!("'\\x{}'", hex(bytes)),
            Value::Bytes(bytes) => format!("x'{}'", hex(bytes)),
            Value::Uuid(value) if engine == Engine::Postgres => format!("'{value:032x}'"),
            Value::Uuid(value) => format!("x'{value:032x}'"),
            Value::Date(value) => format!("'{value}'"),
            Value::Time(value) => format!("'{}'", value.format("%H:%M:%S%.6f")),
            Value::DateTime(value) => format!("'{}'", value.format("%Y-%m-%d %H:%M:%S%.6f")),
            Value::Timestamp(value) => match engine {
                Engine::Sqlite => value.and_utc().timestamp_micros().to_string(),
                Engine::Postgres => format!("'{}+00'", value.format("%Y-%m-%d %H:%M:%S%.6f")),
                Engine::MySql => format!("'{}'", value.format("%Y-%m-%d %H:%M:%S%.6f")),
            },
            Value::Json(value) => self.text(&value.to_string()),
        }
    }

    fn text(&self, text: &str) -> String {
        match self.engine {
            Engine::MySql if text.is_empty() => "''".to_owned(),
            Engine::MySql => format!("_utf8mb4 x'{}'", hex(text.as_bytes())),
            Engine::Sqlite | Engine::Postgres => format!("'{}'", text.replace('\'', "''")),
        }
    }

    fn tokens_literal(&self, tokens: &SearchTokens) -> String {
        match self.engine {
            Engine::Postgres => {
                let words: Vec<String> = tokens.as_array().iter().map(|word| format!("'{word}'")).collect();
                format!("ARRAY[{}]::text[]", words.join(", "))
            }
            Engine::Sqlite | Engine::MySql => format!("'{}'", tokens.as_text()),
        }
    }
}

/// Returns the tokens of a row, as a repository writes them.
pub(crate) fn tokens(entity: &Entity, row: &Row) -> SearchTokens {
    let text = |value: Value| match value {
        Value::Text(text) => text,
        _ => String::new(),
    };
    let texts: Vec<String> = entity.search.iter().map(|field| text(row.value(*field))).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let tenant = entity.tenant_field().filter(|_| entity.tenancy == Tenancy::Owned);
    let tenant = tenant.map(|field| text(row.value(field.id)));
    SearchTokens::of(tenant.as_deref(), &texts)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
