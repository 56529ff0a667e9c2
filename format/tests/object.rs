//! What the text of an object says.

use std::collections::BTreeSet;

use larder_format::object::{self, ObjectKind};
use larder_format::{Dialect, splitter};

use Dialect::{MySql, Postgres, Sqlite};

/// The kind, the name and the statement that drops it.
#[track_caller]
fn makes(statement: &str, dialect: Dialect, kind: ObjectKind, name: &str, drop: &str) {
    let made = object::made(statement, dialect).expect("it makes an object");
    assert_eq!((made.kind, made.name.as_str()), (kind, name));
    assert_eq!(made.drop_statement(dialect), drop);
}

#[test]
fn the_first_words_tell_what_is_made() {
    use ObjectKind as Kind;
    makes("create or replace view Best as select 1", Postgres, Kind::View, "best", "DROP VIEW Best");
    makes("CREATE VIEW \"Be\"\"st\" AS SELECT 1", Sqlite, Kind::View, "Be\"st", "DROP VIEW \"Be\"\"st\"");
    makes(
        "CREATE ALGORITHM = MERGE DEFINER = `root`@`%` SQL SECURITY INVOKER VIEW `best` AS SELECT 1",
        MySql,
        Kind::View,
        "best",
        "DROP VIEW `best`",
    );
    makes(
        "CREATE MATERIALIZED VIEW IF NOT EXISTS app.sums AS SELECT 1",
        Postgres,
        Kind::MaterializedView,
        "sums",
        "DROP MATERIALIZED VIEW app.sums",
    );
    makes(
        "CREATE FUNCTION f(a int DEFAULT 1, VARIADIC b numeric(3, 2)[] = '{}') RETURNS int AS $$ select (1) $$",
        Postgres,
        Kind::Function,
        "f",
        "DROP FUNCTION f(a int, VARIADIC b numeric(3, 2)[])",
    );
    makes("CREATE PROCEDURE p() BEGIN END", MySql, Kind::Procedure, "p", "DROP PROCEDURE p");
    let trigger = "CREATE TRIGGER t AFTER UPDATE OF a ON app.\"Us\" FOR EACH ROW EXECUTE FUNCTION f()";
    makes(trigger, Postgres, Kind::Trigger, "t", "DROP TRIGGER t ON app.\"Us\"");
    makes("CREATE TRIGGER t DELETE ON us BEGIN SELECT 1; END", Sqlite, Kind::Trigger, "t", "DROP TRIGGER t");
    makes(
        "CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\"",
        Postgres,
        Kind::Extension,
        "uuid-ossp",
        "DROP EXTENSION \"uuid-ossp\"",
    );
    makes("CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SELECT 1", MySql, Kind::Event, "e", "DROP EVENT e");
    makes("CREATE SEQUENCE s", Postgres, Kind::Sequence, "s", "DROP SEQUENCE s");
    for (statement, dialect) in [
        ("CREATE TABLE view (id int)", Postgres),
        ("CREATE TEMP VIEW v AS SELECT 1", Postgres),
        ("CREATE UNIQUE INDEX i ON v (a)", Postgres),
        ("CREATE SEQUENCE s", MySql),
        ("CREATE FUNCTION f() RETURNS int RETURN 1", Sqlite),
        ("INSERT INTO view VALUES (1)", Sqlite),
    ] {
        assert_eq!(object::made(statement, dialect), None, "{statement}");
    }
}

#[test]
fn a_delimiter_keeps_bodies_whole() {
    let text = "-- Two of them.\nDELIMITER //\nCREATE PROCEDURE a()\nBEGIN\n  SELECT 'x//y'; SELECT 2;\nEND//\n\n\
                create procedure b() begin end; //\ndelimiter ;\nCREATE VIEW v AS SELECT 1;\n";
    assert_eq!(
        object::statements(text, MySql),
        [
            "CREATE PROCEDURE a()\nBEGIN\n  SELECT 'x//y'; SELECT 2;\nEND",
            "create procedure b() begin end",
            "CREATE VIEW v AS SELECT 1",
        ]
    );
    let text = "CREATE FUNCTION f() RETURNS int AS $x$ BEGIN; $$;$$ END; $x$;CREATE VIEW v AS SELECT ';'";
    assert_eq!(object::statements(text, Postgres).len(), 2);
}

#[test]
fn names_stand_outside_strings_and_comments() {
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let text = "CREATE VIEW v AS SELECT \"A b\", 'c' /* d */ -- e\nFROM f.g";
    assert_eq!(object::names(text, Postgres), set(&["create", "view", "v", "as", "select", "a b", "from", "f", "g"]));
    let text = "CREATE FUNCTION f() AS $$ INSERT INTO us -- no\n VALUES ('them') $$";
    assert!(object::mentions(text, Postgres).is_superset(&set(&["us", "them"])));
    assert!(!object::mentions(text, Postgres).contains("no"));
    assert!(!object::names(text, Postgres).contains("us"));
    assert!(
        object::names("SELECT \"a\"", MySql).contains("select") && !object::names("SELECT \"a\"", MySql).contains("a")
    );
}

#[test]
fn what_is_called_is_no_column() {
    let text = "CREATE VIEW v AS SELECT count(*), sum (a) FROM us";
    let values = object::values(text, Sqlite);
    assert!(values.contains("a") && !values.contains("count") && !values.contains("sum"));
    assert!(object::names(text, Sqlite).contains("count"));
}

#[test]
fn needs_are_said_in_a_comment() {
    assert_eq!(object::needs("CREATE VIEW v AS SELECT 1"), None);
    assert_eq!(object::needs("-- A view.\n--needs: a,  b\nCREATE"), Some(vec!["a", "b"]));
    assert_eq!(object::needs("-- needs:\nCREATE"), Some(vec![]));
}

#[test]
fn what_a_routine_is_called_with_is_its_signature() {
    let one = "CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'select 1'";
    let same = "CREATE OR REPLACE FUNCTION f(a int)\n  RETURNS int -- why\n AS 'select 2' LANGUAGE sql";
    let other = "CREATE FUNCTION f(a int) RETURNS bigint AS 'select 1'";
    assert_eq!(object::signature(one, Postgres), object::signature(same, Postgres));
    assert_ne!(object::signature(one, Postgres), object::signature(other, Postgres));
    assert_eq!(object::or_replace("CREATE FUNCTION f()", Postgres), "CREATE OR REPLACE FUNCTION f()");
    assert_eq!(object::or_replace(same, Postgres), same);
}

#[test]
fn words_know_their_places() {
    let text = "a  'b' \"c\" (";
    let words = splitter::words(text, Sqlite);
    let places: Vec<_> = words.iter().map(|word| &text[word.at..word.end()]).collect();
    assert_eq!(places, ["a", "'b'", "\"c\"", "("]);
}
