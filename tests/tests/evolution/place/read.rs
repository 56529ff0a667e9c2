//! What the tables hold, as values.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use integration::Engine;

use super::literal::tokens;
use super::{Outcome, Place};
use crate::model::{Entity, Id, Kind, Model};
use crate::rows::{Ledger, Row};
use crate::value::{Value, parse_digits};

impl Place {
    /// Compares the rows with `expected`, and puts into it what the engine made of `now` and the like.
    pub(crate) async fn compare(&mut self, model: &Model, expected: &mut Ledger) -> Outcome<()> {
        for entity in &model.entities {
            let found = self.read(model, entity).await?;
            let rows = expected.rows_mut(entity.id);
            if found.len() != rows.len() {
                return Err(format!("`{}` has {} rows in place of {}", entity.table, found.len(), rows.len()));
            }
            let key = entity.key().id;
            for row in rows.iter_mut() {
                let same = |other: &&Row| other.value(key) == row.value(key);
                let Some(other) = found.iter().find(same) else {
                    return Err(format!("`{}` lost the row {:?}", entity.table, row.value(key)));
                };
                settle(entity, row, other)?;
            }
            if !entity.search.is_empty() {
                let rows = rows.clone();
                self.compare_tokens(entity, &rows).await?;
            }
        }
        Ok(())
    }

    async fn read(&mut self, model: &Model, entity: &Entity) -> Outcome<Vec<Row>> {
        let kinds: Vec<(Id, Kind)> = entity.fields.iter().map(|field| (field.id, model.stored(field))).collect();
        let columns: Vec<String> = entity
            .fields
            .iter()
            .zip(&kinds)
            .map(|(field, (_, kind))| self.as_text(&self.quoted(&field.name), kind))
            .collect();
        let sql = format!("SELECT {} FROM {}", columns.join(", "), self.table(entity));
        let rows = self.query(sql).await?.into_iter().map(|texts| {
            let cells = texts.into_iter().zip(&kinds).map(|(text, (id, kind))| {
                let value = match text {
                    None => Value::Null,
                    Some(text) => parse(self.engine, &text, kind)
                        .ok_or_else(|| format!("`{}` holds {text:?}, which is no {kind:?}", entity.table))?,
                };
                Ok((*id, value))
            });
            cells.collect::<Outcome<_>>().map(Row)
        });
        rows.collect()
    }

    fn as_text(&self, column: &str, kind: &Kind) -> String {
        match (self.engine, kind) {
            (Engine::Postgres, Kind::Array) => format!("to_json({column})::text"),
            (Engine::Postgres, Kind::Bytes | Kind::Blob(_)) => format!("encode({column}, 'hex')"),
            (Engine::Postgres, Kind::Timestamp) => {
                format!("to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')")
            }
            (Engine::Postgres, _) => format!("{column}::text"),
            (Engine::MySql, Kind::Bytes | Kind::Blob(_) | Kind::Uuid) => format!("HEX({column})"),
            (Engine::Sqlite, Kind::Bytes | Kind::Blob(_) | Kind::Uuid) => {
                format!("iif({column} IS NULL, NULL, hex({column}))")
            }
            (Engine::MySql, Kind::DateTime | Kind::Timestamp) => {
                format!("DATE_FORMAT({column}, '%Y-%m-%d %H:%i:%s.%f')")
            }
            (Engine::MySql, Kind::F32) => format!("CAST(CAST({column} AS DOUBLE) AS CHAR)"),
            (Engine::MySql, _) => format!("CAST({column} AS CHAR)"),
            (Engine::Sqlite, Kind::F32 | Kind::F64) => {
                format!("iif({column} IS NULL, NULL, printf('%!.17g', {column}))")
            }
            (Engine::Sqlite, _) => format!("CAST({column} AS TEXT)"),
        }
    }

    /// The tokens are those of the row's texts, and SQLite's word table holds them.
    async fn compare_tokens(&mut self, entity: &Entity, rows: &[Row]) -> Outcome<()> {
        let key = entity.key();
        let (table, column) = (self.table(entity), self.quoted(&key.name));
        let text =
            if self.engine == Engine::Postgres { "array_to_string(search_tokens, ' ')" } else { "search_tokens" };
        let Kind::Key(kind) = key.kind else { return Err(format!("`{}` has no key", entity.table)) };
        let kind = kind.stored();
        let key_text = self.as_text(&column, &kind);
        let found = self.query(format!("SELECT {key_text}, {text} FROM {table}")).await?;
        for row in rows {
            let tokens = tokens(entity, row);
            let expected =
                if self.engine == Engine::Postgres { tokens.as_array().join(" ") } else { tokens.as_text().to_owned() };
            let is_row = |texts: &&Vec<Option<String>>| {
                texts[0].as_ref().and_then(|text| parse(self.engine, text, &kind)) == Some(row.value(key.id))
            };
            let held = found.iter().find(is_row).and_then(|texts| texts[1].clone());
            if held.as_ref() != Some(&expected) {
                return Err(format!("`{}` has the search tokens {held:?} in place of {expected:?}", entity.table));
            }
        }
        if self.engine == Engine::Sqlite { self.compare_words(entity, rows).await } else { Ok(()) }
    }

    async fn compare_words(&mut self, entity: &Entity, rows: &[Row]) -> Outcome<()> {
        let table = self.table(entity);
        let words = self.quoted(&format!("{}_search", entity.table));
        for row in rows {
            let tokens = tokens(entity, row);
            let Some(word) = tokens.as_array().into_iter().next() else { continue };
            let key = self.literal_of(&row.value(entity.key().id), &Kind::Uuid);
            let column = self.quoted(&entity.key().name);
            let sql = format!(
                "SELECT CAST(count(*) AS TEXT) FROM {table} t WHERE t.{column} = {key} AND t.search_id IN \
                 (SELECT rowid FROM {words} WHERE {words} MATCH '{word}')"
            );
            if self.query(sql).await? != [[Some("1".to_owned())]] {
                return Err(format!("the word table of `{}` does not find the row {key}", entity.table));
            }
        }
        let counts = format!("SELECT CAST((SELECT count(*) FROM {words}) AS TEXT)");
        let count = self.query(counts).await?;
        let expected = [[Some(rows.len().to_string())]];
        if count == expected { Ok(()) } else { Err(format!("the word table of `{}` has {count:?} rows", entity.table)) }
    }
}

fn settle(entity: &Entity, row: &mut Row, found: &Row) -> Outcome<()> {
    for field in &entity.fields {
        let (expected, value) = (row.value(field.id), found.value(field.id));
        let matches = match (&expected, &value) {
            (Value::Made(_), value) => !value.is_null(),
            // JSON kept as text may be spelled in another way.
            (Value::Text(expected), Value::Text(text)) if expected != text => {
                let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
                expected.starts_with(['{', '[', '"']) && json(expected).is_some() && json(expected) == json(text)
            }
            _ => expected == value,
        };
        if !matches {
            let key = row.value(entity.key().id);
            return Err(format!(
                "`{}.{}` of {key:?} holds {value:?} in place of {expected:?}",
                entity.table, field.name
            ));
        }
        row.0.insert(field.id, value);
    }
    Ok(())
}

fn parse(engine: Engine, text: &str, kind: &Kind) -> Option<Value> {
    Some(match kind {
        Kind::Bool => Value::Bool(match text {
            "true" | "1" => true,
            "false" | "0" => false,
            _ => return None,
        }),
        Kind::I16 | Kind::I32 | Kind::I64 | Kind::Duration => Value::Int(text.parse().ok()?),
        Kind::F32 if engine == Engine::Postgres => Value::Float(f64::from(text.parse::<f32>().ok()?)),
        Kind::F32 | Kind::F64 => Value::Float(text.parse().ok()?),
        Kind::String(_) | Kind::Text | Kind::Enum(_) => Value::text(text),
        Kind::Decimal { precision: ..=18, scale } if engine == Engine::Sqlite => {
            Value::decimal(text.parse().ok()?, *scale)
        }
        Kind::Decimal { .. } => parse_digits(text)?,
        Kind::Bytes | Kind::Blob(_) => {
            let digit = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
            Value::Bytes((0..text.len()).step_by(2).map(digit).collect::<Option<_>>()?)
        }
        Kind::Uuid => Value::Uuid(u128::from_str_radix(&text.replace('-', ""), 16).ok()?),
        Kind::Date => Value::Date(text.parse::<NaiveDate>().ok()?),
        Kind::Time => Value::Time(text.parse::<NaiveTime>().ok()?),
        Kind::DateTime => Value::DateTime(NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").ok()?),
        Kind::Timestamp if engine == Engine::Sqlite => {
            Value::Timestamp(DateTime::from_timestamp_micros(text.parse().ok()?)?.naive_utc())
        }
        Kind::Timestamp => Value::Timestamp(NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").ok()?),
        Kind::Json | Kind::List | Kind::Array => Value::Json(serde_json::from_str(text).ok()?),
        Kind::Key(_)
        | Kind::Part { .. }
        | Kind::TenantId
        | Kind::Tenant { .. }
        | Kind::Reference { .. }
        | Kind::Computed { .. } => return None,
    })
}
