//! A definition in a folder of its own, and runs of the command line on it.
#![allow(dead_code, reason = "each test file uses some of it")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

/// A folder with a `models.toml`.
pub(crate) struct Project {
    root: TempDir,
}

impl Project {
    pub(crate) fn new(definition: &str) -> Self {
        let project = Self { root: tempfile::tempdir().expect("a folder can be made") };
        project.define(definition);
        project
    }

    /// A copy of all files, as another branch has them.
    pub(crate) fn branch(&self) -> Self {
        let copy = Self { root: tempfile::tempdir().expect("a folder can be made") };
        copy.take(self);
        copy
    }

    /// Takes over every file of another branch, as version control does.
    pub(crate) fn take(&self, other: &Self) {
        for (path, text) in other.files() {
            self.write(&path, &text);
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.root.path()
    }

    pub(crate) fn define(&self, definition: &str) {
        self.write("models.toml", definition);
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let place = self.path().join(path);
        fs::create_dir_all(place.parent().expect("a file has a folder")).expect("the folder can be made");
        fs::write(place, text).expect("the file can be written");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Every file with its text, by its path from the folder on.
    pub(crate) fn files(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        let mut waiting = vec![self.path().to_path_buf()];
        while let Some(folder) = waiting.pop() {
            for entry in fs::read_dir(folder).expect("the folder can be listed") {
                let path = entry.expect("the entry can be read").path();
                if path.is_dir() {
                    waiting.push(path);
                } else {
                    let name = path.strip_prefix(self.path()).expect("files stand under the root");
                    let name = name.to_string_lossy().into_owned();
                    files.insert(name, fs::read_to_string(&path).expect("the file can be read"));
                }
            }
        }
        files
    }

    /// The names of the migrations.
    pub(crate) fn migrations(&self) -> Vec<String> {
        let plans = self.files().into_keys().filter(|path| path.ends_with("/plan.toml"));
        plans.map(|path| path["migrations/".len()..path.len() - "/plan.toml".len()].to_owned()).collect()
    }

    pub(crate) fn codegen(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_codegen"));
        command.arg("--config").arg(self.path().join("models.toml")).args(arguments);
        command.output().expect("codegen can be started")
    }

    /// Runs with an exit code and a text on standard error; returns standard output.
    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str], code: i32, said: &str) -> String {
        let output = self.codegen(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{errors}");
        assert!(errors.contains(said), "`{said}` is not in:\n{errors}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    #[track_caller]
    pub(crate) fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let output = self.codegen(&[arguments, &["--format", "json"]].concat());
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
            panic!("{error}\n{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
        })
    }
}
