//! What the migrations under test change.

use std::collections::BTreeMap;
use std::path::Path;

use larder_format::plan::{Probe, Step, StepList};
use larder_format::{Dialect, Direction, folder};
use larder_generator::sql::{self, Answers};

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
        KINDS.iter().map(evolved).collect()
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
}

/// The tables of the definition, and a migration with their rows and the table that counts.
fn base() -> BTreeMap<String, Files> {
    let mut folders = generated(&format!("{BASE}{PET}"), &BTreeMap::new(), &Answers::default());
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

fn generated(definition: &str, folders: &BTreeMap<String, Files>, answers: &Answers) -> BTreeMap<String, Files> {
    let definition = larder_generator::read(definition, "models.toml").unwrap_or_else(|wrong| panic!("{wrong:?}"));
    let state = sql::fold(folders).expect("the migrations hold together");
    let made = sql::generate(&state, &definition.schema, answers).unwrap_or_else(|open| panic!("{open:?}"));
    made.migrations.into_iter().map(|migration| (migration.plan.id, migration.files)).collect()
}

/// A change of the definition: what is replaced by what, and the answers to what that leaves open.
struct Kind {
    name: &'static str,
    edits: &'static [(&'static str, &'static str)],
    answers: &'static [(Flag, &'static str)],
}

#[derive(Clone, Copy)]
enum Flag {
    Rename,
    Drop,
    Fill,
}

const fn kind(
    name: &'static str,
    edits: &'static [(&'static str, &'static str)],
    answers: &'static [(Flag, &'static str)],
) -> Kind {
    Kind { name, edits, answers }
}

/// A new table before the first line of the old one.
const TOY_AND_PET: &str = r#"
[entities.Toy]
table = "toys"
indexes = ["name"]

[entities.Toy.fields]
id = { type = "i64", primary = true }
pet_id = { belongs_to = "Pet", on_delete = "cascade" }
name = { type = "string", length = 50 }

[entities.Pet]
"#;

const PET: &str = r#"
[entities.Pet]
table = "pets"
indexes = ["name"]

[entities.Pet.fields]
id = { type = "i64", primary = true }
person_id = { belongs_to = "Person", on_delete = "cascade" }
name = { type = "string", length = 50 }
"#;

/// A table whose rows refer to a key of two fields.
const GROOMED: &str = r#"
[entities.Pet]
table = "pets"
indexes = ["name"]
unique = ["person_id, name"]

[entities.Pet.fields]
id = { type = "i64", primary = true }
person_id = { belongs_to = "Person", on_delete = "cascade", immutable = true }
name = { type = "string", length = 50, immutable = true }

[entities.Visit]
table = "visits"
belongs_to = [{ to = "Pet", on = "person_id, pet", by = "person_id, name", on_delete = "cascade" }]

[entities.Visit.fields]
id = { type = "bytes(16)", primary = true }
person_id = "i64"
pet = { type = "string", length = 50 }
"#;

/// Columns of types that PostgreSQL has of its own, and exact numbers.
const NATIVE: &str = r#"age = "i32?"
feeling = { enum = ["calm", "wild"], native = { postgres = "feeling" }, default = "calm" }
tags = { type = "string[]", native = { postgres = "text[]" }, default = [] }
price = { type = "decimal(10, 2)", default = 0.5 }
"#;

/// An index and a check in the words of the databases.
const OWN: &str = r#"table = "people"
indexes = [{ on = "name", sql = "(lower(name))", unique = true }]
checks = [{ on = "age, name", sql = "age > 0 or name <> ''" }]"#;

const COLLATED: &str = "name = { type = \"string\", length = 50, \
    collation = { postgres = \"C\", mysql = \"utf8mb4_general_ci\", sqlite = \"NOCASE\" } }\nage";

const UNIQUE_NAME: &str = "name = { type = \"string\", length = 50, unique = true, immutable = true }\nage";

const COUNTED_KEY: &str = "[entities.Pet.fields]\nid = { type = \"i64\", primary = true }";
const GIVEN_KEY: &str = "[entities.Pet.fields]\nid = { type = \"i64\", primary = \"assigned\" }";

const AGE: &str = "age = \"i32?\"\n";
const NOTE: &str = "note = \"text?\"\n";

const KINDS: [Kind; 28] = [
    kind("create_table", &[("\n[entities.Pet]\n", TOY_AND_PET)], &[]),
    kind("drop_table", &[(PET, "")], &[(Flag::Drop, "pets")]),
    kind("rename_table", &[("table = \"pets\"", "table = \"animals\"")], &[(Flag::Rename, "pets=animals")]),
    kind("add_column", &[(AGE, "age = \"i32?\"\ncity = { type = \"string?\", length = 20 }\n")], &[]),
    kind(
        "add_filled_column",
        &[(AGE, "age = \"i32?\"\ncity = { type = \"string\", length = 20 }\n")],
        &[(Flag::Fill, "Person.city='none'")],
    ),
    kind(
        "add_computed_column",
        &[(AGE, "age = \"i32?\"\ncity = { type = \"string\", length = 60 }\n")],
        &[(Flag::Fill, "Person.city=name")],
    ),
    kind("drop_column", &[(NOTE, "")], &[(Flag::Drop, "Person.note")]),
    kind("rename_column", &[(NOTE, "remark = \"text?\"\n")], &[(Flag::Rename, "Person.note=remark")]),
    kind("widen_column", &[(AGE, "age = \"i64?\"\n")], &[]),
    kind("require_column", &[(AGE, "age = \"i32\"\n")], &[(Flag::Fill, "Person.age=0")]),
    kind("change_default", &[("default = \"good\"", "default = \"bad\"")], &[]),
    kind("add_index", &[("table = \"people\"", "table = \"people\"\nindexes = [\"age, name\"]")], &[]),
    kind("add_unique", &[("table = \"people\"", "table = \"people\"\nunique = [\"name\"]")], &[]),
    kind(
        "add_foreign_key",
        &[(
            "table = \"pets\"\nindexes = [\"name\"]\n\n[entities.Pet.fields]\n",
            "table = \"pets\"\nindexes = [\"name\"]\n\n[entities.Pet.fields]\nkeeper_id = { belongs_to = \"Person?\", on_delete = \"set_null\" }\n",
        )],
        &[],
    ),
    kind("add_check", &[(AGE, "age = { type = \"i32?\", range = [0, 150] }\n")], &[]),
    kind("add_enum_value", &[("\"good\", \"bad\"", "\"good\", \"bad\", \"ugly\"")], &[]),
    kind("refer_to_a_key_of_several_fields", &[(PET, GROOMED)], &[]),
    kind("add_columns_of_native_types", &[(AGE, NATIVE)], &[]),
    kind("add_own_index_and_check", &[("table = \"people\"", OWN)], &[]),
    kind("add_unique_text", &[("note = \"text?\"", "note = { type = \"text?\", unique = true }")], &[]),
    kind("drop_check", &[("default = \"good\"", "default = \"good\", unchecked = true")], &[]),
    kind("compute_a_column", &[(AGE, "age = \"i32?\"\nrest = { type = \"i64?\", generated = \"age % 7\" }\n")], &[]),
    kind(
        "add_default_of_the_database",
        &[(AGE, "age = \"i32?\"\nrank = { type = \"i32\", default_sql = \"1 + 1\" }\n")],
        &[],
    ),
    kind("collate_column", &[("name = { type = \"string\", length = 50 }\nage", COLLATED)], &[]),
    kind(
        "change_what_a_reference_does",
        &[("on_delete = \"cascade\"", "on_delete = \"no_action\", on_update = \"cascade\", deferrable = \"deferred\"")],
        &[],
    ),
    kind("give_keys_by_the_program", &[(COUNTED_KEY, GIVEN_KEY)], &[]),
    kind(
        "refer_to_a_unique_field",
        &[
            ("name = { type = \"string\", length = 50 }\nage", UNIQUE_NAME),
            (
                "person_id = {",
                "keeper = { belongs_to = \"Person?\", by = \"name\", on_update = \"cascade\" }\nperson_id = {",
            ),
        ],
        &[],
    ),
    kind("add_search", &[("table = \"people\"", "table = \"people\"\nindexes = [{ search = \"note\" }]")], &[]),
];

fn evolved(kind: &Kind) -> Change {
    let mut definition = format!("{BASE}{PET}");
    for (old, new) in kind.edits {
        assert!(definition.contains(old), "{}: `{old}` is not in the definition", kind.name);
        definition = definition.replacen(old, new, 1);
    }
    let mut answers = Answers::default();
    for (flag, value) in kind.answers {
        let wrong = "the answer can be read";
        match flag {
            Flag::Rename => answers.renames.push(value.parse().expect(wrong)),
            Flag::Drop => answers.drops.push(value.parse().expect(wrong)),
            Flag::Fill => answers.fills.push(value.parse().expect(wrong)),
        }
    }
    let mut folders = base();
    let made = generated(&definition, &folders, &answers);
    assert!(!made.is_empty(), "{}: nothing changes", kind.name);
    let own = made.len();
    folders.extend(made.into_iter().map(|(id, files)| (id, counting(files))));
    Change { name: kind.name, folders, own }
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
