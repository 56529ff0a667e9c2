//! Tables come to be spread over servers, with rows and without, change there, and are gathered again. On one server
//! the same migrations leave their rows in one place.

use std::env;

use integration::Engine;

use super::{Story, run};
use crate::place::{Outcome, Place};

on_every_engine!(rows_are_spread_and_gathered, spread_tables_change_and_new_ones_come);

const OPEN: &str = r#"
[entities.T]
table = "ts"
[entities.T.fields]
id = { type = "i64", primary = true }
code = { type = "string", length = [1, 10], unique = true, immutable = true }
f_id = { belongs_to = "F?", on_delete = "set_null" }
[entities.F]
table = "fs"
[entities.F.fields]
id = { type = "i64", primary = true }
name = { type = "string", length = 10, unique = true }
[entities.L]
table = "ls"
[entities.L.fields]
id = { type = "i64", primary = true }
[entities.U]
table = "us"
unique = ["code, nick", { on = "code, grade", where = "nick = 'x'" }]
[entities.U.fields]
id = { type = "i64", primary = true }
code = { belongs_to = "T", tenant = true, on_delete = "cascade" }
nick = { type = "string", length = 10 }
boss_id = { belongs_to = "U?", on_delete = "set_null" }
f_id = { belongs_to = "F?", on_delete = "cascade" }
grade = "i32?"
[entities.N]
table = "ns"
indexes = [{ search = "body" }]
[entities.N.fields]
id = { type = "uuid", primary = true }
code = { belongs_to = "T", tenant = true, on_delete = "cascade" }
u_id = { belongs_to = "U", on_delete = "cascade" }
body = { type = "text", default = "" }
"#;

const ROWS: &str = "INSERT INTO fs (id, name) VALUES (7, 'f'), (8, 'g'); INSERT INTO ts (id, code, f_id) \
    VALUES (1, 'a', 7), (2, 'b', NULL), (3, 'c', 8); INSERT INTO ls (id) VALUES (1); INSERT INTO us \
    (id, code, nick, boss_id, f_id) VALUES (1, 'a', 'x', NULL, 7), (2, 'a', 'y', 1, NULL), (3, 'b', 'x', 3, 7)";

/// Where Citus has the rows.
const PLACES: &str = "SELECT string_agg(logicalrelid::text || ' ' || CASE partmethod WHEN 'h' THEN \
    'by ' || column_to_column_name(logicalrelid, partkey) || ', ' || (dense_rank)::text ELSE 'everywhere' END, E'\\n' \
    ORDER BY logicalrelid::text COLLATE \"C\") FROM (SELECT *, dense_rank() OVER (PARTITION BY partmethod ORDER BY \
    colocationid) FROM pg_dist_partition WHERE partmethod = 'h' OR repmodel = 't') AS spread";

const SPREAD: &str = "\
fs everywhere
ns by code, 1
ts by code, 1
us by code, 1";

/// What rows are told of through keys that reach over tables.
const FOUND: &str = "SELECT string_agg(u.nick || ' of ' || t.code || ' ' || coalesce(f.name, '-'), ', ' ORDER BY u.id) \
    FROM us AS u JOIN ts AS t ON t.code = u.code LEFT JOIN fs AS f ON f.id = u.f_id";

fn spread(definition: &str) -> String {
    let local = definition.replace("table = \"ls\"\n", "table = \"ls\"\ndistribution = \"local\"\n");
    format!("[scale]\nengine = \"citus\"\n{local}")
}

/// Whether the server is a cluster.
fn is_cluster(story: &Story<'_>) -> bool {
    story.place.engine == Engine::Postgres && env::var("LARDER_TEST_SPREAD").is_ok()
}

/// Returns what stands in the schema. Rows that move take checks with them that are written down anew, with fewer
/// parentheses, and what they were copied from goes a moment later.
async fn dumped(story: &mut Story<'_>) -> Outcome<Vec<String>> {
    let objects = story.place.dump().await?;
    if !is_cluster(story) {
        return Ok(objects);
    }
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let is_part = |word: &str| {
        let number = word.rsplit_once('_').map_or("", |(_, number)| number);
        number.len() >= 6 && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    let of_table = objects.into_iter().filter(|object| !object.split(|c: char| !is_word(c)).any(is_part));
    let mut objects: Vec<_> = of_table.map(|object| object.replace(['(', ')'], "")).collect();
    objects.sort();
    Ok(objects)
}

async fn is_placed(story: &mut Story<'_>, places: &str) -> Outcome<()> {
    if is_cluster(story) { story.holds(PLACES, &[&[places]]).await } else { Ok(()) }
}

async fn is_in_one_place(story: &mut Story<'_>) -> Outcome<()> {
    if !is_cluster(story) {
        return Ok(());
    }
    let sql = "SELECT count(*)::text FROM pg_dist_partition WHERE partmethod = 'h' OR repmodel = 't'";
    story.holds(sql, &[&["0"]]).await
}

async fn rows_are_spread_and_gathered(place: &mut Place) -> Outcome<()> {
    let mut story = Story::begin(place, OPEN, ROWS).await?;
    let start = dumped(&mut story).await?;
    let found: &[&[&str]] = &[&["x of a f, y of a -, x of b f"]];
    let is_postgres = story.place.engine == Engine::Postgres;
    story.becomes(&spread(OPEN), &[])?;
    story.place.migrate().await?;
    if !story.becomes(&spread(OPEN), &[])?.is_empty() {
        return Err("the definition asks for more".to_owned());
    }
    if !is_postgres && dumped(&mut story).await? != start {
        return Err("tables of another database change".to_owned());
    }
    is_placed(&mut story, SPREAD).await?;
    if is_postgres {
        story.holds(FOUND, found).await?;
    }
    let orphan = "INSERT INTO us (id, code, nick, boss_id) VALUES (9, 'b', 'z', 1)";
    if is_postgres && story.place.execute(orphan.to_owned()).await.is_ok() {
        return Err("a row refers to one of another tenant".to_owned());
    }
    let migrated = dumped(&mut story).await?;
    story.place.down(1).await?;
    is_in_one_place(&mut story).await?;
    if dumped(&mut story).await? != start {
        return Err("the way back leads elsewhere".to_owned());
    }
    story.place.migrate().await?;
    is_placed(&mut story, SPREAD).await?;
    // The line is taken out again, and the shape stays.
    story.becomes(&format!("[scale]\nready = true\n{OPEN}"), &[])?;
    story.place.migrate().await?;
    is_in_one_place(&mut story).await?;
    if dumped(&mut story).await? != migrated {
        return Err("gathered, the tables are others".to_owned());
    }
    story.becomes(&spread(OPEN), &[])?;
    story.place.migrate().await?;
    is_placed(&mut story, SPREAD).await?;
    // Both at once.
    story.becomes(OPEN, &[])?;
    story.place.migrate().await?;
    is_in_one_place(&mut story).await?;
    if dumped(&mut story).await? != start {
        return Err("without the line the tables are others".to_owned());
    }
    if is_postgres {
        story.holds(FOUND, found).await?;
    }
    story.place.clear().await?;
    let mut made = Story::begin(place, &spread(OPEN), ROWS).await?;
    is_placed(&mut made, SPREAD).await?;
    if dumped(&mut made).await? == migrated { Ok(()) } else { Err("made anew, the tables are others".to_owned()) }
}

async fn spread_tables_change_and_new_ones_come(place: &mut Place) -> Outcome<()> {
    let begun = spread(OPEN);
    let mut story = Story::begin(place, &begun, ROWS).await?;
    let start = dumped(&mut story).await?;
    let mut count = 0;
    // A column whose rows get values in batches, a longer business id, and another rule.
    let filled = begun.replace("nick = {", "size = \"i32\"\nnick = {").replace("[1, 10]", "[1, 20]");
    let filled = filled.replace("grade = \"i32?\"", "grade = { type = \"i32?\", range = [0, 9] }");
    let filled = filled.replace("table = \"us\"\n", "table = \"us\"\nindexes = [{ search = \"nick\" }]\n");
    count += story.becomes(&filled, &["--fill U.size=length(nick)"])?.len();
    story.place.migrate().await?;
    story.holds("SELECT CAST(SUM(size) AS CHAR(1)) FROM us", &[&["3"]]).await?;
    if story.place.engine == Engine::Postgres {
        story.holds("SELECT count(*)::text FROM us WHERE search_tokens IS NULL", &[&["0"]]).await?;
    }
    let stricter =
        filled.replace("range = [0, 9]", "range = [0, 8]").replace("\"U?\", on_delete = \"set_null\"", "\"U?\"");
    count += story.becomes(&stricter, &[])?.len();
    story.place.migrate().await?;
    // Names of tables and of columns, the tenant's too.
    let renamed = stricter.replace("[entities.U]\ntable = \"us\"", "[entities.P]\ntable = \"ps\"\nwas = \"U\"");
    let renamed = renamed.replace("[entities.U.fields]", "[entities.P.fields]").replace("\"U", "\"P");
    let renamed = renamed.replace("was = \"P\"", "was = \"U\"").replace("code = {", "org = { was = \"code\",");
    let renamed = renamed.replace("\"code, ", "\"org, ");
    count += story.becomes(&renamed, &[])?.len();
    story.place.migrate().await?;
    is_placed(&mut story, "fs everywhere\nns by org, 1\nps by org, 1\nts by org, 1").await?;
    // Tables that come: one of a tenant's, one that is on every server, and one that is not.
    let more = format!(
        "{renamed}[entities.M]\ntable = \"ms\"\n[entities.M.fields]\nid = {{ type = \"i64\", primary = true }}\n\
         org = {{ belongs_to = \"T\", tenant = true, on_delete = \"cascade\" }}\n\
         n_id = {{ belongs_to = \"N?\", on_delete = \"set_null\" }}\nw_id = {{ belongs_to = \"W?\" }}\n\
         [entities.W]\ntable = \"ws\"\n[entities.W.fields]\nid = {{ type = \"i64\", primary = true }}\n\
         f_id = {{ belongs_to = \"F?\", on_delete = \"set_null\" }}\n\
         [entities.V]\ntable = \"vs\"\ndistribution = \"local\"\n[entities.V.fields]\n\
         id = {{ type = \"uuid\", primary = true }}\nw_id = {{ belongs_to = \"W?\", on_delete = \"set_null\" }}\n"
    );
    count += story.becomes(&more, &[])?.len();
    story.place.migrate().await?;
    is_placed(&mut story, "fs everywhere\nms by org, 1\nns by org, 1\nps by org, 1\nts by org, 1\nws everywhere")
        .await?;
    // One that stayed in one place comes to every server, and tables go.
    let moved = more.replace("distribution = \"local\"\n", "");
    let moved = moved.split("[entities.N]").next().map(str::to_owned).unwrap_or_default()
        + "[entities.V]\ntable = \"vs\"\n[entities.V.fields]\nid = { type = \"uuid\", primary = true }\n";
    count += story.becomes(&moved, &["--drop N", "--drop M", "--drop W", "--drop V.w_id"])?.len();
    story.place.migrate().await?;
    is_placed(&mut story, "fs everywhere\nls everywhere\nps by org, 1\nts by org, 1\nvs everywhere").await?;
    story.place.down(count).await?;
    is_placed(&mut story, SPREAD).await?;
    if dumped(&mut story).await? == start { Ok(()) } else { Err("the way back leads elsewhere".to_owned()) }
}
