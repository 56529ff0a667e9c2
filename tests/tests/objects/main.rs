//! Objects beside tables, on every engine: they come, change and go with migrations, and no change of a table loses
//! one.

mod change;
mod entity;
mod rebuild;
mod story;

/// Two tables that objects look at.
const LIBRARY: &str = r#"
[entities.Author]
table = "authors"
[entities.Author.fields]
id = { type = "i64", primary = true }
name = { type = "string", length = 50 }
score = { type = "i32", default = 0 }
active = { type = "bool", default = true }

[entities.Event]
table = "events"
[entities.Event.fields]
id = { type = "i64", primary = true }
said = { type = "string", length = 200 }
"#;

const ACTIVE: &str = "CREATE VIEW active_authors AS\nSELECT id, name, score FROM authors WHERE active;\n";

/// Says aloud whose score changed.
const TOLD: [(&str, &str); 3] = [
    (
        "tell.sqlite.sql",
        "CREATE TRIGGER tell AFTER UPDATE OF score ON authors WHEN NEW.score <> OLD.score\nBEGIN\n    \
         INSERT INTO events (said) VALUES ('score; of ' || NEW.name);\nEND;\n",
    ),
    (
        "tell.mysql.sql",
        "DELIMITER //\nCREATE TRIGGER tell AFTER UPDATE ON authors FOR EACH ROW\nBEGIN\n    \
         IF NEW.score <> OLD.score THEN\n        INSERT INTO events (said) VALUES (CONCAT('score; of ', NEW.name));\n    \
         END IF;\nEND//\nDELIMITER ;\n",
    ),
    (
        "tell.postgres.sql",
        "CREATE FUNCTION tell_score() RETURNS trigger LANGUAGE plpgsql AS $$\nBEGIN\n    \
         INSERT INTO events (said) VALUES ('score; of ' || NEW.name);\n    RETURN NEW;\nEND;\n$$;\n\n\
         CREATE TRIGGER tell AFTER UPDATE OF score ON authors FOR EACH ROW\n    \
         WHEN (NEW.score <> OLD.score) EXECUTE FUNCTION tell_score();\n",
    ),
];

/// The view and the trigger.
fn both() -> Vec<(&'static str, &'static str)> {
    [("active_authors.sql", ACTIVE)].into_iter().chain(TOLD).collect()
}
