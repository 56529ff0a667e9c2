//! Files of objects beside tables to the schema: `active_users.sql` for every database, `active_users.mysql.sql` for
//! one.

mod statement;

use std::collections::BTreeMap;

use larder_format::Dialect;
use larder_format::object::{self, Object};
use larder_format::qualified;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Origin};
use crate::draft::Drafts;
use crate::ir::Schema;
use crate::name;

/// Texts of files by their paths.
pub type ObjectFiles = BTreeMap<String, String>;

/// A text with its place.
#[derive(Clone, Copy)]
struct Source<'a> {
    text: &'a str,
    whole: Origin,
}

impl<'a> Source<'a> {
    /// Returns the place of the first line of a part of the text.
    fn line(&self, part: &str) -> Origin {
        let start = part.as_ptr() as usize - self.text.as_ptr() as usize;
        self.whole.part(0, start..start + part.lines().next().map_or(0, |line| line.trim_end().len()))
    }
}

/// The files of one object, by the dialect in their names.
type Sources<'a> = BTreeMap<Option<Dialect>, Source<'a>>;

/// Reads the files into the objects of the schema.
pub fn read(files: &ObjectFiles, drafts: &Drafts, schema: &mut Schema, diagnostics: &mut Diagnostics) {
    let mut found: BTreeMap<&str, Sources<'_>> = BTreeMap::new();
    for (path, text) in files {
        let file = diagnostics.add_file(path, text);
        let whole = Origin::Text { file, start: 0, end: 0 };
        let source = Source { text, whole };
        match named(path) {
            Ok((name, dialect)) => {
                if found.entry(name).or_default().insert(dialect, source).is_some() {
                    let message = format!("two files hold the text of `{name}`");
                    diagnostics.push(Diagnostic::error(Code::ObjectFile, whole, message).help("remove one of them"));
                }
            }
            Err(message) => diagnostics.push(Diagnostic::error(Code::ObjectFile, whole, message).help(
                "name it in lower case like `active_users.sql`, or `active_users.postgres.sql` (`mysql`, `sqlite`) for \
                 one database",
            )),
        }
    }
    for (name, sources) in &found {
        let mut object = Object { name: (*name).to_owned(), ..Object::default() };
        for (dialect, source) in sources {
            *object.text_mut(*dialect) = Some(source.text.trim().to_owned());
        }
        schema.objects.insert((*name).to_owned(), object);
    }
    let views = check(&found, schema, diagnostics);
    entities(&views, drafts, diagnostics);
}

/// Returns the name and the dialect that a path says.
pub(crate) fn named(path: &str) -> Result<(&str, Option<Dialect>), String> {
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.strip_suffix(".sql").unwrap_or(file);
    let (name, suffix) = stem.split_once('.').map_or((stem, None), |(name, suffix)| (name, Some(suffix)));
    let dialect = suffix.map(|suffix| Dialect::ALL.into_iter().find(|dialect| dialect.as_str() == suffix));
    match dialect {
        Some(None) => {}
        _ if !name::is_snake(name) => {}
        dialect => return Ok((name, dialect.flatten())),
    }
    Err(format!("`{file}` is not named like the file of an object"))
}

/// Checks the texts; returns what they make.
fn check<'a>(
    found: &BTreeMap<&'a str, Sources<'_>>,
    schema: &Schema,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<(Dialect, String), &'a str> {
    let mut made: BTreeMap<(Dialect, String), &str> = BTreeMap::new();
    for (name, sources) in found {
        for source in sources.values() {
            needs(source, found, diagnostics);
        }
        let mut faulty = Vec::new();
        for dialect in Dialect::ALL {
            let Some(source) = sources.get(&Some(dialect)).or_else(|| sources.get(&None)) else { continue };
            let before = diagnostics.iter().count();
            if faulty.contains(&source.text) {
                continue;
            }
            for key in statement::check(source, name, dialect, diagnostics) {
                let is_table = schema.with_tables().any(|entity| key == qualified::plain(&entity.table).to_lowercase());
                let other = made.insert((dialect, key), name).filter(|other| other != name);
                let message = match (other, is_table) {
                    (Some(other), _) => format!("`{name}` and `{other}` make the same object"),
                    (None, true) => format!("`{name}` makes what has the name of a table"),
                    (None, false) => continue,
                };
                diagnostics.push(
                    Diagnostic::error(Code::ObjectTwice, source.whole, message).help("give one of them another name"),
                );
            }
            if diagnostics.iter().count() > before {
                faulty.push(source.text);
            }
        }
    }
    made
}

/// The view of an entity is there, wherever the program runs.
fn entities(made: &BTreeMap<(Dialect, String), &str>, drafts: &Drafts, diagnostics: &mut Diagnostics) {
    for draft in &drafts.entities {
        let Some(view) = &draft.view else { continue };
        let is_made = |dialect: &Dialect| made.contains_key(&(*dialect, view.value.to_lowercase()));
        let missing: Vec<&str> =
            Dialect::ALL.iter().filter(|dialect| !is_made(dialect)).map(|dialect| dialect.title()).collect();
        let help = format!("write `CREATE VIEW {0} AS SELECT …` to the file `{0}.sql` of the objects", view.value);
        if missing.len() == Dialect::ALL.len() {
            let message = format!("no object makes the view `{}`", view.value);
            diagnostics.push(Diagnostic::error(Code::ViewObject, view.origin, message).help(help));
        } else if !missing.is_empty() {
            let (entity, missing) = (&draft.name.value, missing.join(" and "));
            let message = format!("`{entity}` cannot be read on {missing}, where no object makes `{}`", view.value);
            diagnostics.push(Diagnostic::note(Code::ViewObject, view.origin, message));
        }
    }
}

fn needs(source: &Source<'_>, found: &BTreeMap<&str, Sources<'_>>, diagnostics: &mut Diagnostics) {
    for needed in object::needs(source.text).into_iter().flatten().filter(|name| !found.contains_key(name)) {
        let message = format!("`needs` names `{needed}`, which is not an object of the definition");
        let names: Vec<&str> = found.keys().copied().collect();
        let help = match name::nearest(needed, names.iter().copied()) {
            Some(name) => format!("did you mean `{name}`?"),
            None => "name an object by its file, without `.sql`; tables need not be named".to_owned(),
        };
        diagnostics.push(Diagnostic::error(Code::ObjectNeeds, source.line(needed), message).help(help));
    }
}
