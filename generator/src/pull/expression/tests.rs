//! What the engines print for one condition is one expression.

use super::{SqlExpression, parse};
use crate::dialect::Dialect::{self, MySql, Postgres, Sqlite};

#[track_caller]
fn same(written: &str, dialect: Dialect, printed: &str) {
    let (written, printed) = (parse(written, dialect), parse(printed, dialect));
    assert!(written.is_some(), "{written:?}");
    assert_eq!(written, printed);
}

#[test]
fn what_a_server_prints_is_what_was_written() {
    same(
        "plan IN ('free', 'it''s')",
        Postgres,
        "((plan)::text = ANY ((ARRAY['free'::character varying, 'it''s'::character varying])::text[]))",
    );
    same("plan IN ('free')", Postgres, "(plan = 'free'::text)");
    same("char_length(name) BETWEEN 3 AND 50", Postgres, "((char_length(name) >= 3) AND (char_length(name) <= 50))");
    same("r <= -33 AND r >= -1.50", Postgres, "((r <= '-33'::integer) AND (r >= (-1.5)::numeric))");
    same("name NOT LIKE '% '", Postgres, "((name)::text !~~ '% '::text)");
    same("code ~ '^[a-z]+$'", Postgres, "((code)::text ~ '^[a-z]+$'::text)");
    same("local = TRUE AND deleted = FALSE", Postgres, "(local AND (NOT deleted))");
    same("r <= -33", MySql, "(`r` <= -(33))");
    same("name NOT REGEXP '[^a-z]'", MySql, "(not(regexp_like(`name`,_utf8mb4'[^a-z]')))");
    same("name NOT REGEXP '[^a-z]'", MySql, "!(`name` regexp '[^a-z]')");
    same("CASE WHEN a > 1 THEN COALESCE(b, X'') END", MySql, "case when `a` > 1 then coalesce(`b`,x'') end");
    same("CHAR_LENGTH(name) BETWEEN 3 AND 50", MySql, "char_length(`name`) between 3 and 50");
    same("LOWER(email)", MySql, "lcase(`email`)");
    same("code REGEXP '^a\\\\z'", MySql, "`code` regexp '^a\\\\z'");
    same("active IN (0, 1)", Sqlite, "\"Active\" IN ( 0 , 1 )");
}

#[test]
fn conjuncts_and_columns_are_told() {
    let read = parse("a <> '' AND (b IS NOT NULL AND length(a) < c)", Sqlite).expect("is understood");
    assert_eq!(read.conjuncts().len(), 3);
    assert_eq!(read.columns(), ["a", "b", "c"]);
    assert_eq!(parse("now()", Postgres), Some(SqlExpression::Call("now".to_owned(), Vec::new())));
}

#[test]
fn what_is_not_understood_is_none() {
    for text in ["a <@ b ->", "CASE a WHEN 1 THEN 2 END", "'open", "a = ANY ('{x}'::text[])", "a b"] {
        assert_eq!(parse(text, Postgres), None, "{text}");
    }
}
