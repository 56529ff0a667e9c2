//! References by a unique field and their actions, and keys of several columns: each change goes up, down and up again,
//! and no row is lost.

use super::{Story, run};
use crate::place::{Outcome, Place};

on_every_engine!(
    references_change_what_they_do,
    keys_of_several_columns_change,
    keys_that_hold_the_tenant_change,
    references_of_several_fields_change,
    rows_of_a_tenant_refer_by_several_fields,
    other_columns_in_a_key_are_refused,
    tables_between_two_others_come_and_go,
);

async fn references_change_what_they_do(place: &mut Place) -> Outcome<()> {
    let world = |reference: &str| {
        format!(
            "[entities.P]\ntable = \"ps\"\n[entities.P.fields]\nid = {{ type = \"i32\", primary = true }}\n\
             code = {{ type = \"string\", length = 3, unique = true, immutable = true }}\n[entities.C]\ntable = \"cs\"\n\
             [entities.C.fields]\nid = {{ type = \"i64\", primary = true }}\np = {{ {reference} }}\n"
        )
    };
    let rows = "INSERT INTO ps (id, code) VALUES (1, 'a'), (2, 'b'); INSERT INTO cs (id, p) VALUES (1, 'a'), (2, 'b')";
    let mut story = Story::begin(place, &world("belongs_to = \"P\", by = \"code\""), rows).await?;
    let start = story.place.dump().await?;
    let later = [
        "belongs_to = \"P\", by = \"code\", on_update = \"cascade\"",
        "belongs_to = \"P\", by = \"code\", on_update = \"restrict\", on_delete = \"cascade\"",
        "belongs_to = \"P?\", by = \"code\", on_update = \"set_null\", on_delete = \"set_null\"",
        "belongs_to = \"P?\", by = \"code\", default = \"b\", on_delete = \"set_default\", deferrable = \"deferred\"",
        "belongs_to = \"P?\", by = \"code\", default = \"b\", on_update = \"set_default\", deferrable = \"immediate\"",
        "belongs_to = \"P?\", by = \"code\", on_update = \"cascade\", on_delete = \"no_action\"",
    ];
    let mut count = 0;
    for reference in later {
        count += story.becomes(&world(reference), &[]).map_err(|told| format!("{reference}: {told}"))?.len();
        story.place.migrate().await.map_err(|told| format!("{reference}: {told}"))?;
    }
    story.place.execute("UPDATE ps SET code = 'c' WHERE code = 'a'".to_owned()).await?;
    story.holds("SELECT p FROM cs ORDER BY id", &[&["c"], &["b"]]).await?;
    story.goes_back_and_forth(count, &start).await?;
    story.holds("SELECT p FROM cs ORDER BY id", &[&["c"], &["b"]]).await
}

async fn keys_of_several_columns_change(place: &mut Place) -> Outcome<()> {
    const BARE: &str = "[entities.P]\ntable = \"ps\"\n[entities.P.fields]\nid = { type = \"i32\", primary = true }\n";
    let with = |fields: &str| {
        format!(
            "{BARE}[entities.J]\ntable = \"js\"\n[entities.J.fields]\n\
             p = {{ belongs_to = \"P\", primary = true, on_delete = \"cascade\" }}\n{fields}\n"
        )
    };
    let start = with("word = { type = \"string\", length = 5, primary = true }");
    let rows = "INSERT INTO ps (id) VALUES (1), (2); INSERT INTO js (p, word) VALUES (1, 'a'), (1, 'b'), (2, 'a')";
    let mut story = Story::begin(place, &start, rows).await?;
    let before = story.place.dump().await?;
    let wider = "word = { type = \"string\", length = 9, primary = true }";
    let mut count = story.becomes(&with(wider), &[])?.len();
    let renamed = "name = { type = \"string\", length = 9, primary = true }";
    count += story.becomes(&with(renamed), &["--rename J.word=name"])?.len();
    let more = format!("{renamed}\nplace = {{ type = \"i32\", default = 7 }}\nnote = \"text?\"");
    count += story.becomes(&with(&more), &[])?.len();
    let ruled = format!("{renamed}\nplace = {{ type = \"i64\", range = [0] }}\nnote = {{ type = \"text\" }}");
    count += story.becomes(&with(&ruled), &["--fill J.note='none'"])?.len();
    story.place.migrate().await?;
    let found: [&[&str]; 3] = [&["1", "a", "7", "none"], &["1", "b", "7", "none"], &["2", "a", "7", "none"]];
    story
        .holds("SELECT CAST(p AS CHAR(1)), name, CAST(place AS CHAR(1)), note FROM js ORDER BY p, name", &found)
        .await?;
    story.goes_back_and_forth(count, &before).await?;
    let gone = story.becomes(BARE, &["--drop J"])?.len();
    story.place.migrate().await?;
    story.place.down(gone).await?;
    story.holds("SELECT CAST(count(*) AS CHAR(1)) FROM js", &[&["0"]]).await
}

async fn keys_that_hold_the_tenant_change(place: &mut Place) -> Outcome<()> {
    let world = |fields: &str, child: &str| {
        format!(
            "[entities.T]\ntable = \"ts\"\n[entities.T.fields]\nid = {{ type = \"i32\", primary = true }}\n\
             tenant_id = {{ type = \"string\", length = 9, unique = true, immutable = true }}\n\
             [entities.P]\ntable = \"ps\"\n[entities.P.fields]\n\
             tenant_id = {{ belongs_to = \"T\", tenant = true, primary = true, on_delete = \"cascade\" }}\n\
             number = {{ type = \"i32\", primary = true }}\n{fields}\n[entities.C]\ntable = \"cs\"\n[entities.C.fields]\n\
             id = {{ type = \"i64\", primary = true }}\n\
             tenant_id = {{ belongs_to = \"T\", tenant = true, on_delete = \"cascade\" }}\n{child}\n"
        )
    };
    let rows = "INSERT INTO ts (id, tenant_id) VALUES (1, 'x'), (2, 'y'); \
                INSERT INTO ps (tenant_id, number) VALUES ('x', 1), ('y', 1), ('y', 2); \
                INSERT INTO cs (id, tenant_id) VALUES (1, 'x'), (2, 'y')";
    let mut story = Story::begin(place, &world("", ""), rows).await?;
    let start = story.place.dump().await?;
    let reference = "p = { belongs_to = \"P\", on_delete = \"cascade\" }";
    let mut count = story.becomes(&world("", reference), &["--fill C.p=1"])?.len();
    count += story.becomes(&world("count = { type = \"i32\", default = 0, counts = \"C\" }", reference), &[])?.len();
    let restricts = "p = { belongs_to = \"P\", on_delete = \"restrict\" }";
    count += story.becomes(&world("count = { type = \"i32\", default = 0, counts = \"C\" }", restricts), &[])?.len();
    story.place.migrate().await?;
    let counts: [&[&str]; 3] = [&["x", "1", "1"], &["y", "1", "1"], &["y", "2", "0"]];
    let query = "SELECT tenant_id, CAST(number AS CHAR(1)), CAST(count AS CHAR(1)) FROM ps ORDER BY tenant_id, number";
    story.holds(query, &counts).await?;
    story.goes_back_and_forth(count, &start).await?;
    story.holds(query, &counts).await
}

async fn other_columns_in_a_key_are_refused(place: &mut Place) -> Outcome<()> {
    let world = |fields: &str| format!("[entities.P]\ntable = \"ps\"\n[entities.P.fields]\n{fields}\n");
    let one = "a = { type = \"i32\", primary = \"assigned\" }\nb = \"i32\"";
    let two = "a = { type = \"i32\", primary = true }\nb = { type = \"i32\", primary = true }";
    let turned = "b = { type = \"i32\", primary = true }\na = { type = \"i32\", primary = true }";
    let mut story = Story::begin(place, &world(two), "").await?;
    if !story.becomes(&world(turned), &[])?.is_empty() {
        return Err("another order of the fields is no other key".to_owned());
    }
    for (before, after) in [(one, two), (two, one)] {
        place.clear().await?;
        let mut story = Story::begin(place, &world(before), "INSERT INTO ps (a, b) VALUES (1, 2)").await?;
        match story.becomes(&world(after), &[]) {
            Err(told) if told.contains("M0306") => {}
            other => return Err(format!("{before} to {after}: {:?}", other.map(|made| made.len()))),
        }
    }
    Ok(())
}

async fn tables_between_two_others_come_and_go(place: &mut Place) -> Outcome<()> {
    let world = |first: &str| {
        format!(
            "{first}[entities.Q]\ntable = \"qs\"\n[entities.Q.fields]\n\
             id = {{ type = \"string\", length = 5, primary = true }}\n"
        )
    };
    let bare = world("[entities.P]\ntable = \"ps\"\n[entities.P.fields]\nid = { type = \"i32\", primary = true }\n");
    let tied = bare.replacen("table = \"ps\"", "table = \"ps\"\nmany_to_many = \"Q\"", 1);
    let rows = "INSERT INTO ps (id) VALUES (1), (2); INSERT INTO qs (id) VALUES ('a'), ('b')";
    let mut story = Story::begin(place, &bare, rows).await?;
    let start = story.place.dump().await?;
    let mut count = story.becomes(&tied, &[])?.len();
    story.place.migrate().await?;
    story.place.execute("INSERT INTO pqs (p_id, q_id) VALUES (1, 'a'), (2, 'a')".to_owned()).await?;
    // The table in between and its columns are called after both.
    let renamed = tied.replace("[entities.P]", "[entities.R]\nwas = \"P\"").replace("[entities.P.", "[entities.R.");
    count += story.becomes(&renamed, &[])?.len();
    story.place.migrate().await?;
    let query = "SELECT CAST(r_id AS CHAR(1)), q_id FROM rqs ORDER BY r_id";
    story.holds(query, &[&["1", "a"], &["2", "a"]]).await?;
    if !story.becomes(&renamed.replace("was = \"P\"\n", ""), &[])?.is_empty() {
        return Err("the rename is done".to_owned());
    }
    story.place.down(1).await?;
    story.holds("SELECT CAST(p_id AS CHAR(1)), q_id FROM pqs ORDER BY p_id", &[&["1", "a"], &["2", "a"]]).await?;
    story.place.migrate().await?;
    story.place.execute("DELETE FROM rqs".to_owned()).await?;
    story.goes_back_and_forth(count, &start).await?;
    let single = renamed.replace("many_to_many = \"Q\"\n", "");
    story.becomes(&single, &["--drop RQ"])?;
    story.place.migrate().await?;
    story.place.query("SELECT id FROM ps".to_owned()).await.map(drop)
}

async fn references_of_several_fields_change(place: &mut Place) -> Outcome<()> {
    let world = |parent: &str, head: &str, fields: &str| {
        format!(
            "[entities.P]\ntable = \"ps\"\nunique = [\"code, lane\"]\n[entities.P.fields]\n\
             a = {{ type = \"i32\", primary = true }}\nb = {{ type = \"string\", length = 5, primary = true }}\n\
             code = {{ type = \"string\", length = 3, immutable = true }}\n\
             lane = {{ type = \"i16\", immutable = true }}\n{parent}\n\
             [entities.C]\ntable = \"cs\"\n{head}\n[entities.C.fields]\nid = {{ type = \"i64\", primary = true }}\n\
             {fields}\n"
        )
    };
    let required = "x = \"i32\"\ny = { type = \"string\", length = 5 }\nz = \"i16\"";
    let nullable = "x = { type = \"i32?\" }\ny = { type = \"string?\", length = 5 }\nz = \"i16\"";
    let said = |rest: &str| format!("belongs_to = [{{ to = \"P\", on = \"x, y\"{rest} }}]");
    let rows = "INSERT INTO ps (a, b, code, lane) VALUES (1, 'k', 'k', 1), (1, 'l', 'l', 2); \
                INSERT INTO cs (id, x, y, z) VALUES (1, 1, 'k', 1), (2, 1, 'l', 2), (3, 1, 'k', 1)";
    let mut story = Story::begin(place, &world("", "", required), rows).await?;
    let start = story.place.dump().await?;
    let counts = "count = { type = \"i32\", default = 0, counts = \"C\" }";
    let steps = [
        ("", said(""), required),
        (counts, said(", on_delete = \"cascade\", on_update = \"cascade\""), required),
        (counts, said(", on_delete = \"set_null\""), nullable),
        (counts, said(", on_delete = \"no_action\", deferrable = \"deferred\", name = \"q\""), nullable),
        (
            counts,
            "belongs_to = [{ to = \"P\", on = \"y, z\", by = \"code, lane\", on_update = \"cascade\" }]".into(),
            nullable,
        ),
    ];
    let mut count = 0;
    for (at, (parent, head, fields)) in steps.iter().enumerate() {
        // A counter goes with the reference by which it counts.
        let parent = if at == 4 { "" } else { parent };
        let flags: &[&str] = if at == 4 { &["--drop P.count"] } else { &[] };
        count += story.becomes(&world(parent, head, fields), flags).map_err(|told| format!("{head}: {told}"))?.len();
        story.place.migrate().await.map_err(|told| format!("{head}: {told}"))?;
        if at == 1 {
            story.holds("SELECT CAST(count AS CHAR(1)) FROM ps ORDER BY b", &[&["2"], &["1"]]).await?;
        }
    }
    let narrow = "x = { type = \"i32?\" }\ny = { type = \"string?\", length = 3 }\nz = \"i16\"";
    count += story.becomes(&world("", &steps[4].1, narrow), &["--narrow C.y"])?.len();
    count += story.becomes(&world("", "", narrow), &[])?.len();
    story.place.migrate().await?;
    let query = "SELECT CAST(x AS CHAR(1)), y FROM cs ORDER BY id";
    story.holds(query, &[&["1", "k"], &["1", "l"], &["1", "k"]]).await?;
    story.goes_back_and_forth(count, &start).await?;
    story.holds(query, &[&["1", "k"], &["1", "l"], &["1", "k"]]).await?;
    // Rows without a parent are in the way.
    story.place.execute("INSERT INTO cs (id, x, y, z) VALUES (9, 7, 'k', 1)".to_owned()).await?;
    story.becomes(&world("", &said(""), narrow), &[])?;
    story.is_refused(false).await
}

async fn rows_of_a_tenant_refer_by_several_fields(place: &mut Place) -> Outcome<()> {
    let world = |parent: &str, head: &str, fields: &str| {
        format!(
            "[entities.T]\ntable = \"ts\"\n[entities.T.fields]\nid = {{ type = \"i32\", primary = true }}\n\
             tenant_id = {{ type = \"string\", length = 9, unique = true, immutable = true }}\n\
             [entities.P]\ntable = \"ps\"\n[entities.P.fields]\n\
             tenant_id = {{ belongs_to = \"T\", tenant = true, on_delete = \"cascade\" }}\n\
             a = {{ type = \"i32\", primary = true }}\nb = {{ type = \"string\", length = 5, primary = true }}\n{parent}\n\
             [entities.C]\ntable = \"cs\"\n{head}\n[entities.C.fields]\nid = {{ type = \"i64\", primary = true }}\n\
             tenant_id = {{ belongs_to = \"T\", tenant = true, on_delete = \"cascade\" }}\n{fields}\n"
        )
    };
    let rows = "INSERT INTO ts (id, tenant_id) VALUES (1, 'x'), (2, 'y'); \
                INSERT INTO ps (tenant_id, a, b) VALUES ('x', 1, 'k'), ('y', 2, 'k'); \
                INSERT INTO cs (id, tenant_id) VALUES (1, 'x'), (2, 'x')";
    let mut story = Story::begin(place, &world("", "", ""), rows).await?;
    let start = story.place.dump().await?;
    let nullable = "x = \"i32?\"\ny = { type = \"string?\", length = 5 }";
    let required = "x = \"i32\"\ny = { type = \"string\", length = 5 }";
    let counts = "count = { type = \"i32\", default = 0, counts = \"C\" }";
    let said = |rest: &str| format!("belongs_to = [{{ to = \"P\", on = \"x, y\"{rest} }}]");
    let mut count = story.becomes(&world(counts, &said(", on_delete = \"set_null\""), nullable), &[])?.len();
    story.place.migrate().await?;
    let fills = ["--fill C.x=1", "--fill C.y='k'"];
    count += story.becomes(&world(counts, &said(", on_delete = \"cascade\""), required), &fills)?.len();
    story.place.migrate().await?;
    story.holds("SELECT CAST(x AS CHAR(1)), y FROM cs ORDER BY id", &[&["1", "k"], &["1", "k"]]).await?;
    story.goes_back_and_forth(count, &start).await
}
