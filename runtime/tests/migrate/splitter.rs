//! Cutting SQL files into statements.

use larder_format::Dialect::{self, MySql, Postgres, Sqlite};
use larder_format::splitter::split;

fn check(dialect: Dialect, sql: &str, expected: &[&str]) {
    assert_eq!(split(sql, dialect), expected, "{dialect}: {sql}");
}

#[test]
fn statements_end_at_semicolons() {
    for dialect in Dialect::ALL {
        check(dialect, "", &[]);
        check(dialect, " \n;;\t; ", &[]);
        check(dialect, "a", &["a"]);
        check(dialect, "a;b ; c\n", &["a", "b", "c"]);
        check(dialect, "\u{feff}a;", &["a"]);
        check(dialect, "a\r\nb;\r\nc;\r\n", &["a\r\nb", "c"]);
    }
}

#[test]
fn comments_are_no_statements_and_hide_semicolons() {
    for dialect in Dialect::ALL {
        check(dialect, "-- one; two\n/* three; */", &[]);
        check(dialect, "-- it's\na; -- last;\n", &["a"]);
        check(dialect, "a /* ; ' */ b -- ;'\n c; d", &["a /* ; ' */ b -- ;'\n c", "d"]);
    }
    check(Postgres, "/* a /* b; */ c; */ d;", &["d"]);
    check(Sqlite, "/* a /* b; */ c; d", &["c", "d"]);
    check(MySql, "# a; b\nc;", &["c"]);
    check(MySql, "a--1; b", &["a--1", "b"]);
    check(MySql, "/*!50100 a; */", &["/*!50100 a", "*/"]);
    check(Postgres, "a # b; c", &["a # b", "c"]);
}

#[test]
fn quotes_hide_semicolons() {
    for dialect in Dialect::ALL {
        check(dialect, "a 'x;''y;'; b \"x;\"\"\"; c", &["a 'x;''y;'", "b \"x;\"\"\"", "c"]);
        check(dialect, "a '中;文'; b", &["a '中;文'", "b"]);
        check(dialect, "a 'open; b", &["a 'open; b"]);
    }
    check(MySql, r"a 'x\';'; b `x;``;`; c", &[r"a 'x\';'", "b `x;``;`", "c"]);
    check(Sqlite, r"a 'x\'; b `x;`; c [x;]; d", &[r"a 'x\'", "b `x;`", "c [x;]", "d"]);
    check(Postgres, r"a E'x\';'; b 'x\'; c", &[r"a E'x\';'", r"b 'x\'", "c"]);
}

#[test]
fn dollar_quotes_hide_semicolons_on_postgresql_only() {
    check(Postgres, "a $$x; 'y$$; b $t$ ; $$ ; $t$; c", &["a $$x; 'y$$", "b $t$ ; $$ ; $t$", "c"]);
    check(Postgres, "select $1; a$b; c $", &["select $1", "a$b", "c $"]);
    check(Sqlite, "a $$; b $$", &["a $$", "b $$"]);
}

#[test]
fn bodies_of_triggers_are_one_statement() {
    let trigger =
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN INSERT INTO b VALUES (CASE WHEN 1 THEN 2 END); DELETE FROM c; END";
    for dialect in [MySql, Sqlite] {
        check(dialect, &format!("{trigger};\nselect 1;"), &[trigger, "select 1"]);
    }
    let nested = "create definer = root@localhost procedure p() begin if x then begin a; end; end if; while y do b; end while; case z when 1 then c; end case; d; end";
    check(MySql, &format!("{nested}; e"), &[nested, "e"]);
    check(
        Sqlite,
        "CREATE TEMP TRIGGER IF NOT EXISTS t UPDATE ON a BEGIN SELECT new.end; SELECT 1; END; x",
        &["CREATE TEMP TRIGGER IF NOT EXISTS t UPDATE ON a BEGIN SELECT new.end; SELECT 1; END", "x"],
    );
    check(
        Postgres,
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END; x",
        &["CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END", "x"],
    );
    check(Sqlite, "BEGIN; a; END; b", &["BEGIN", "a", "END", "b"]);
    check(
        Sqlite,
        "CREATE TABLE case_begin (begin_at INTEGER); b",
        &["CREATE TABLE case_begin (begin_at INTEGER)", "b"],
    );
}

/// Any sequence of whole statements, with any blank matter between them, is cut into those statements.
#[test]
fn random_files_are_cut_where_they_were_joined() {
    let statements = [
        "SELECT 1",
        "SELECT 'a;b', \"c;d\"",
        "UPDATE t SET a = '--' WHERE b = '/*'",
        "INSERT INTO t VALUES ('it''s', '中文;')",
        "CREATE TRIGGER g AFTER DELETE ON t BEGIN SELECT CASE WHEN 1 THEN ';' END; DELETE FROM u; END",
        "CREATE TABLE t (a TEXT /* ; */, b TEXT -- ;\n)",
    ];
    let blanks = [";", " ;\n", ";\r\n\r\n", "; -- note; it's\n", ";/* ' ; */", ";;\n;"];
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |limit: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        usize::try_from(seed % 1000).unwrap() % limit
    };
    for _ in 0..2000 {
        let chosen: Vec<_> = (0..next(8)).map(|_| statements[next(statements.len())]).collect();
        let text: String =
            chosen.iter().map(|statement| format!("{statement}{}", blanks[next(blanks.len())])).collect();
        for dialect in Dialect::ALL {
            check(dialect, &text, &chosen);
        }
    }
}

/// No input makes the splitter panic or lose itself, wherever it is cut.
#[test]
fn every_prefix_of_every_text_is_taken() {
    let text =
        "a 'b\\';' $x$ ; $x$ /* /* ; */ */ \"é\"\"\" `q` [z] -- é\r\n#;\nCREATE TRIGGER t BEGIN x; END CASE; E'\\";
    for (end, _) in text.char_indices() {
        for dialect in Dialect::ALL {
            assert!(split(&text[..end], dialect).len() <= 12);
        }
    }
}
