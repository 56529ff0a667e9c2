//! Rust sources beside models.toml: found structs join the definition, and mistakes are shown in their file.

use larder_generator::{
    Definition,
    diagnostic::{Diagnostics, Paint},
    ir::{FieldType, JsonShape},
    read_with_sources,
};

const MODELS: &str = "[codegen]\nsources = [\"src\"]\n\n[entities.Tenant.fields]\nid = { type = \"uuid\", primary = true }\n\
    tenant_id = { type = \"string\", length = 50, unique = true, immutable = true }\n";

const NOTE: &str = "#[derive(larder::Repository)] pub struct Note { #[field(primary)] pub id: NoteId }";

/// Reads `models` beside the files, each a path and a text.
fn read(models: &str, files: &[(&str, &str)]) -> Result<Definition, Diagnostics> {
    let text = |path: &str| files.iter().find(|(name, _)| *name == path).map(|(_, text)| (*text).to_owned());
    read_with_sources(models, "models.toml", &[], &text)
}

/// Returns the structs with their modules, `crate::note::Note`.
fn found(files: &[(&str, &str)]) -> Vec<String> {
    let definition = read(MODELS, files).unwrap_or_else(|found| panic!("{}", found.render(Paint::Plain)));
    definition.derived.entities.iter().map(|one| format!("{}::{}", one.module, one.name)).collect()
}

/// Returns what is wrong, as it is shown.
fn mistakes(files: &[(&str, &str)]) -> String {
    read(MODELS, files).unwrap_err().render(Paint::Plain)
}

fn named(name: &str) -> String {
    NOTE.replace("Note", name)
}

#[test]
fn structs_join_the_entities_of_models_toml() {
    let source = "pub mod inner {
            #[derive(Debug, larder::Repository)]
            pub struct Note {
                #[field(primary)] pub id: Uuid,
                #[field(belongs_to = Tenant, tenant)] pub tenant_id: String,
                #[field(json)] pub extra: Extra,
            }
        }
        #[derive(Debug)] struct Other;";
    let definition = read(MODELS, &[("src/lib.rs", source)]).unwrap();
    assert_eq!(definition.schema.entities.len(), 2);
    let note = definition.schema.entity("Note").unwrap();
    assert_eq!(note.fields[1].ty, FieldType::String { max: 50 });
    assert_eq!(note.fields[2].ty, FieldType::Json(JsonShape::Value("Extra".into())));
    assert_eq!(definition.derived.entities[0].module, "crate::inner");
    assert_eq!(definition.derived.entities[0].bare, ["Note"]);
}

#[test]
fn modules_are_followed_as_the_compiler_follows_them() {
    let [a, b, c, d, e] = ["A", "B", "C", "D", "E"].map(named);
    let files = [
        ("src/lib.rs", "mod domain; mod outer { pub mod inner; } #[path = \"odd/place.rs\"] mod there; mod r#type;"),
        ("src/domain.rs", "pub mod user;"),
        ("src/domain/user.rs", &a),
        ("src/outer/inner.rs", &b),
        ("src/odd/place.rs", "pub mod beside;"),
        ("src/odd/beside.rs", &c),
        ("src/type/mod.rs", &format!("{d} pub mod deep;")),
        ("src/type/deep.rs", &e),
        ("src/orphan.rs", "this is no part of the crate"),
    ];
    let expected = [
        "crate::domain::user::A",
        "crate::there::beside::C",
        "crate::outer::inner::B",
        "crate::r#type::deep::E",
        "crate::r#type::D",
    ];
    assert_eq!(found(&files), expected, "in the order of the paths");
}

#[test]
fn tests_and_generated_modules_are_left_out() {
    let files = [
        ("src/main.rs", "mod models; mod note; #[cfg(test)] mod tests; #[cfg(all(test, unix))] mod more;"),
        ("src/note.rs", &format!("{NOTE} #[cfg(test)] {}", named("Other"))),
        ("src/models/mod.rs", &named("Generated")),
        ("src/tests.rs", &named("Tested")),
        ("src/more.rs", &named("More")),
    ];
    assert_eq!(found(&files), ["crate::note::Note"]);
}

#[test]
fn a_source_can_be_a_part_of_a_crate_or_a_file_of_its_own() {
    let files = [
        ("app/src/lib.rs", &*format!("pub mod domain; {}", named("Outside"))),
        ("app/src/domain/mod.rs", NOTE),
        ("app/examples/one.rs", &named("One")),
    ];
    let from = |sources: &str| {
        let models = MODELS.replace("[\"src\"]", sources);
        let definition = read(&models, &files).unwrap_or_else(|found| panic!("{}", found.render(Paint::Plain)));
        definition.derived.entities.iter().map(|one| format!("{}::{}", one.module, one.name)).collect::<Vec<_>>()
    };
    assert_eq!(from("[\"app/src/domain\"]"), ["crate::domain::Note"]);
    assert_eq!(from("[\"app/src/domain/mod.rs\", \"app/src/domain/\"]"), ["crate::domain::Note"]);
    assert_eq!(from("[\"app/src\"]"), ["crate::domain::Note", "crate::Outside"]);
    assert_eq!(from("[\"app/examples/one.rs\"]"), ["crate::One"]);
}

#[test]
fn relations_cross_the_doors() {
    let models = format!(
        "{MODELS}\n[entities.Answer.fields]\nid = {{ type = \"uuid\", primary = true }}\nnote_id = {{ belongs_to = \"Note\" }}\n"
    );
    let source = "#[derive(Repository)] pub struct Note {
            #[field(primary)] pub id: NoteId,
            #[field(belongs_to = Tenant)] pub owner_id: TenantId,
            #[field(default = 0, counts = Answer)] pub answers: i32,
        }";
    let schema = read(&models, &[("src/main.rs", source)]).unwrap().schema;
    assert_eq!(
        schema.entities.iter().map(|entity| entity.name.as_str()).collect::<Vec<_>>(),
        ["Tenant", "Answer", "Note"]
    );
    assert_eq!(schema.entity("Answer").unwrap().relations[0].parent, "Note");
    assert_eq!(schema.entity("Note").unwrap().relations[0].parent, "Tenant");
    assert_eq!(schema.entity("Note").unwrap().counters[0].child, "Answer");
}

#[test]
fn a_definition_needs_no_entity_in_toml() {
    let definition = read("[codegen]\nsources = [\"src\"]\n", &[("src/main.rs", NOTE)]).unwrap();
    assert!(definition.notes.is_empty());
    let nothing = read("[codegen]\nsources = [\"src\"]\n", &[("src/main.rs", "fn main() {}")]).unwrap();
    assert!(nothing.notes.render(Paint::Plain).contains("derive(larder::Repository)"));
}

#[test]
fn mistakes_of_a_source_are_shown_in_it() {
    let source = "\n#[derive(Repository)]\npub struct Note {\n    #[field(primary)] pub id: Uuid,\n    \
        #[field(belongs_to = Tennant)] pub owner_id: OwnerId,\n}\n";
    let shown = mistakes(&[("src/lib.rs", "mod note;"), ("src/note.rs", source)]);
    assert!(shown.contains("--> src/note.rs:5:26"), "{shown}");
    assert!(shown.contains("did you mean `Tenant`?"), "{shown}");
}

#[test]
fn a_source_that_is_not_rust_is_a_mistake() {
    for source in ["struct {", "fn f( {", "struct A { b }", "\"open"] {
        assert!(mistakes(&[("src/lib.rs", source)]).contains("error[L0101]"), "{source}");
    }
    let user = NOTE.replace("pub id: NoteId", "pub id: NoteId, #[field(belongs_to = Author)] pub author_id: AuthorId");
    let shown = mistakes(&[("src/lib.rs", "mod a; mod note;"), ("src/a.rs", "struct {"), ("src/note.rs", &user)]);
    assert!(shown.contains("1 error\n"), "what the file holds is not missed: {shown}");
}

#[test]
fn two_structs_of_one_name_are_both_shown() {
    let shown = mistakes(&[("src/lib.rs", "mod a; mod b;"), ("src/a.rs", NOTE), ("src/b.rs", NOTE)]);
    assert!(shown.contains("two Rust types `Note`"), "{shown}");
    assert!(shown.contains("src/a.rs:1:") && shown.contains("src/b.rs:1:"), "{shown}");
    let shown = mistakes(&[("src/lib.rs", &named("Tenant"))]);
    assert!(shown.contains("models.toml:4:11") && shown.contains("src/lib.rs:1:"), "{shown}");
}

#[test]
fn a_struct_behind_a_cfg_is_refused() {
    for source in [
        format!("#[cfg(feature = \"x\")] {NOTE}"),
        format!("#[cfg(not(test))] #[cfg(unix)] mod a {{ {NOTE} }}"),
        NOTE.replace("derive(larder::Repository)", "cfg_attr(feature = \"x\", derive(larder::Repository))"),
    ] {
        assert!(mistakes(&[("src/lib.rs", &source)]).contains("error[L0802]"), "{source}");
    }
    let fine = NOTE.replace("derive(larder::Repository)", "cfg_attr(not(test), derive(larder::Repository))");
    assert_eq!(found(&[("src/lib.rs", &fine)]), ["crate::Note"]);
}

#[test]
fn a_struct_that_the_store_cannot_name_is_refused() {
    let private = |source: &str| mistakes(&[("src/lib.rs", source)]);
    let shown = private(&format!("mod domain {{ mod note {{ {NOTE} }} }}"));
    assert!(shown.contains("module `note` is private") && shown.contains("pub(crate) mod note"), "{shown}");
    let hidden = NOTE.replace("pub struct", "struct");
    assert!(private(&format!("mod note {{ {hidden} }}")).contains("write `pub struct Note`"));
    assert!(
        private(&format!("mod note {{ {} }}", NOTE.replace("pub id", "id")))
            .contains("`Note.id`: the member is private")
    );
    assert_eq!(found(&[("src/lib.rs", &hidden)]), ["crate::Note"], "beside the models folder nothing is private");
    assert_eq!(found(&[("src/lib.rs", &format!("mod a {{ pub(super) mod b {{ {NOTE} }} }}"))]), ["crate::a::b::Note"]);
}

#[test]
fn a_source_or_module_that_is_not_there_is_told() {
    let shown = mistakes(&[]);
    assert!(shown.contains("error[L0801]") && shown.contains("models.toml:2:12"), "{shown}");
    let definition = read(MODELS, &[("src/lib.rs", "mod lost;")]).unwrap();
    let shown = definition.notes.render(Paint::Plain);
    assert!(shown.contains("`src/lost.rs` nor `src/lost/mod.rs`") && shown.contains("src/lib.rs:1:5"), "{shown}");
}

#[test]
fn a_key_of_another_type_than_its_parents_is_refused() {
    let source = "#[derive(Repository)] pub struct Author { #[field(primary)] pub id: i64 }
        #[derive(Repository)] pub struct Book { #[field(primary)] pub id: BookId, #[field(belongs_to = Author)] pub by: Uuid }";
    let shown = mistakes(&[("src/lib.rs", source)]);
    assert!(
        shown.contains("the key of `Author` is of type `i64`") && shown.contains("write `AuthorId` or `i64`"),
        "{shown}"
    );
}

#[test]
fn named_types_are_known_to_structs_and_tables() {
    let models =
        format!("{MODELS}\n[entities.Car.fields]\nid = {{ type = \"uuid\", primary = true }}\npaint = \"Color\"\n");
    let source = "mod paint {
            #[derive(larder::Value)] pub enum Color { Red, #[value(\"dark-blue\")] Blue }
            #[derive(larder::Value)] enum Hidden { One }
        }
        #[derive(Repository)] pub struct Bike { #[field(primary)] pub id: BikeId, #[field(default = \"red\")] pub paint: Color }";
    let definition =
        read(&models, &[("src/lib.rs", source)]).unwrap_or_else(|found| panic!("{}", found.render(Paint::Plain)));
    let paint = |entity: &str| &definition.schema.entity(entity).unwrap().fields[1].ty;
    assert_eq!(paint("Car"), paint("Bike"));
    let FieldType::Enum(color) = paint("Car") else { panic!("an enum") };
    assert_eq!(color.values.iter().map(|value| value.text.as_str()).collect::<Vec<_>>(), ["red", "dark-blue"]);
    let values = &definition.derived.values;
    assert_eq!(values[0].module, "crate::paint");
    assert!(values[0].shape.is_some() && values[1].shape.is_none(), "only what the store can name is compared");
}

/// A signature of the store that is `pub` names it; the compiler would warn of each.
#[test]
fn a_struct_that_is_not_public_is_told_to_the_generated_modules() {
    let restricted = |source: &str| read(MODELS, &[("src/lib.rs", source)]).unwrap().derived.restricted;
    assert!(!restricted(NOTE));
    assert!(restricted(&NOTE.replace("pub struct", "pub(crate) struct")));
    assert!(restricted(&format!("{NOTE} #[derive(larder::Value)] pub(crate) enum Color {{ Red }}")));
}

#[test]
fn a_member_of_no_known_type_is_one_mistake() {
    let with = |member: &str| {
        let note = NOTE.replace("pub id: NoteId", &format!("pub id: NoteId, {member}"));
        let shown = mistakes(&[("src/lib.rs", &format!("{note} {}", named("Author")))]);
        assert!(shown.contains("1 error\n"), "{shown}");
        shown
    };
    assert!(with("pub size: usize").contains("write `i64`"));
    assert!(with("pub mood: Mood").contains("`Mood` is not defined in any source that was read"));
    let shown = with("pub author_id: AuthorId");
    assert!(
        shown.contains("`AuthorId` is the key type of `Author`") && shown.contains("belongs_to = Author"),
        "{shown}"
    );
    assert!(with("pub above_id: Option<NoteId>").contains("belongs_to = Note"));
    let shown = mistakes(&[("src/lib.rs", &NOTE.replace("#[field(primary)]", ""))]);
    assert!(shown.contains("error[L0501]") && shown.contains("1 error\n"), "{shown}");
}

#[test]
fn a_struct_that_is_a_tenant_is_advised_in_its_own_words() {
    let note =
        NOTE.replace("pub id: NoteId", "pub id: NoteId, #[field(belongs_to = Shop, tenant)] pub shop_id: String");
    let shown = mistakes(&[("src/lib.rs", &format!("{note} {}", named("Shop")))]);
    assert!(shown.contains("write `#[field(length(3..=50), unique, immutable)] shop_id: String`"), "{shown}");
}

#[test]
fn partitions_are_the_same_from_both_doors() {
    for (words, arguments) in [
        (
            "by = \"made_at\", every = \"month\", keep = 12, drop = true",
            "\"made_at\", every = \"month\", keep = 12, drop",
        ),
        ("by = \"made_at\", every = \"week\", ahead = 5", "by = \"made_at\", every = \"week\", ahead = 5"),
        ("by = \"id\", every = \"day\"", "\"id\", every = \"day\""),
        ("by = \"id\", hash = 8", "\"id\", hash = 8"),
    ] {
        let models = format!(
            "[entities.Note]\npartition = {{ {words} }}\n[entities.Note.fields]\nid = {{ type = \"uuid\", primary = true }}\n\
             made_at = {{ type = \"timestamp\", immutable = true }}\n"
        );
        let source = format!(
            "#[derive(larder::Repository)] #[repository(partition({arguments}))] pub struct Note {{\n\
             #[field(primary)] pub id: NoteId, #[field(immutable)] pub made_at: Timestamp }}"
        );
        let scanned = read(MODELS, &[("src/lib.rs", &source)]).unwrap().schema.partitioned;
        let written = larder_generator::read(&models, "models.toml").unwrap().schema.partitioned;
        assert_eq!(scanned, written, "{words}");
        assert_eq!(written.len(), 1);
    }
}
