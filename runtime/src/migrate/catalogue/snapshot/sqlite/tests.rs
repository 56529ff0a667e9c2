//! Texts of SQLite's schema that mean the same.

use super::{Snapshot, table, tokens};

fn lines(sql: &str) -> Snapshot {
    let mut snapshot = Snapshot::default();
    table("t", &tokens(sql), &mut snapshot);
    snapshot
}

#[test]
fn layout_quotes_and_order_do_not_count() {
    let made = lines(
        "CREATE TABLE t (\n  a TEXT NOT NULL DEFAULT 'x, (y', -- a comment\n  b INTEGER,\n  CONSTRAINT c CHECK (length(a) <= 5)\n) STRICT",
    );
    let patched = lines(
        "CREATE TABLE \"t\" (b INTEGER, CONSTRAINT \"c\" CHECK (length( a )<= 5), \"a\" TEXT NOT NULL DEFAULT 'x, (y') STRICT",
    );
    assert_eq!(made.difference(&patched), None);
}

#[test]
fn a_column_added_later_is_told_as_one_of_the_beginning() {
    let made = lines(
        "CREATE TABLE t (a INTEGER, b TEXT DEFAULT 'x', p BLOB, CONSTRAINT c CHECK (b <> ''), CONSTRAINT f FOREIGN KEY (p) REFERENCES q (id) ON DELETE CASCADE)",
    );
    let added = lines(
        "CREATE TABLE t (a INTEGER, b TEXT DEFAULT 'x' CONSTRAINT c CHECK (b <> ''), p BLOB CONSTRAINT f REFERENCES q (id) ON DELETE CASCADE)",
    );
    assert_eq!(made.difference(&added), None);
}

#[test]
fn differences_are_found() {
    let before = lines("CREATE TABLE t (a INTEGER NOT NULL, CONSTRAINT c CHECK (a > 0)) STRICT");
    for after in [
        "CREATE TABLE t (a INTEGER, CONSTRAINT c CHECK (a > 0)) STRICT",
        "CREATE TABLE t (a INTEGER NOT NULL, CONSTRAINT c CHECK (a > 1)) STRICT",
        "CREATE TABLE t (a INTEGER NOT NULL, CONSTRAINT c CHECK (a > 0))",
        "CREATE TABLE t (a INTEGER NOT NULL DEFAULT 1, CONSTRAINT c CHECK (a > 0)) STRICT",
        "CREATE TABLE t (a INTEGER NOT NULL) STRICT",
    ] {
        assert!(before.difference(&lines(after)).is_some(), "{after}");
    }
    let difference = before.difference(&Snapshot::default());
    assert!(difference.is_some_and(|text| text.starts_with("- table t\n-     CONSTRAINT c CHECK (a > 0)\n")));
}
