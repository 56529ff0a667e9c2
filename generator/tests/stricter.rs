//! How rows are found that break a rule which becomes stricter.

use larder_generator::sql::Problem;
use larder_generator::sql::diff::{Tables, diff, wanted};
use larder_generator::sql::history;

#[path = "support/answers.rs"]
mod answers;
#[path = "support/definition.rs"]
mod definition;

use answers::answers;
use definition::schema;

const BASE: &str = r#"
[entities.Order]
table = "order"
[entities.Order.fields]
id = { type = "uuid", primary = true }
number = { type = "i32?", range = [0, 100] }
code = { type = "string", length = 20 }
note = { type = "text", length = [0, 200] }
state = { enum = ["open", "paid", "gone"], default = "open" }
"#;

fn tables(text: &str) -> Tables {
    let wanted = wanted(&schema(text)).expect("the definition has tables");
    let drafts = diff(&Tables::new(), &wanted, &answers("")).expect("new tables need no answer").drafts;
    drafts.iter().fold(Tables::new(), |tables, draft| {
        history::apply(&tables, &draft.operations).expect("the operations can be done")
    })
}

/// The advice of the note that the replacement brings; empty without one.
#[track_caller]
fn check(from: &str, to: &str, flags: &str, expected: &str) {
    assert!(BASE.contains(from), "the definition holds no `{from}`");
    let after = wanted(&schema(&BASE.replace(from, to))).expect("the definition has tables");
    let notes = match diff(&tables(BASE), &after, &answers(flags)) {
        Ok(diff) => diff.notes,
        Err(problems) => panic!("{}", problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n")),
    };
    let told: Vec<_> = notes.iter().map(|note| (note.code, note.help.as_deref().unwrap_or_default())).collect();
    match expected {
        "" => assert_eq!(told, []),
        expected => assert_eq!(told, [("M0504", expected)]),
    }
}

#[test]
fn a_stricter_rule_is_told_with_its_query() {
    let each = |condition: [&str; 3]| {
        let [postgres, mysql, sqlite] = condition;
        format!(
            "find them with\n        PostgreSQL: SELECT id FROM \"order\" WHERE {postgres}\
             \n        MySQL: SELECT id FROM `order` WHERE {mysql}\n        SQLite: SELECT id FROM \"order\" WHERE {sqlite}"
        )
    };
    check("range = [0, 100]", "range = [1, 100]", "", &each(["NOT (number BETWEEN 1 AND 100)"; 3]));
    check(
        "length = 20",
        "length = 20, pattern = \"^[a-z]*$\"",
        "",
        &each(["NOT (code ~ '^[a-z]*$')", "NOT (code NOT REGEXP '[^a-z]')", "NOT (code NOT GLOB '*[^a-z]*')"]),
    );
    let longer =
        |longest: u32| ["char_length", "CHAR_LENGTH", "length"].map(|length| format!("{length}(code) > {longest}"));
    let longer = longer(10);
    let longer: Vec<&str> = longer.iter().map(String::as_str).collect();
    let longer = each([longer[0], longer[1], longer[2]]);
    check("length = 20", "length = 10", "--narrow Order.code", &longer);
    let [plain, exact] = ["state", "CAST(state AS BINARY)"].map(|state| format!("{state} NOT IN ('open', 'paid')"));
    check(", \"gone\"", "", "--narrow Order.state", &each([&plain, &exact, &plain]));
    check(
        "number = { type = \"i32?\"",
        "number = { type = \"i16?\"",
        "--narrow Order.number",
        &each(["number NOT BETWEEN -32768 AND 32767"; 3]),
    );
    check(
        "length = [0, 200]",
        "length = [0, 100]",
        "--narrow Order.note",
        &each(["NOT (char_length(note) <= 100)", "NOT (CHAR_LENGTH(note) <= 100)", "NOT (length(note) <= 100)"]),
    );
}

#[test]
fn the_query_is_in_the_names_before() {
    check(
        "number = { type = \"i32?\", range = [0, 100] }",
        "amount = { type = \"i32?\", range = [0, 99] }",
        "--rename Order.number=amount",
        "find them with\n        PostgreSQL: SELECT id FROM \"order\" WHERE NOT (number BETWEEN 0 AND 99)\
         \n        MySQL: SELECT id FROM `order` WHERE NOT (number BETWEEN 0 AND 99)\
         \n        SQLite: SELECT id FROM \"order\" WHERE NOT (number BETWEEN 0 AND 99)",
    );
}

#[test]
fn rows_that_are_filled_need_no_correction() {
    check("length = 20", "length = 10", "--narrow Order.code --fill 'Order.code=substr(code, 1, 10)'", "");
}

#[test]
fn a_looser_rule_is_not_told() {
    check("range = [0, 100]", "range = [-1, 100]", "", "");
    check(", range = [0, 100]", "", "", "");
    check("length = 20", "length = 30", "", "");
    check("length = [0, 200]", "length = [0, 300]", "", "");
    check("\"gone\"", "\"gone\", \"lost\"", "", "");
}
