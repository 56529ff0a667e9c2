//! Texts that are no JSON, on PostgreSQL, which has no test for that before version 16.

use larder_format::plan::{self, ColumnType, Step};

use super::{SHOWN, Was, is_text};
use crate::dialect::Dialect;
use crate::sql::transition::Piece;

impl Was<'_> {
    /// Asks the conversion itself, value by value: it refuses more than what is no JSON, such as `\u0000`.
    pub(super) fn not_json(&self, to: &plan::Column) -> Option<Piece> {
        let from = self.origin(&to.name)?;
        let converts = is_text(&from.ty) && to.ty == ColumnType::Json && self.dialect == Dialect::Postgres;
        if !converts {
            return None;
        }
        let bare = format!("{}.{}", self.altered.from.name, from.name);
        let comment = format!(
            "Looks for values of {bare} that are no JSON, and fails with their keys.\n\
             Nothing is changed while there are any."
        );
        let keys = self.altered.from.shown_by().into_iter().map(|name| self.dialect.identifier(name));
        let keys = keys.collect::<Vec<_>>().join(", ");
        let (table, name) = (&self.altered.old.name, self.dialect.identifier(&from.name));
        let told = self.dialect.text_literal(&format!("rows whose {bare} is no JSON: "));
        let more = SHOWN - 1;
        let look = format!(
            "DO $$
DECLARE
    one record;
    found text[];
BEGIN
    FOR one IN SELECT concat_ws(', ', {keys}) AS row_key, {name} AS row_text FROM {table} WHERE {name} IS NOT NULL LOOP
        BEGIN
            PERFORM CAST(one.row_text AS jsonb);
        EXCEPTION WHEN others THEN
            found := found || format('(%s)', one.row_key);
        END;
        EXIT WHEN cardinality(found) = {SHOWN};
    END LOOP;
    IF found IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = '22032', MESSAGE = {told} || array_to_string(found[1:{more}], ', ')
            || CASE WHEN cardinality(found) > {more} THEN ' and more' ELSE '' END;
    END IF;
END $$"
        );
        let step = Step { expects_no_rows: true, ..Step::default() };
        Some(Piece { comment: Some(comment), statements: vec![look], unit: None, step })
    }
}
