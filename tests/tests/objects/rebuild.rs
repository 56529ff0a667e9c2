//! Tables that change under objects.

use integration::Backend;

use crate::story::Story;
use crate::{ACTIVE, LIBRARY, TOLD, both};

integration::on_every_engine!(
    no_change_of_a_table_loses_what_looks_at_it,
    a_renamed_column_asks_for_another_text,
    objects_and_new_tables_come_in_one_run,
);

async fn no_change_of_a_table_loses_what_looks_at_it(backend: Backend) {
    let mut story = Story::on(&backend).await;
    story.becomes(LIBRARY, &both(), &[]).expect("the objects are made");
    story.proves().await;
    story.execute("INSERT INTO authors (name, score) VALUES ('Ada', 1), ('Bo', 2)").await;
    let changes = [
        ("score = { type = \"i32\"", "score = { type = \"i64\"", ""),
        ("length = 50", "length = 60", ""),
        ("active =", "nick = { type = \"string\", length = 9 }\nactive =", "--fill Author.nick='n'"),
        (
            "id = { type = \"i64\", primary = true }\nname",
            "id = { type = \"i64\", primary = true }\nborn = \"date?\"\nname",
            "",
        ),
        ("score = { type = \"i64\", default = 0 }", "score = { type = \"i64\", default = 5, range = [0] }", ""),
        ("nick = { type = \"string\", length = 9 }\n", "", "--drop Author.nick"),
    ];
    let mut models = LIBRARY.to_owned();
    for (round, (from, to, flag)) in changes.into_iter().enumerate() {
        assert!(models.contains(from), "{from}");
        models = models.replacen(from, to, 1);
        let flags: Vec<&str> = Some(flag).filter(|flag| !flag.is_empty()).into_iter().collect();
        let made = story.becomes(&models, &both(), &flags).expect("the table changes");
        let told = made.iter().flat_map(|one| &one.plan.operations).filter_map(|operation| operation.object()).count();
        assert_eq!(told, 0, "the objects themselves stay");
        story.proves().await;
        story.execute(&format!("UPDATE authors SET score = {} WHERE name = 'Ada'", round + 10)).await;
        story.gives("SELECT name FROM active_authors ORDER BY name", &[&["Ada"], &["Bo"]]).await;
        let expected: Vec<&[&str]> = vec![&["score; of Ada"]; round + 1];
        story.gives("SELECT said FROM events", &expected).await;
    }
}

async fn a_renamed_column_asks_for_another_text(backend: Backend) {
    let mut story = Story::on(&backend).await;
    story.becomes(LIBRARY, &both(), &[]).expect("the objects are made");
    story.proves().await;
    story.execute("INSERT INTO authors (name, score) VALUES ('Ada', 1)").await;
    let models = LIBRARY.replace("score =", "points =");
    let refused = story.becomes(&models, &both(), &["--rename Author.score=points"]).expect_err("the texts are old");
    assert!(refused.contains("M0310"), "{refused}");
    assert!(refused.contains("object `active_authors` names column `authors.score`"), "{refused}");
    assert!(refused.contains("object `tell` names column `authors.score`"), "{refused}");
    let renamed: Vec<(&str, String)> = both().iter().map(|(name, text)| (*name, in_points(text))).collect();
    let objects: Vec<(&str, &str)> = renamed.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let made = story.becomes(&models, &objects, &["--rename Author.score=points"]).expect("the texts follow");
    assert_eq!(made.len(), 1, "one migration does both");
    story.proves().await;
    story.execute("UPDATE authors SET points = 3").await;
    story.gives("SELECT said FROM events", &[&["score; of Ada"]]).await;
    // A table that goes takes its trigger with it, and asks about the view.
    let without = &models[models.find("[entities.Event]").expect("is there")..];
    let flags = ["--drop authors"];
    let refused = story.becomes(without, &objects[..1], &flags).expect_err("the view looks at it");
    assert!(refused.contains("names table `authors`"), "{refused}");
    story.becomes(without, &[], &flags).expect("all goes");
    story.proves().await;
}

fn in_points(text: &str) -> String {
    text.replace("name, score", "name, points").replace("OF score", "OF points").replace(".score", ".points")
}

async fn objects_and_new_tables_come_in_one_run(backend: Backend) {
    let mut story = Story::on(&backend).await;
    story.becomes(LIBRARY, &both(), &[]).expect("the objects are made");
    story.proves().await;
    let books = "\n[entities.Book]\ntable = \"books\"\n[entities.Book.fields]\nid = { type = \"i64\", primary = true }\n\
                 author = { belongs_to = \"Author\" }\n";
    let models = LIBRARY
        .replace("active = { type = \"bool\", default = true }\n", "retired = { type = \"bool\", default = false }\n")
        + books;
    let view = "CREATE VIEW active_authors AS\nSELECT a.id, a.name, count(b.id) AS books FROM authors a\n\
                LEFT JOIN books b ON b.author = a.id WHERE NOT a.retired GROUP BY a.id, a.name;\n";
    let named = "CREATE VIEW a_named AS SELECT name FROM active_authors;\n";
    let mut objects = vec![("active_authors.sql", view), ("a_named.sql", named)];
    objects.extend(TOLD);
    let made = story.becomes(&models, &objects, &["--drop Author.active"]).expect("all of it changes");
    let titles: Vec<&str> = made.iter().map(|one| one.plan.id.as_str()).collect();
    assert_eq!(
        titles,
        [
            "0004_drop_active_authors",
            "0005_change_authors",
            "0006_create_books",
            "0007_create_a_named_and_active_authors",
        ]
    );
    story.proves().await;
    story.execute("INSERT INTO authors (name) VALUES ('Ada')").await;
    story.gives("SELECT name FROM a_named", &[&["Ada"]]).await;
    let back: Vec<(&str, &str)> = [("active_authors.sql", ACTIVE)].into_iter().chain(TOLD).collect();
    story.becomes(LIBRARY, &back, &["--drop books", "--drop Author.retired"]).expect("and back");
    story.proves().await;
    story.gives("SELECT name FROM active_authors", &[&["Ada"]]).await;
}
