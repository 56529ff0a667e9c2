//! What the migrations under test change.

use std::collections::BTreeMap;
use std::path::Path;

use larder_format::plan::{Probe, Step, StepList};
use larder_format::{Dialect, Direction, folder};

use super::handmade::{Files, Script, migration, plan_of, sealed};

/// The tables that are there before.
const BASE: &str = r#"
[entities.Person]
table = "people"

[entities.Person.fields]
id = { type = "i64", primary = true }
name = { type = "string", length = 50 }
age = "i32?"
note = "text?"
mood = { enum = ["good", "bad"], default = "good" }

[entities.Pet]
table = "pets"
indexes = ["name"]

[entities.Pet.fields]
id = { type = "i64", primary = true }
person_id = { belongs_to = "Person", on_delete = "cascade" }
name = { type = "string", length = 50 }
"#;

/// How often each step of a change counts itself: at its begin and at its end.
pub(super) const COUNTED: i64 = 2;

/// A kind of change, as migration folders.
pub(super) struct Change {
    pub(super) name: &'static str,
    /// By name; the last `own` of them are the change, those before it the tables and rows that are there already.
    pub(super) folders: BTreeMap<String, Files>,
    pub(super) own: usize,
}

impl Change {
    /// Returns every kind.
    pub(super) fn all() -> Vec<Self> {
        let mut all = vec![created()];
        all.extend(HANDMADE.iter().map(Self::handmade));
        all
    }

    /// Returns the last migration before the change.
    pub(super) fn base(&self) -> &str {
        let before = self.folders.len() - self.own;
        self.folders.keys().nth(before - 1).expect("there is a base")
    }

    /// Returns the migrations of the change.
    pub(super) fn ids(&self) -> impl Iterator<Item = &str> {
        self.folders.keys().skip(self.folders.len() - self.own).map(String::as_str)
    }

    /// Writes all folders.
    pub(super) fn write(&self, place: &Path) {
        for (id, files) in &self.folders {
            let place = place.join(id);
            std::fs::create_dir_all(&place).expect("a folder can be made");
            for (name, text) in files {
                std::fs::write(place.join(name), text).expect("a file can be written");
            }
        }
    }

    fn handmade((name, script): &(&'static str, fn(Dialect) -> Script)) -> Self {
        let mut folders = base();
        let id = format!("0004_{name}");
        let parent = folders.last_key_value().map(|(_, files)| files.clone());
        folders.insert(id.clone(), counting(migration(&id, parent.as_ref(), script)));
        Self { name, folders, own: 1 }
    }
}

/// The tables of the definition, and a migration with their rows and the table that counts.
fn base() -> BTreeMap<String, Files> {
    let mut folders = generated(BASE, &BTreeMap::new());
    let parent = folders.last_key_value().map(|(_, files)| files.clone());
    let number = folders.len() + 1;
    let rows = migration(&format!("{number:04}_rows"), parent.as_ref(), |dialect| {
        let people: Vec<_> =
            (1..=40).map(|number| format!("('p{number}', {number}, 'note {number}', 'good')")).collect();
        let pets: Vec<_> = (1..=40).map(|number| format!("({number}, 'pet {}')", number % 7)).collect();
        let step = |probe| Step { statements: 1, probe, transactional: true, ..Step::default() };
        let made = Step { transactional: false, ..step(Some(Probe::HasTable("counts".to_owned()))) };
        let gone = Step { transactional: false, ..step(Some(Probe::NoTable("counts".to_owned()))) };
        let steps = dialect == Dialect::MySql;
        Script {
            up: format!(
                "CREATE TABLE counts (n BIGINT NOT NULL);\nINSERT INTO counts VALUES (0);\n\
                 INSERT INTO people (name, age, note, mood) VALUES {};\nINSERT INTO pets (person_id, name) VALUES {};\n",
                people.join(", "),
                pets.join(", ")
            ),
            down: "DROP TABLE counts;\n".to_owned(),
            up_steps: if steps { vec![made, step(None), step(None), step(None)] } else { Vec::new() },
            down_steps: if steps { vec![gone] } else { Vec::new() },
        }
    });
    folders.insert(format!("{number:04}_rows"), rows);
    folders
}

fn generated(definition: &str, folders: &BTreeMap<String, Files>) -> BTreeMap<String, Files> {
    let definition = larder_generator::read(definition, "models.toml").expect("the definition is right");
    let made = larder_generator::sql::migrations(&definition.schema, folders).expect("the change can be made");
    made.into_iter().map(|migration| (migration.plan.id, migration.files)).collect()
}

fn created() -> Change {
    let mut folders = base();
    let toy = "\n[entities.Toy]\ntable = \"toys\"\nindexes = [\"name\"]\n\n[entities.Toy.fields]\nid = { type = \"i64\", primary = true }\npet_id = { belongs_to = \"Pet\", on_delete = \"cascade\" }\nname = { type = \"string\", length = 50 }\n";
    let made = generated(&format!("{BASE}{toy}"), &folders);
    let own = made.len();
    folders.extend(made.into_iter().map(|(id, files)| (id, counting(files))));
    Change { name: "create_table", folders, own }
}

/// Lets a migration count itself at its begin and at its end, so that a step done twice or never shows.
fn counting(mut files: Files) -> Files {
    let mut plan = plan_of(&files);
    for dialect in Dialect::ALL {
        for (direction, sign) in [(Direction::Up, '+'), (Direction::Down, '-')] {
            let count = format!("UPDATE counts SET n = n {sign} 1;\n");
            let text = files.get_mut(&folder::sql_file(dialect, direction)).expect("each dialect has both files");
            *text = format!("{count}\n{text}\n{count}");
        }
    }
    for (list, is_mysql) in
        [(&mut plan.steps.postgres, false), (&mut plan.steps.mysql, true), (&mut plan.steps.sqlite, false)]
    {
        let StepList { up, down } = list;
        for steps in [up, down].into_iter().filter(|steps| !steps.is_empty()) {
            let count = Step { statements: 1, transactional: is_mysql, ..Step::default() };
            steps.insert(0, count.clone());
            steps.push(count);
        }
    }
    sealed(plan, files)
}

const HANDMADE: [(&str, fn(Dialect) -> Script); 3] =
    [("hand_add_column", add_column), ("hand_add_index", add_index), ("hand_two_columns", two_columns)];

fn text(dialect: Dialect) -> &'static str {
    if dialect == Dialect::Sqlite { "TEXT" } else { "VARCHAR(50)" }
}

/// On MySQL each statement is a step with a question; elsewhere the file is one step.
fn stepped(dialect: Dialect, statements: &[(&str, Probe)]) -> Vec<Step> {
    let step = |(_, probe): &(&str, Probe)| Step { statements: 1, probe: Some(probe.clone()), ..Step::default() };
    if dialect == Dialect::MySql { statements.iter().map(step).collect() } else { Vec::new() }
}

fn script(dialect: Dialect, up: &[(&str, Probe)], down: &[(&str, Probe)]) -> Script {
    let sql = |list: &[(&str, Probe)]| list.iter().map(|(sql, _)| format!("{sql};\n")).collect::<String>();
    Script { up: sql(up), down: sql(down), up_steps: stepped(dialect, up), down_steps: stepped(dialect, down) }
}

fn column(name: &str) -> (String, String) {
    ("people".to_owned(), name.to_owned())
}

fn add_column(dialect: Dialect) -> Script {
    let (table, name) = column("nickname");
    let add = format!("ALTER TABLE people ADD COLUMN nickname {}", text(dialect));
    script(
        dialect,
        &[(&add, Probe::HasColumn { table: table.clone(), name: name.clone() })],
        &[("ALTER TABLE people DROP COLUMN nickname", Probe::NoColumn { table, name })],
    )
}

fn two_columns(dialect: Dialect) -> Script {
    let names = ["street", "city"];
    let up = names.map(|name| format!("ALTER TABLE people ADD COLUMN {name} {}", text(dialect)));
    let down = names.map(|name| format!("ALTER TABLE people DROP COLUMN {name}"));
    let probe = |name: &str, there: bool| {
        let (table, name) = column(name);
        if there { Probe::HasColumn { table, name } } else { Probe::NoColumn { table, name } }
    };
    script(
        dialect,
        &[(&up[0], probe(names[0], true)), (&up[1], probe(names[1], true))],
        &[(&down[1], probe(names[1], false)), (&down[0], probe(names[0], false))],
    )
}

fn add_index(dialect: Dialect) -> Script {
    let (table, name) = column("people_age_idx");
    let concurrently = if dialect == Dialect::Postgres { " CONCURRENTLY" } else { "" };
    let on = if dialect == Dialect::MySql { " ON people" } else { "" };
    let (up, down) = (
        format!("CREATE INDEX{concurrently} people_age_idx ON people (age)"),
        format!("DROP INDEX{concurrently} people_age_idx{on}"),
    );
    let has = Probe::HasIndex { table: table.clone(), name: name.clone() };
    let no = Probe::NoIndex { table, name };
    let mut script = script(dialect, &[(&up, has.clone())], &[(&down, no.clone())]);
    if dialect == Dialect::Postgres {
        let alone = |probe| vec![Step { statements: 1, no_transaction: true, probe: Some(probe), ..Step::default() }];
        (script.up_steps, script.down_steps) = (alone(has), alone(no));
    }
    script
}
