use std::fs::{self, File};
use std::path::{Path, PathBuf};

use larder_generator::Definition;
use larder_generator::output;
use larder_generator::sql::{self, Problem};

use crate::arguments::{self, Arguments};
use crate::outcome::Outcome;
use crate::{folder, tree};

/// Generates, or with `--check` compares.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    let mut outcome = Outcome { checked: arguments.check, ..Outcome::default() };
    let steps = begin(&arguments.config, arguments.check).map_err(|problem| {
        outcome.unusable = true;
        vec![problem]
    });
    let result = steps.and_then(|(root, text, _lock)| {
        if arguments.check {
            check(&root, arguments, &text, &mut outcome)
        } else {
            generate(&root, arguments, &text, &mut outcome)
        }
    });
    if let Err(problems) = result {
        outcome.problems.extend(problems);
    }
    outcome
}

/// Returns the folder of the configuration and its text; the lock keeps a second run waiting.
fn begin(config: &Path, check: bool) -> Result<(PathBuf, String, File), Problem> {
    let refuse = |error: std::io::Error| {
        Problem::new("F0100", format!("the definition cannot be read: {error}"))
            .at(config.to_string_lossy())
            .help("write `--config` and the path of models.toml")
    };
    let lock = File::open(config).map_err(refuse)?;
    if check { lock.lock_shared() } else { lock.lock() }.map_err(refuse)?;
    let text = fs::read_to_string(config).map_err(refuse)?;
    let config = config.canonicalize().map_err(refuse)?;
    let root = config.parent().map(Path::to_path_buf).unwrap_or_default();
    Ok((root, text, lock))
}

/// An interrupted run is completed first, since it may have left half a migration.
fn generate(root: &Path, arguments: &Arguments, text: &str, outcome: &mut Outcome) -> Result<(), Vec<Problem>> {
    let failpoint = arguments::failpoint();
    if output::is_interrupted(root) {
        outcome.completed = output::resume(root, failpoint).map_err(|problem| vec![problem])?;
    }
    let Some(definition) = read(root, arguments, text, outcome) else { return Ok(()) };
    let migrations = folder::read(root, &definition.settings.migrations)?;
    let files = tree::files(&definition, &migrations)?;
    outcome.differences = files.write(root, failpoint)?;
    Ok(())
}

fn check(root: &Path, arguments: &Arguments, text: &str, outcome: &mut Outcome) -> Result<(), Vec<Problem>> {
    if output::is_interrupted(root) {
        let message = "an earlier run was interrupted";
        let problem = Problem::new("F0105", message).at(output::STAGING);
        return Err(vec![problem.help("run codegen without `--check`, which completes it")]);
    }
    let Some(definition) = read(root, arguments, text, outcome) else { return Ok(()) };
    let settings = &definition.settings;
    let migrations = folder::read(root, &settings.migrations)?;
    let edited = sql::fold::verify_files(&migrations);
    outcome.problems.extend(edited.into_iter().map(|problem| tree::under(&settings.migrations, problem)));
    outcome.differences = tree::files(&definition, &migrations)?.compare(root)?;
    Ok(())
}

fn read(root: &Path, arguments: &Arguments, text: &str, outcome: &mut Outcome) -> Option<Definition> {
    let source = |path: &str| fs::read_to_string(root.join(path)).ok();
    let name = arguments.config.to_string_lossy();
    match larder_generator::read_with_sources(text, &name, &arguments.sources, &source) {
        Ok(mut definition) => {
            outcome.diagnostics = std::mem::take(&mut definition.notes);
            Some(definition)
        }
        Err(diagnostics) => {
            outcome.diagnostics = diagnostics;
            None
        }
    }
}
