//! The definition, its migrations and the lock that keeps two runs apart.

use std::cell::Cell;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use larder_generator::diagnostic::Diagnostics;
use larder_generator::output::{self, Difference, Failpoint, Files};
use larder_generator::sql::{Folder, Migration, Problem, State};
use larder_generator::{CodegenSettings, Definition, Parsed, generate};

use crate::arguments::Arguments;
use crate::outcome::Outcome;
use crate::{arguments, folder};

/// An opened configuration.
pub(crate) struct Project {
    /// The folder of the configuration, to which all paths are relative.
    pub(crate) root: PathBuf,
    /// The configuration as it was named on the command line.
    pub(crate) name: String,
    pub(crate) text: String,
    settings: CodegenSettings,
    /// The text parsed, until it is made a definition.
    parsed: Cell<Option<Parsed>>,
    /// Rust sources named on the command line.
    sources: Vec<String>,
    /// Held until the run ends.
    _lock: File,
}

impl Project {
    /// Opens the configuration; a run that writes waits for all others.
    ///
    /// # Errors
    ///
    /// The configuration cannot be read.
    pub(crate) fn open(arguments: &Arguments, writes: bool) -> Result<Self, Problem> {
        let config: &Path = &arguments.config;
        let refuse = |error: std::io::Error| {
            Problem::new("F0100", format!("the definition cannot be read: {error}")).at(config.to_string_lossy()).help(
                "change to its folder, or pass `--config <path>`; a project defined only by structs needs a \
                 models.toml with `[codegen]` and `sources = [\"src\"]`",
            )
        };
        let lock = File::open(config).map_err(refuse)?;
        if writes { lock.lock() } else { lock.lock_shared() }.map_err(refuse)?;
        let text = fs::read_to_string(config).map_err(refuse)?;
        let place = config.canonicalize().map_err(refuse)?;
        let root = place.parent().map(Path::to_path_buf).unwrap_or_default();
        let name = config.to_string_lossy().into_owned();
        let parsed = Parsed::new(&text, &name);
        Ok(Self {
            root,
            name,
            text,
            settings: parsed.settings().clone(),
            parsed: Cell::new(Some(parsed)),
            sources: arguments.sources.clone(),
            _lock: lock,
        })
    }

    /// Completes a run that was interrupted, which may have left half a migration; without `writes` refuses it.
    ///
    /// # Errors
    ///
    /// There is an interrupted run and it cannot or may not be completed.
    pub(crate) fn settle(&self, writes: bool, outcome: &mut Outcome) -> Result<(), Vec<Problem>> {
        if !output::is_interrupted(&self.root) {
            return Ok(());
        }
        if !writes {
            let message = "an earlier run was interrupted";
            let problem = Problem::new("F0105", message).at(output::STAGING);
            return Err(vec![problem.help("run codegen without `--check` to complete it")]);
        }
        outcome.completed = output::resume(&self.root, self.failpoint()).map_err(|problem| vec![problem])?;
        Ok(())
    }

    /// Reads the definition; `None` when it holds mistakes, which are in the outcome then.
    pub(crate) fn definition(&self, outcome: &mut Outcome) -> Option<Definition> {
        let objects = match folder::objects(&self.root, &self.settings.objects) {
            Ok(objects) => objects,
            Err(problem) => {
                outcome.problems.push(problem);
                return None;
            }
        };
        let parsed = self.parsed.take().unwrap_or_else(|| Parsed::new(&self.text, &self.name));
        match self.define(parsed.with_objects(objects)) {
            Ok(mut definition) => {
                outcome.diagnostics = std::mem::take(&mut definition.notes);
                outcome.unmade = definition.without_methods();
                outcome.on_every_server = definition.on_every_server();
                Some(definition)
            }
            Err(diagnostics) => {
                outcome.diagnostics = diagnostics;
                None
            }
        }
    }

    /// Reads a text in the place of the definition's.
    ///
    /// # Errors
    ///
    /// Everything that is wrong with it.
    pub(crate) fn read(&self, text: &str) -> Result<Definition, Diagnostics> {
        self.define(Parsed::new(text, &self.name))
    }

    fn define(&self, parsed: Parsed) -> Result<Definition, Diagnostics> {
        let source = |path: &str| fs::read_to_string(self.root.join(path)).ok();
        parsed.define(&self.sources, &source)
    }

    /// Returns where files go; mistakes in entities do not keep migrations from being dealt with.
    #[cfg(feature = "database")]
    pub(crate) fn settings(&self) -> &CodegenSettings {
        &self.settings
    }

    /// Returns the path of a migrations folder's problem from the configuration on.
    pub(crate) fn in_folder(&self, problems: Vec<Problem>) -> Vec<Problem> {
        generate::all_under(&self.settings.migrations, problems)
    }

    /// Returns the files of migrations that a verb made or changed, where `state` is that after them.
    ///
    /// # Errors
    ///
    /// Two files have one path.
    pub(crate) fn list(&self, state: &State, made: Vec<Migration>) -> Result<Files, Vec<Problem>> {
        // Mistakes of a definition are for a run that generates.
        let definition = self.definition(&mut Outcome::default());
        generate::list(definition.as_ref(), &self.settings.migrations, state, made)
    }

    /// Reads the migrations.
    ///
    /// # Errors
    ///
    /// A folder is not named like a migration; what the file system refuses.
    pub(crate) fn migrations(&self) -> Result<Folder, Vec<Problem>> {
        folder::read(&self.root, &self.settings.migrations)
    }

    /// Writes the files, or with `check` says what would be written.
    ///
    /// # Errors
    ///
    /// A file that was not generated stands in the way; what the file system refuses.
    pub(crate) fn put(&self, files: &Files, check: bool) -> Result<Vec<Difference>, Vec<Problem>> {
        if check { files.compare(&self.root) } else { files.write(&self.root, self.failpoint()) }
    }

    pub(crate) fn failpoint(&self) -> Failpoint {
        arguments::failpoint()
    }
}

/// Opens the project, settles it and hands it to `work`; problems go into the outcome.
pub(crate) fn with(
    arguments: &Arguments,
    writes: bool,
    work: impl FnOnce(&Project, &mut Outcome) -> Result<(), Vec<Problem>>,
) -> Outcome {
    let mut outcome = Outcome { checked: arguments.check, ..Outcome::default() };
    let project = match Project::open(arguments, writes) {
        Ok(project) => project,
        Err(problem) => {
            outcome.unusable = true;
            outcome.problems.push(problem);
            return outcome;
        }
    };
    let result = project.settle(writes, &mut outcome).and_then(|()| work(&project, &mut outcome));
    if let Err(problems) = result {
        outcome.problems.extend(problems);
    }
    outcome
}
