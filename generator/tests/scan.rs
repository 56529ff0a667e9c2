//! Rust sources beside models.toml: found structs join the definition, and mistakes are shown in their file.

use larder_generator::{
    diagnostic::Paint,
    ir::{FieldType, JsonShape},
    read_with_sources,
};

const MODELS: &str = "[entities.Tenant.fields]\nid = { type = \"uuid\", primary = true }\n\
    tenant_id = { type = \"string\", length = 50, unique = true, immutable = true }\n";

#[test]
fn structs_join_the_entities_of_models_toml() {
    let source = "mod inner {
            #[derive(Debug, larder::Repository)]
            struct Note {
                #[field(primary)] id: Uuid,
                #[field(belongs_to = Tenant, tenant)] tenant_id: String,
                extra: Extra,
            }
        }
        #[derive(Debug)] struct Other;";
    let schema = read_with_sources(MODELS, "models.toml", &[("src/note.rs", source)]).unwrap().schema;
    assert_eq!(schema.entities.len(), 2);
    let note = schema.entity("Note").unwrap();
    assert_eq!(note.fields[1].ty, FieldType::String { max: 50 });
    assert_eq!(note.fields[2].ty, FieldType::Json(JsonShape::Value("Extra".into())));
}

#[test]
fn mistakes_of_a_source_are_shown_in_it() {
    let source = "\n#[derive(Repository)]\nstruct Note {\n    #[field(primary)] id: Uuid,\n    \
        #[field(belongs_to = Tennant)] owner_id: OwnerId,\n}\n";
    let found = read_with_sources(MODELS, "models.toml", &[("src/note.rs", source)]).unwrap_err();
    let shown = found.render(Paint::Plain);
    assert!(shown.contains("--> src/note.rs:5:26"), "{shown}");
    assert!(shown.contains("did you mean `Tenant`?"), "{shown}");
}

#[test]
fn a_source_that_is_not_rust_is_a_mistake() {
    for source in ["struct {", "fn f( {", "struct A { b }", "\"open"] {
        let found = read_with_sources(MODELS, "models.toml", &[("src/note.rs", source)]).unwrap_err();
        assert!(found.render(Paint::Plain).contains("error[L0101]"), "{source}");
    }
}
