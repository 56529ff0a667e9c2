//! A folder of older lowering rules, as a person at the command line meets it: the reference application's.

use std::fs;
use std::path::Path;

#[path = "support/project.rs"]
mod project;

use project::Project;

/// A copy of the reference application's definition and migrations.
fn reference() -> Project {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let definition = fs::read_to_string(root.join("models.toml")).expect("the definition can be read");
    let project = Project::new(&definition.replace("examples/voicehelper/src/models", "src/models"));
    for folder in fs::read_dir(root.join("migrations")).expect("the folder can be listed") {
        let folder = folder.expect("the entry can be read").path();
        for file in fs::read_dir(&folder).into_iter().flatten() {
            let file = file.expect("the entry can be read").path();
            let name = file.strip_prefix(&root).expect("files stand under the root").to_string_lossy().into_owned();
            project.write(&name, &fs::read_to_string(&file).expect("the file can be read"));
        }
    }
    project.run(&[], 0, "");
    project
}

/// The number of the migration that an upgrade of the reference application writes.
fn next() -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
    let entries = fs::read_dir(folder).expect("the folder can be listed");
    entries.filter(|entry| entry.as_ref().is_ok_and(|entry| entry.path().is_dir())).count() + 1
}

fn upgrade() -> String {
    format!("{:04}_apply_lowering_rules_2", next())
}

#[test]
fn older_rules_stay_until_an_upgrade_is_asked_for() {
    let project = reference();
    let before = project.files();
    let line =
        "note[M0505]: the tables follow lowering rules 1; the newest are 2; `codegen --upgrade` writes the migration\n";
    assert_eq!(project.run(&[], 0, line), "everything is up to date\n");
    assert_eq!(project.run(&["--check"], 0, line), "everything is up to date\n");
    assert_eq!(project.json(&["--check"])["diagnostics"][0]["code"], "M0505");
    assert_eq!(project.files(), before);

    let planned = project.run(&["plan", "--upgrade"], 0, "");
    let upgrade = upgrade();
    for expected in [upgrade.as_str(), "id DESC", "nothing to do"] {
        assert!(planned.contains(expected), "`{expected}` is not in:\n{planned}");
    }
    assert_eq!(project.files(), before);
    project.run(&["--check", "--upgrade"], 1, &format!("{upgrade}/plan.toml: missing"));
    let wrote = project.run(&["--upgrade"], 0, "");
    assert!(wrote.contains(&format!("new migrations: {upgrade}")), "{wrote}");
    for (path, text) in before.iter().filter(|(path, _)| path.starts_with("migrations/")) {
        assert_eq!(project.read(path), *text, "{path}");
    }
}

#[test]
fn an_upgraded_folder_is_checked_and_verified_as_any_other() {
    let project = reference();
    project.run(&["--upgrade"], 0, "");
    let after = project.files();
    for arguments in [&[][..], &["--check"], &["generate"]] {
        let output = project.codegen(arguments);
        assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &[][..]), "{arguments:?}");
    }
    assert_eq!(project.files(), after);
    project.run(&["--upgrade"], 0, "`--upgrade` has nothing to do");
    project.run(&["merge", "--upgrade"], 2, "are only for `generate`, `plan` and `pull`");
    let proved = project.run(&["verify"], 0, "");
    assert!(proved.contains(&format!("{} migrations verified on one engine", next())), "{proved}");
}

#[test]
fn newer_rules_than_are_known_are_refused() {
    let project = reference();
    project.run(&["--upgrade"], 0, "");
    let path = format!("migrations/{}/plan.toml", upgrade());
    let newer = project.read(&path).replace("rules = 2", "rules = 3");
    project.write(&path, &newer);
    for arguments in [&[][..], &["--check"], &["merge"], &["new", "more"], &["verify"]] {
        project.run(arguments, 1, "uses lowering rules 3, but this codegen knows only 1 to 2");
    }
}
