//! Changes of a column.

use super::{Pair, Patcher};
use crate::dialect::Dialect;
use crate::ir::Field;
use crate::pull::expression::{self, SqlExpression};
use crate::pull::piece::FieldPiece;
use crate::pull::print;
use crate::sql::physical;

/// Keys that say the type of a column.
const TYPE: [&str; 5] = ["type", "enum", "belongs_to", "length", "nullable"];

/// What a default says; JSON says the same in any order of its members.
#[derive(PartialEq)]
enum Said {
    Json(serde_json::Value),
    SqlExpression(Option<SqlExpression>),
}

fn said_of(text: &str, dialect: Dialect) -> Said {
    match expression::parse(text, dialect) {
        Some(SqlExpression::Text(text)) if text.starts_with(['{', '[']) => match serde_json::from_str(&text) {
            Ok(json) => Said::Json(json),
            Err(_) => Said::SqlExpression(Some(SqlExpression::Text(text))),
        },
        read => Said::SqlExpression(read),
    }
}

impl Patcher<'_> {
    /// Brings a field to its column, where the engine has another type, null or default than the field asks for.
    pub(super) fn column(
        &mut self,
        pair: &Pair<'_>,
        own: &Field,
        field: &FieldPiece,
        mine: &physical::Table,
        theirs: Option<&physical::Table>,
    ) {
        let dialect = self.catalogue.dialect;
        let spelled = dialect.identifier(own.column());
        self.comment(pair, own);
        let of = |table: &physical::Table| table.columns.iter().find(|column| column.name == spelled).cloned();
        let (Some(mine), Some(theirs)) = (of(mine), theirs.and_then(of)) else { return };
        let place = format!("{}.{}", pair.entity.name, own.name);
        if mine.nullable != theirs.nullable {
            let done = self.nullable(pair, own, theirs.nullable);
            self.changed(done, format!("~ {place}: {}", if theirs.nullable { "may be null" } else { "is required" }));
        }
        if mine.ty != theirs.ty {
            let done = self.retype(pair, own, field);
            self.changed(done, format!("~ {place}: {} in place of {}", theirs.ty, mine.ty));
        }
        let computed = |column: &physical::Column| {
            column.generated.as_ref().map(|computed| said_of(&computed.expression, dialect))
        };
        if computed(&mine) != computed(&theirs) {
            let said = field.attributes.iter().find(|entry| entry.key == "generated").map(|entry| entry.value.as_str());
            let done = self.editor.set(&pair.entity.name, &own.name, "generated", said);
            self.changed(done, format!("~ {place}: generated {}", said.unwrap_or("no more")));
        }
        let read = |default: &Option<String>| default.as_deref().map(|text| said_of(text, dialect));
        // A default that a definition cannot say is none there, and no change.
        let is_told =
            pair.live.column(own.column()).is_none_or(|live| live.default.is_some() == theirs.default.is_some());
        if read(&mine.default) != read(&theirs.default) && is_told {
            let said = |key| field.attributes.iter().find(|entry| entry.key == key).map(|entry| entry.value.as_str());
            let mut done = true;
            for key in ["default", "default_sql"] {
                done &= said(key).is_none() && own.default.is_none()
                    || self.editor.set(&pair.entity.name, &own.name, key, said(key));
            }
            let said = said("default").or_else(|| said("default_sql"));
            let what = said.map_or("no default".to_owned(), |said| format!("default {said}"));
            self.changed(done, format!("~ {place}: {what}"));
        }
    }

    /// Brings documentation that is a comment of the database, too.
    fn comment(&mut self, pair: &Pair<'_>, own: &Field) {
        let Some(live) = pair.live.column(own.column()) else { return };
        let said = live.comment.as_ref().filter(|comment| !comment.is_empty());
        if !own.comment || said == own.doc.as_ref() || self.catalogue.dialect == Dialect::Sqlite {
            return;
        }
        let (entity, field) = (&pair.entity.name, &own.name);
        let done = match said {
            Some(text) => self.editor.set(entity, field, "doc", Some(&print::text(text))),
            None => self.editor.set(entity, field, "comment", None),
        };
        self.changed(done, format!("~ {entity}.{field}: {}", if said.is_some() { "comment" } else { "no comment" }));
    }

    /// Sets or takes the mark of null, whatever the type is called.
    fn nullable(&mut self, pair: &Pair<'_>, own: &Field, nullable: bool) -> bool {
        let entity = &pair.entity.name;
        for key in ["type", "belongs_to"] {
            if let Some(said) = self.editor.get(entity, &own.name, key) {
                let plain = said.trim_matches(['"', '\'']).trim_end_matches('?').to_owned();
                let marked = print::text(&format!("{plain}{}", if nullable { "?" } else { "" }));
                return self.editor.set(entity, &own.name, key, Some(&marked));
            }
        }
        self.editor.set(entity, &own.name, "nullable", nullable.then_some("true"))
    }

    /// Gives the field the type that is pulled.
    fn retype(&mut self, pair: &Pair<'_>, own: &Field, field: &FieldPiece) -> bool {
        let entity = &pair.entity.name;
        let entries = print::entries(self.pieces, field);
        let mut done = true;
        // What is set first is there when what it takes the place of goes.
        for entry in entries.iter().filter(|entry| TYPE.contains(&entry.key)) {
            done &= self.editor.set(entity, &own.name, entry.key, Some(&entry.value));
        }
        for key in TYPE.iter().filter(|key| !entries.iter().any(|entry| entry.key == **key)) {
            done &= self.editor.set(entity, &own.name, key, None);
        }
        done
    }
}
