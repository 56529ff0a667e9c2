//! Derives and attributes of other crates on generated types.

#[path = "support/definition.rs"]
mod definition;

use definition::schema;
use larder_generator::rust::{Settings, files};
use larder_generator::{expand, format};
use quote::quote;

const LETTER: &str = r#"
[types.Stamp.fields]
price = { type = "f64", range = [0] }
bought_at = "timestamp?"

[types.Mood]
enum = ["good", "very-bad"]

[entities.Letter]
EXTRA

[entities.Letter.fields]
id = { type = "uuid", primary = true }
mood = "Mood"
title = { type = "string", length = [1, 50] }
stamp = "Stamp?"
extra = { type = "json", default = {} }
sent_at = { type = "timestamp", default = "now" }
"#;

/// The file of a definition with these lines under `[codegen]` and under the entity.
fn file(codegen: &str, entity: &str, name: &str) -> String {
    let text = format!("[codegen]\n{codegen}\n{}", LETTER.replace("EXTRA", entity));
    let files = files(&schema(&text), &Settings::new("src/models", "migrations", Vec::new()));
    files.into_iter().find(|(path, _)| path == name).map(|(_, text)| text).unwrap()
}

fn check(text: &str, expected: &[&str]) {
    for line in expected {
        assert!(text.contains(line), "{line}\n\n{text}");
    }
}

const ALL: &str = r#"derives = ["serde::Deserialize", "utoipa::ToSchema"]"#;

#[test]
fn a_list_is_for_every_type_and_members_have_no_aliases() {
    let letter = file(ALL, "", "letter.rs");
    check(
        &letter,
        &[
            "#[derive(Debug, Clone, PartialEq, utoipa::ToSchema)]\npub struct Letter {",
            "pub sent_at: DateTime<Utc>,",
            "pub extra: Value,",
            "new_row! {\n    deserialize;\n",
            "    #[derive(utoipa::ToSchema)]\n    pub struct NewLetter of Letter {",
            "value sent_at: DateTime<Utc> = support::now(),",
            "patch! {\n    deserialize;\n",
            "    #[derive(utoipa::ToSchema)]\n    pub struct LetterId(Uuid) of Letter;",
            "enum_type! {\n    named;\n",
            "rules! {\n    described;\n",
        ],
    );
    let values = file(ALL, "", "values.rs");
    check(&values, &["utoipa::ToSchema", "pub bought_at: Option<DateTime<Utc>>", "impl Described for Stamp"]);
    assert!(!letter.contains("derive(serde::Deserialize"), "it is larder's own\n{letter}");
}

#[test]
fn without_derives_nothing_is_added() {
    let letter = file("", "", "letter.rs");
    for word in ["utoipa", "deserialize;", "described;", "named;", "DateTime"] {
        assert!(!letter.contains(word), "{word}\n{letter}");
    }
}

#[test]
fn an_entity_says_something_else_of_a_kind() {
    let own = r#"derives = { new = [], patch = ["serde::Serialize"] }
attributes = { row = ['schema(title = "A letter")'], key = ["must_use"] }"#;
    let letter = file(ALL, own, "letter.rs");
    check(
        &letter,
        &[
            "#[schema(title = \"A letter\")]\npub struct Letter {",
            "patch! {\n    serialize;\n",
            "    #[must_use]\n    pub struct LetterId(Uuid) of Letter;",
            "new_row! {\n    /// What a new",
        ],
    );
    assert!(!letter.contains("deserialize;"), "{letter}");
    // What an entity says of attributes takes the place of all that is said of the kind.
    assert!(letter.contains("#[derive(Debug, Clone, PartialEq)]\n#[schema"), "{letter}");
}

#[test]
fn tables_and_statements_do_not_hang_on_them() {
    let shape = |text: &str| text.lines().find(|line| line.contains("const SHAPE")).map(str::to_owned).unwrap();
    assert_eq!(shape(&file(ALL, "", "letter.rs")), shape(&file("", "", "letter.rs")));
    assert_eq!(file(ALL, "", "letter/sql.rs"), file("", "", "letter/sql.rs"));
}

fn beside(attributes: &str) -> String {
    let text = format!("{attributes} pub struct Note {{ #[field(primary)] id: NoteId, #[field(text)] body: String }}");
    let tokens = expand::repository(&syn::parse_str(&text).unwrap(), &quote!(::larder));
    format::file("An expansion.", tokens)
}

#[test]
fn a_derive_adds_them_to_what_it_makes() {
    let text = beside("#[repository(derives(utoipa::ToSchema, new(serde::Deserialize), key(ts_rs::TS)))]");
    check(
        &text,
        &[
            "deserialize;",
            "#[derive(utoipa::ToSchema)]\n    pub struct NewNote of Note {",
            "#[derive(utoipa::ToSchema)]\n    pub struct NotePatch of Note {",
            "#[derive(utoipa::ToSchema, ts_rs::TS)]\n    pub struct NoteId(Uuid) of Note;",
        ],
    );
    let text = beside(r#"#[repository(attributes(new(schema(title = "A note"))))]"#);
    check(&text, &["#[schema(title = \"A note\")]\n    pub struct NewNote of Note {"]);
}

#[test]
fn a_derive_refuses_what_is_the_users() {
    let text = beside("#[repository(derives(row(utoipa::ToSchema)))]");
    check(&text, &["compile_error", "expected one of: new, patch, key"]);
    let text = beside("#[repository(derives(Debug))]");
    check(&text, &["`Debug` is derived or implemented already"]);
}

/// The statements by the primary key are called `BY_KEY`.
#[test]
fn a_unique_field_may_be_called_key() {
    let text = "[entities.Note.fields]\nid = { type = \"uuid\", primary = true }\nkey = { type = \"string\", length = 9, unique = true }\n";
    let files = files(&schema(text), &Settings::new("src/models", "migrations", Vec::new()));
    let sql = files.into_iter().find(|(path, _)| path == "note/sql.rs").map(|(_, text)| text).unwrap();
    check(&sql, &["static BY_KEY: KeySql", "static BY_KEY_: UniqueSql"]);
}
