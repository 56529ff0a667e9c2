//! New rows and patches that are read from JSON, and rules without a value.

use larder::serde_json::{self, json};
use larder::validate::{Described, Description, Language, Rule};
use larder::{Input, InputMember, Json, Repository, Timestamp, Value};

#[derive(Debug, Clone, Copy, PartialEq, Value)]
enum Mood {
    Good,
    #[value("very-bad")]
    VeryBad,
}

#[derive(Debug, Clone, Repository)]
#[repository(table = "letters", derives(new(serde::Deserialize), patch(serde::Deserialize, serde::Serialize)))]
#[field(code: String, length = 10, secret)]
struct Letter {
    #[field(primary)]
    id: LetterId,
    #[field(length(1..=50), pattern = "^[a-z]+$")]
    title: String,
    #[field(default = Mood::Good)]
    mood: Mood,
    #[field(length = 20, email)]
    from: Option<String>,
    #[field(range(0..=9_000_000_000))]
    r#type: i64,
    #[field(one_of(1, 2))]
    pages: Option<i32>,
    #[field(default = now, immutable)]
    sent_at: Timestamp,
}

larder::register!(Letter);

fn new(json: Json) -> Result<NewLetter, String> {
    NewLetter::from_json(json).map_err(|violations| violations.to_string())
}

#[test]
fn what_is_left_out_has_its_default() {
    let letter = new(json!({ "title": "hello", "type": 1, "code": "x", "from": null })).unwrap();
    assert_eq!((letter.mood, letter.from, letter.r#type, letter.code.expose().as_str()), (Mood::Good, None, 1, "x"));
    let letter = new(json!({ "title": "hello", "type": 1, "code": "x", "mood": "very-bad", "from": "a@b.c" })).unwrap();
    assert_eq!((letter.mood, letter.from.as_deref()), (Mood::VeryBad, Some("a@b.c")));
    let by_serde: NewLetter = serde_json::from_str(r#"{"title":"hello","type":1,"code":"x"}"#).unwrap();
    assert_eq!(by_serde.title, "hello");
}

#[test]
fn everything_that_is_wrong_is_told_without_the_values() {
    let told = new(json!({ "title": 7, "mood": "sad-secret", "more": 1, "type": null })).unwrap_err();
    assert_eq!(
        told,
        "more: is not known here; title: must be a string; type: is required; code: is required; \
         mood: must be good, very-bad"
    );
    assert_eq!(new(json!([])).unwrap_err(), "must be a JSON object");
    let violations = NewLetter::from_json(json!({ "code": "x", "type": 1 })).unwrap_err();
    assert_eq!(violations.message(Language::Chinese), "title：不能为空");
}

#[test]
fn a_patch_tells_null_from_nothing() {
    let patch = LetterPatch::from_json(json!({ "from": null, "title": "again" })).unwrap();
    assert_eq!((&patch.from, &patch.title, &patch.pages), (&Some(None), &Some("again".to_owned()), &None));
    assert_eq!(LetterPatch::from_json(json!({})).unwrap().from, None);
    assert_eq!(LetterPatch::from_json(json!({ "title": null })).unwrap_err().to_string(), "title: is required");
    assert!(LetterPatch::from_json(json!({ "sent_at": "2026-01-01T00:00:00Z" })).is_err(), "it never changes");
}

#[test]
fn a_patch_is_written_without_its_secrets() {
    let patch = LetterPatch::new().title("again").code("x");
    assert_eq!(serde_json::to_value(&patch).unwrap(), json!({ "title": "again" }));
}

#[test]
fn members_are_listed() {
    let member = |name, required, nullable| InputMember { name, required, nullable };
    assert_eq!(NewLetter::MEMBERS[0], member("title", true, false));
    assert!(NewLetter::MEMBERS.contains(&member("type", true, false)));
    assert!(NewLetter::MEMBERS.contains(&member("from", false, true)));
    assert!(LetterPatch::MEMBERS.contains(&member("title", false, false)));
}

fn rules<T: Described>(name: &str) -> Vec<Rule> {
    let description = Description::of::<T>();
    description.members().find(|(known, _)| *known == name).map(|(_, rules)| rules.to_vec()).unwrap_or_default()
}

#[test]
fn rules_are_listed_and_complete_a_json_schema() {
    assert_eq!(rules::<Letter>("from"), [Rule::Length { min: None, max: Some(20) }, Rule::Email]);
    assert_eq!(rules::<Letter>("code"), [], "a row has no secrets");
    assert_eq!(rules::<NewLetter>("code"), [Rule::Length { min: None, max: Some(10) }]);

    let mut schema = json!({ "type": "object", "required": ["title", "mood"], "properties": {
        "title": { "type": "string" },
        "mood": { "oneOf": [{ "type": "null" }, { "$ref": "#/Mood" }] },
        "from": { "type": ["string", "null"] },
        "type": { "type": ["integer", "null"] },
        "pages": { "type": ["integer", "null"] },
    } });
    Description::of_input::<NewLetter>().complete(&mut schema);
    assert_eq!(
        schema,
        json!({ "type": "object", "required": ["title", "type", "code"], "additionalProperties": false, "properties": {
            "title": { "type": "string", "minLength": 1, "maxLength": 50, "pattern": "^[a-z]+$" },
            "mood": { "$ref": "#/Mood" },
            "from": { "type": ["string", "null"], "maxLength": 20, "format": "email" },
            "type": { "type": "integer", "minimum": 0, "maximum": 9_000_000_000_i64 },
            "pages": { "type": ["integer", "null"], "enum": [1, 2, null] },
        } })
    );
    let mut schema = json!({ "properties": { "title": { "type": ["string", "null"] } } });
    Description::of_input::<LetterPatch>().complete(&mut schema);
    assert_eq!(schema["properties"]["title"]["type"], "string");
    assert!(schema.get("required").is_none());
}
