//! Schema changes, each as a definition and as hand-written SQL.

use larder_generator::sql::{self, Answers, Folder, Migration};

use super::Result;

/// A change of the table, in a definition and by hand.
pub(super) struct Change {
    pub(super) name: &'static str,
    /// The lines of `models.toml` that stand after it, and the fill it needs.
    definition: [&'static str; 3],
    fills: &'static [&'static str],
    pub(super) postgres: &'static [&'static str],
    pub(super) mysql: &'static [&'static str],
}

const START: [&str; 3] = ["indexes = []", "", "owner_id = \"uuid?\""];
const INDEX: &str = "indexes = [\"kind, made_at desc\"]";
const STATE: &str = "state = { type = \"string\", length = 20 }";
const OWNER: &str = "owner_id = { belongs_to = \"Customer?\", on_delete = \"restrict\" }";

/// In the order in which they are taken.
pub(super) const CHANGES: &[Change] = &[
    Change {
        name: "an index",
        definition: [INDEX, "", START[2]],
        fills: &[],
        postgres: &["CREATE INDEX events_kind_made_at_idx ON events (kind, made_at DESC)"],
        mysql: &["CREATE INDEX events_kind_made_at_idx ON events (kind, made_at DESC)"],
    },
    Change {
        name: "a required column with a fill",
        definition: [INDEX, STATE, START[2]],
        fills: &["Event.state=kind"],
        postgres: &[
            "BEGIN",
            "ALTER TABLE events ADD COLUMN state varchar(20)",
            "UPDATE events SET state = kind",
            "ALTER TABLE events ALTER COLUMN state SET NOT NULL",
            "COMMIT",
        ],
        mysql: &[
            "ALTER TABLE events ADD COLUMN state VARCHAR(20)",
            "UPDATE events SET state = kind",
            "ALTER TABLE events MODIFY COLUMN state VARCHAR(20) NOT NULL",
        ],
    },
    Change {
        name: "a foreign key",
        definition: [INDEX, STATE, OWNER],
        fills: &[],
        postgres: &[
            "CREATE INDEX events_owner_id_idx ON events (owner_id)",
            "ALTER TABLE events ADD CONSTRAINT events_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES customers (id)",
        ],
        mysql: &[
            "CREATE INDEX events_owner_id_idx ON events (owner_id)",
            "ALTER TABLE events ADD CONSTRAINT events_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES customers (id)",
        ],
    },
];

fn definition([indexes, state, owner]: [&str; 3]) -> String {
    format!(
        "[codegen]\nmigrations = \"migrations\"\nmodels = \"models\"\n\n[entities.Customer.fields]\n\
         id = {{ type = \"uuid\", primary = true }}\nname = {{ type = \"string\", length = 50 }}\n\n\
         [entities.Event]\n{indexes}\n\n[entities.Event.fields]\nid = {{ type = \"i64\", primary = true }}\n\
         kind = {{ type = \"string\", length = 20 }}\namount = \"i32\"\nmade_at = \"timestamp\"\n{owner}\n{state}\n"
    )
}

/// Returns the migrations of the schema before all changes.
pub(super) fn first() -> Result<Vec<Migration>> {
    generate(&definition(START), &Folder::new(), &[])
}

/// Returns the migrations of one change, after those before it.
pub(super) fn migrations(position: usize) -> Result<Vec<Migration>> {
    let mut folder = Folder::new();
    let mut last = first()?;
    for change in &CHANGES[..=position] {
        for migration in &last {
            folder.insert(migration.plan.id.clone(), migration.files.clone());
        }
        last = generate(&definition(change.definition), &folder, change.fills)?;
    }
    Ok(last)
}

fn generate(definition: &str, folder: &Folder, fills: &[&str]) -> Result<Vec<Migration>> {
    let read = larder_generator::read(definition, "models.toml").map_err(|refused| format!("{refused:?}"))?;
    let fills: Vec<_> = fills.iter().map(|fill| fill.parse()).collect::<Result<_, String>>()?;
    let told = |problems: Vec<sql::Problem>| problems.iter().map(|problem| problem.to_string()).collect::<String>();
    let state = sql::fold(folder).map_err(told)?;
    let answers = Answers { fills, ..Answers::default() };
    Ok(sql::generate(&state, &read.schema, &answers).map_err(told)?.migrations)
}
