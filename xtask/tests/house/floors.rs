//! Folders stand on each other, and imports go down only: the rooms of the runtime, and the rooms within its largest
//! folders, those of the generator and the service of `VoiceHelper`.

use crate::sources::{self, Source};

/// A folder whose rooms are its files and folders.
struct House {
    /// Its path, `runtime/src`.
    path: &'static str,
    /// Its rooms, those at the bottom first. Rooms of one floor do not import each other.
    floors: &'static [&'static [&'static str]],
    /// What may name anything: lists of names for those outside.
    doors: &'static [&'static str],
}

const HOUSES: [House; 8] = [
    House {
        path: "runtime/src",
        floors: &[
            &["clock", "search", "validate"],
            &["error"],
            &["statistics"],
            &["config", "metrics"],
            &["cache"],
            &["value"],
            &["statement", "connection"],
            &["condition", "execute"],
            &["record", "replica"],
            &["entity"],
            &["handle"],
            &["inspect", "repository"],
            &["migrate"],
            &["store"],
            &["admin", "query", "testing"],
            &["support", "internal"],
        ],
        doors: &["lib", "support", "internal"],
    },
    House {
        path: "runtime/src/cache",
        floors: &[
            &["chance", "time"],
            &["backoff", "codec", "memory", "model"],
            &["counters"],
            &["redis", "without_redis"],
            &["parts"],
            &["core"],
            &["lists"],
            &["region", "values"],
            &["manager"],
            &["fence"],
            &["protocol", "schedules"],
        ],
        doors: &[],
    },
    House {
        path: "runtime/src/migrate",
        floors: &[
            &["report"],
            &["dialect", "model"],
            &["connection", "plan"],
            &["catalogue"],
            &["cache_log", "history", "sqlite", "watch"],
            &["lock"],
            &["runner"],
            &["migrator"],
            &["partitions"],
        ],
        doors: &[],
    },
    House {
        path: "generator/src/check",
        floors: &[&["entity"], &["database", "hooks", "key", "view"], &["name"], &["field", "query"], &["relation"]],
        doors: &[],
    },
    House {
        path: "generator/src/resolve",
        floors: &[&["extras", "join", "lookup"], &["term"], &["field_type"], &["field"], &["entity", "value"]],
        doors: &[],
    },
    House {
        path: "generator/src/sql",
        floors: &[
            &["problem", "physical", "rules"],
            &["value"],
            &["operation", "lower", "history"],
            &["transition"],
            &["fill", "render"],
            &["alter", "diff"],
            &["object"],
            &["plan"],
        ],
        doors: &[],
    },
    House {
        path: "generator/src/sql/diff",
        floors: &[&["wanted"], &["dialogue"], &["matches"], &["columns"], &["sequence"], &["review"]],
        doors: &[],
    },
    House {
        path: "examples/voicehelper/src/service",
        floors: &[
            &["key"],
            &["response"],
            &["usage"],
            &["state"],
            &["access", "lease"],
            &["request"],
            &["endpoint", "resource"],
            &["routes"],
            &["serve"],
        ],
        doors: &[],
    },
];

impl House {
    fn floor(&self, room: &str) -> Option<usize> {
        self.floors.iter().position(|rooms| rooms.contains(&room))
    }

    /// Returns the room that a file belongs to, `cache` for `cache.rs` and what is below `cache/`.
    fn room<'p>(&self, path: &'p str) -> Option<&'p str> {
        let rest = path.strip_prefix(self.path)?.strip_prefix('/')?;
        Some(rest.split('/').next()?.trim_end_matches(".rs"))
    }

    /// Returns how code of the crate names the folder, `crate::cache::`.
    fn prefix(&self) -> String {
        let modules = self.path.split_once("/src").map_or("", |(_, modules)| modules);
        format!("crate{}::", modules.replace('/', "::"))
    }

    /// Returns the file that the folder belongs to: it declares the rooms and hands on names of theirs.
    fn face(&self) -> String {
        if self.path.ends_with("/src") { format!("{}/lib.rs", self.path) } else { format!("{}.rs", self.path) }
    }
}

/// Returns the text of a file without comments, in which every list of imports is written out, and with the lines of
/// the file. A unit test at the end of a file may look from above.
fn code(file: &Source) -> Vec<(usize, String)> {
    let lines = file
        .numbered()
        .take_while(|(_, line)| !line.starts_with("#[cfg(test)]") && !line.starts_with("#[cfg(all(test"));
    let mut statements: Vec<(usize, String)> = Vec::new();
    let mut is_open = false;
    for (number, line) in lines {
        let line = line.split("//").next().unwrap_or_default();
        match statements.last_mut().filter(|_| is_open) {
            Some((_, statement)) => statement.push_str(line.trim()),
            None => statements.push((number, line.trim().to_owned())),
        }
        let statement = statements.last().map_or("", |(_, statement)| statement);
        is_open = statement.contains("use ") && !statement.contains(';');
    }
    statements
}

/// Returns the paths that an import names, each whole: `use a::{b, c::{d, e}}` names `a::b`, `a::c::d` and `a::c::e`.
fn written_out(statement: &str) -> Vec<String> {
    let mut paths = Vec::new();
    let (mut prefixes, mut current) = (vec![String::new()], String::new());
    for c in statement.chars() {
        match c {
            '{' => prefixes.push(prefixes.last().map_or_else(String::new, |outer| format!("{outer}{current}"))),
            ',' | '}' | ';' => {
                paths.push(prefixes.last().map_or_else(String::new, |outer| format!("{outer}{current}")))
            }
            c if c.is_whitespace() => continue,
            c => {
                current.push(c);
                continue;
            }
        }
        if c == '}' {
            prefixes.pop();
        }
        current.clear();
    }
    paths
}

/// Returns the first segments behind `prefix` in a statement. A macro's `$crate` names things where it is used.
fn imported(statement: &str, prefix: &str) -> Vec<String> {
    let is_import = statement.starts_with("use ") || statement.contains(" use ");
    let texts = if is_import { written_out(statement) } else { vec![statement.to_owned()] };
    let mut found = Vec::new();
    for text in &texts {
        for (at, _) in text.match_indices(prefix).filter(|(at, _)| !text[..*at].ends_with('$')) {
            let rest = &text[at + prefix.len()..];
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            found.push(rest[..end].to_owned());
        }
    }
    found
}

/// Returns the room whose name the folder's own file hands on, for `use crate::Error`.
fn handed_on(face: &Source, name: &str) -> Option<String> {
    let statements = code(face);
    let handed = statements.iter().filter(|(_, statement)| statement.starts_with("pub") && statement.contains(" use "));
    let mut paths = handed.flat_map(|(_, statement)| {
        written_out(&statement.split_once("use ").map_or("", |(_, list)| list).replace("self::", ""))
    });
    paths.find(|path| path.ends_with(&format!("::{name}"))).and_then(|path| path.split("::").next().map(str::to_owned))
}

#[test]
fn every_room_has_a_floor() {
    let files = sources::read(".rs");
    let mut unknown = Vec::new();
    for house in &HOUSES {
        let rooms = files.iter().filter_map(|file| house.room(&file.path));
        let without = rooms.filter(|room| house.floor(room).is_none() && !house.doors.contains(room));
        unknown.extend(without.map(|room| format!("{}/{room}", house.path)));
    }
    sources::expect_none("rooms without a floor in xtask/tests/house/floors.rs", &unknown);
}

#[test]
fn imports_go_down() {
    let files = sources::read(".rs");
    let mut upward = Vec::new();
    for house in &HOUSES {
        let face = files.iter().find(|file| file.path == house.face()).expect("a folder belongs to a file");
        for file in &files {
            let Some(from) = house.room(&file.path).filter(|room| !house.doors.contains(room)) else { continue };
            let is_face = file.path == format!("{}/{from}.rs", house.path);
            for (number, statement) in code(file) {
                let mut names = imported(&statement, &house.prefix());
                if is_face {
                    names.extend(imported(&statement, "super::"));
                }
                for name in names {
                    let to = if house.floor(&name).is_some() { Some(name) } else { handed_on(face, &name) };
                    let Some(to) = to.filter(|to| to != from) else { continue };
                    if house.floor(&to).is_some_and(|to| Some(to) >= house.floor(from)) {
                        let place = format!("{}:{number}", file.path);
                        upward.push(format!("{place}: {from} stands below {to}, or beside it, in {}", house.path));
                    }
                }
            }
        }
    }
    sources::expect_none("imports that go up", &upward);
}

#[test]
fn lists_of_imports_are_written_out() {
    let paths = written_out("crate::{a::B, c::{self, d::{E, F}}};");
    for path in ["crate::a::B", "crate::c::self", "crate::c::d::E", "crate::c::d::F"] {
        assert!(paths.iter().any(|written| written == path), "{path} in {paths:?}");
    }
    let rooms = imported("use crate::{cache::Key, value::{Row, Page}};", "crate::");
    assert_eq!(rooms.iter().filter(|room| !room.is_empty()).collect::<Vec<_>>(), ["cache", "value", "value"]);
    assert_eq!(imported("$crate::cache::Key", "crate::"), [""; 0]);
}
