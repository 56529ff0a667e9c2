//! What earlier runs made of which input: a file beside the definition that lets a run pass over what has not changed.
//!
//! A unit is passed over when the same program made it of the same input and its files hold the same bytes as then. All
//! of it can be deleted at any time, and stays out of version control.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use larder_format::checksum;

use super::place::inside;

/// The folder of the proof, under that of the configuration.
pub const CACHE: &str = ".larder-cache";

const FILE: &str = "proof";

/// The last line: without it a text was cut short.
const END: &str = "end";

/// Units by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proof {
    root: PathBuf,
    /// What tells the program from others that would make something else.
    program: String,
    units: BTreeMap<String, Proven>,
}

/// A unit that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Proven {
    input: String,
    /// By path, the SHA-256 of the bytes.
    files: Vec<(String, String)>,
}

impl Proof {
    /// Reads what earlier runs of this program left under `root`; nothing where there is none, or another program's.
    #[must_use]
    pub fn read(root: &Path) -> Self {
        let Some(program) = program() else { return Self::default() };
        let text = fs::read_to_string(root.join(CACHE).join(FILE)).unwrap_or_default();
        let empty = Self { root: root.to_path_buf(), program, units: BTreeMap::new() };
        empty.parse(&text).unwrap_or(empty)
    }

    /// Tells whether the unit was made of this input, and its files are as they were made.
    #[must_use]
    pub fn holds(&self, unit: &str, input: &str) -> bool {
        let is_made = |(path, sum): &(String, String)| {
            let bytes = inside(&self.root, path).ok().and_then(|place| fs::read(place).ok());
            bytes.is_some_and(|bytes| checksum::of_bytes(&bytes) == *sum)
        };
        self.units.get(unit).is_some_and(|proven| proven.input == input && proven.files.iter().all(is_made))
    }

    /// Returns the paths of a unit.
    pub fn paths(&self, unit: &str) -> impl Iterator<Item = &str> {
        self.units.get(unit).into_iter().flat_map(|proven| &proven.files).map(|(path, _)| path.as_str())
    }

    /// Records a unit that is made, with the paths and texts of its files; it holds once they are written.
    pub fn record<'t>(&mut self, unit: &str, input: &str, files: impl Iterator<Item = (&'t str, &'t str)>) {
        let files = files.map(|(path, text)| (path.to_owned(), checksum::of_bytes(text.as_bytes()))).collect();
        self.units.insert(unit.to_owned(), Proven { input: input.to_owned(), files });
    }

    /// Forgets units that are not among these.
    pub fn retain(&mut self, is_left: impl Fn(&str) -> bool) {
        self.units.retain(|unit, _| is_left(unit));
    }

    /// Writes the proof beside the definition. Where that is refused, the next run has more to do, and nothing else.
    pub fn write(&self) {
        let folder = self.root.join(CACHE);
        if self.program.is_empty() || folder.is_symlink() {
            return;
        }
        let write = || {
            fs::create_dir_all(&folder)?;
            fs::write(folder.join(".gitignore"), "*\n")?;
            fs::write(folder.join("new"), self.render())?;
            fs::rename(folder.join("new"), folder.join(FILE))
        };
        let _: std::io::Result<()> = write();
    }

    // program …
    // unit user 6f1c…
    // file 09ab… src/models/user.rs
    fn render(&self) -> String {
        let mut text = format!("program {}\n", self.program);
        for (name, Proven { input, files }) in &self.units {
            text.push_str(&format!("unit {name} {input}\n"));
            files.iter().for_each(|(path, sum)| text.push_str(&format!("file {sum} {path}\n")));
        }
        text + END + "\n"
    }

    /// `None` when the text is of another program, or is no whole proof.
    fn parse(&self, text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let mut proof = (lines.next()?.strip_prefix("program ")? == self.program).then(|| self.clone())?;
        let mut unit = String::new();
        for line in lines {
            match line.split_once(' ') {
                Some(("unit", rest)) => {
                    let (name, input) = rest.split_once(' ')?;
                    name.clone_into(&mut unit);
                    proof.units.insert(unit.clone(), Proven { input: input.to_owned(), files: Vec::new() });
                }
                Some(("file", rest)) => {
                    let (sum, path) = rest.split_once(' ')?;
                    proof.units.get_mut(&unit)?.files.push((path.to_owned(), sum.to_owned()));
                }
                None if line == END => return Some(proof),
                _ => return None,
            }
        }
        None
    }
}

/// Where the program is, how long, and when it was made: another build of the same version is another program.
fn program() -> Option<String> {
    let place = std::env::current_exe().ok()?;
    let metadata = fs::metadata(&place).ok()?;
    let made = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
    Some(format!("{} {} {made} {}", env!("CARGO_PKG_VERSION"), metadata.len(), place.display()))
}
