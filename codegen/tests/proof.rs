//! What an earlier run proved saves the next one its work, and hides nothing from it.

#[path = "support/project.rs"]
mod support;

use std::fs;

use support::Project;

const NOTES: &str = r#"
[entities.Note]
table = "notes"

[entities.Note.fields]
id = { type = "uuid", primary = true }
text = "text"
"#;

const PROOF: &str = ".larder-cache/proof";

fn generated() -> Project {
    let project = Project::new(NOTES);
    project.run(&[], 0, "");
    project
}

#[test]
fn a_run_leaves_a_proof_that_version_control_passes_over() {
    let project = generated();
    assert!(project.read(PROOF).contains(" src/models/note.rs\n"));
    assert_eq!(project.read(".larder-cache/.gitignore"), "*\n");
    let before = project.files();
    project.run(&[], 0, "");
    project.run(&["--check"], 0, "");
    assert_eq!(project.files(), before);
}

#[test]
fn one_edited_byte_is_found() {
    for file in ["note.rs", "note/repository.rs", "note/sql.rs", "store.rs", "store/schema.rs", "mod.rs"] {
        let project = generated();
        let path = format!("src/models/{file}");
        let text = project.read(&path);
        project.write(&path, &format!("{} ", text.trim_end()));
        project.run(&["--check"], 1, &format!("{path}: stale or edited by hand"));
        project.run(&[], 0, "");
        assert_eq!(project.read(&path), text, "{file}");
        project.run(&["--check"], 0, "");
    }
}

#[test]
fn a_file_that_is_gone_is_found() {
    let project = generated();
    fs::remove_file(project.path().join("src/models/note/sql.rs")).expect("the file can be removed");
    project.run(&["--check"], 1, "src/models/note/sql.rs: missing");
}

#[test]
fn a_proof_of_another_program_counts_for_nothing() {
    let project = generated();
    let path = "src/models/note.rs";
    let (text, edited) = (project.read(path), format!("{}// more\n", project.read(path)));
    project.write(path, &edited);
    // A proof that says the edited text was made, as another version of the generator may have done.
    let sum = |text: &str| larder_format::checksum::of_bytes(text.as_bytes());
    let proof = project.read(PROOF).replace(&sum(&text), &sum(&edited));
    project.write(PROOF, &proof);
    project.run(&["--check"], 0, "");
    let rest = proof.split_once('\n').expect("the first line names the program").1;
    project.write(PROOF, &format!("program 0.0.9\n{rest}"));
    project.run(&["--check"], 1, "src/models/note.rs: stale or edited by hand");
}

#[test]
fn a_proof_that_was_cut_short_counts_for_nothing() {
    let project = generated();
    let proof = project.read(PROOF);
    let path = "src/models/note/sql.rs";
    project.write(path, &format!("{}// more\n", project.read(path)));
    for end in (0..proof.len()).step_by(40) {
        project.write(PROOF, &proof[..end]);
        project.run(&["--check"], 1, "src/models/note/sql.rs: stale or edited by hand");
    }
}

#[test]
fn a_changed_definition_is_generated_anew() {
    let project = generated();
    project.define(&NOTES.replace("text = \"text\"", "text = { type = \"text\", slug = true }"));
    project.run(&["--check"], 1, "src/models/note.rs: stale or edited by hand");
    project.run(&[], 0, "");
    assert!(project.read("src/models/note.rs").contains(" slug"), "{}", project.read("src/models/note.rs"));
    project.run(&["--check"], 0, "");
}
