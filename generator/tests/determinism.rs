//! Same input, same bytes.

use larder_generator::sql::{Folder, migrations};

#[path = "support/definition.rs"]
mod definition;

use definition::{edge_cases, voicehelper, written};

#[test]
fn two_runs_give_the_same_bytes() {
    for schema in [voicehelper, edge_cases] {
        let [first, second] = [(); 2].map(|()| migrations(&schema(), &Folder::new()).map(|made| written(&made)));
        assert_eq!(first, second);
    }
}

#[test]
fn no_text_names_a_place_or_a_time() {
    let made = migrations(&voicehelper(), &Folder::new()).expect("the definition gives migrations");
    for (name, text) in made.iter().flat_map(|migration| &migration.files) {
        assert!(!text.contains(env!("CARGO_MANIFEST_DIR")) && !text.contains('\r'), "{name}");
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{name}");
        assert!(text.lines().all(|line| line.trim_end() == line), "{name}");
    }
}

#[test]
fn a_table_has_the_same_plan_whatever_stands_around_it() {
    let all = migrations(&voicehelper(), &Folder::new()).expect("the definition gives migrations");
    let mut alone = voicehelper();
    alone.entities.truncate(1);
    alone.entities[0].aggregates.clear();
    let alone = migrations(&alone, &Folder::new()).expect("one entity gives a migration");
    assert_eq!(alone[0], all[0]);
}
