//! Tables with rows come to be laid out in partitions, change while they are, and are plain again.

use integration::Engine;

use super::{Story, run};
use crate::place::{Outcome, Place};

on_every_engine!(
    a_table_with_rows_becomes_a_partition_and_a_table_again,
    rows_move_into_partitions_by_hash_and_back,
    tables_change_while_they_are_partitioned,
    keys_begin_with_the_tenant_in_partitions,
);

const PLAIN: &str = r#"
[entities.T]
table = "ts"
[entities.T.fields]
id = { type = "i64", primary = true }
code = { type = "string", length = 10, unique = true, immutable = true }
[entities.N]
table = "ns"
unique = ["code, nick, at"]
indexes = ["code, at desc"]
[entities.N.fields]
id = { type = "uuid", primary = true }
code = { belongs_to = "T", tenant = true, on_delete = "cascade" }
nick = { type = "string", length = [1, 10], immutable = true }
body = { type = "text", default = "" }
at = { type = "timestamp", default = "now", immutable = true }
"#;

const ROWS: &str = "INSERT INTO ts (id, code) VALUES (1, 'a'), (2, 'b')";

/// The rows of `ns`, to be put in on each engine.
fn rows(story: &Story<'_>) -> String {
    let key = |digit: char| match story.place.engine {
        Engine::Postgres => format!("'01a22ee6-b000-7000-8000-00000000000{digit}'"),
        _ => format!("X'01a22ee6b0007000800000000000000{digit}'"),
    };
    let at = |day: u32| match story.place.engine {
        Engine::Sqlite => format!("{}", 1_780_000_000_000_000_u64 + u64::from(day) * 86_400_000_000),
        _ => format!("'2026-06-{day:02} 00:00:00'"),
    };
    let row = |digit, code, nick, day| format!("({}, '{code}', '{nick}', '', {})", key(digit), at(day));
    let all = [row('1', "a", "x", 1), row('2', "a", "y", 2), row('3', "b", "x", 3)].join(", ");
    format!("INSERT INTO ns (id, code, nick, body, at) VALUES {all}")
}

fn partitioned(definition: &str, partition: &str) -> String {
    definition.replace("table = \"ns\"", &format!("table = \"ns\"\npartition = {{ {partition} }}"))
}

async fn counts(story: &mut Story<'_>, count: &str) -> Outcome<()> {
    story.holds("SELECT CAST(COUNT(*) AS CHAR(1)) FROM ns", &[&[count]]).await
}

async fn a_table_with_rows_becomes_a_partition_and_a_table_again(place: &mut Place) -> Outcome<()> {
    let mut story = Story::begin(place, PLAIN, ROWS).await?;
    let insert = rows(&story);
    story.place.execute(insert).await?;
    let is_postgres = story.place.engine == Engine::Postgres;
    if is_postgres {
        story.place.execute("GRANT SELECT, INSERT ON ns TO PUBLIC".to_owned()).await?;
    }
    let start = story.place.dump().await?;
    let monthly = partitioned(PLAIN, "by = \"at\", every = \"month\"");
    story.becomes(&monthly, &[])?;
    story.place.migrate().await?;
    if !story.becomes(&monthly.replace("month", "day"), &[])?.is_empty() {
        return Err("another period asks for a migration".to_owned());
    }
    counts(&mut story, "3").await?;
    if is_postgres {
        let keys = "SELECT string_agg(conname || ' ' || pg_get_constraintdef(oid), E'\\n' ORDER BY conname COLLATE \"C\") \
                    FROM pg_constraint WHERE contype IN ('p', 'u', 'f') AND conrelid = 'ns'::regclass";
        let expected = "ns_code_fkey FOREIGN KEY (code) REFERENCES ts(code) ON DELETE CASCADE\n\
                        ns_code_nick_at_key UNIQUE (code, nick, at)\nns_pkey PRIMARY KEY (id, at)";
        story.holds(keys, &[&[expected]]).await?;
        let rights = "SELECT string_agg(privilege_type, ',' ORDER BY privilege_type) FROM \
                      information_schema.role_table_grants WHERE grantee = 'PUBLIC' AND table_name = 'ns'";
        story.holds(rights, &[&["INSERT,SELECT"]]).await?;
        let parts = "SELECT inhrelid::regclass::text || ' ' || pg_get_expr(relpartbound, oid) FROM pg_inherits \
                     JOIN pg_class ON oid = inhrelid WHERE inhparent = 'ns'::regclass";
        story.holds(parts, &[&["ns_later FOR VALUES FROM (MINVALUE) TO (MAXVALUE)"]]).await?;
        // Every index of the table is one of the partition's that was there.
        let attached = "SELECT CAST(count(*) AS char(1)) FROM pg_index i WHERE indrelid = 'ns'::regclass AND indisvalid \
                        AND EXISTS (SELECT FROM pg_inherits WHERE inhparent = i.indexrelid)";
        story.holds(attached, &[&["3"]]).await?;
        let of_part = "SELECT CAST(count(*) AS char(1)) FROM pg_index WHERE indrelid = 'ns_later'::regclass";
        story.holds(of_part, &[&["3"]]).await?;
    } else if story.place.dump().await? != start {
        return Err("the table of another database changes".to_owned());
    }
    let migrated = snapshot(&story).await?;
    story.place.down(1).await?;
    if story.place.dump().await? != start {
        return Err("the way back leads elsewhere".to_owned());
    }
    counts(&mut story, "3").await?;
    story.place.migrate().await?;
    // The line is taken out again.
    story.becomes(PLAIN, &[])?;
    story.place.migrate().await?;
    if story.place.dump().await? != start {
        return Err("without the line the table is another".to_owned());
    }
    counts(&mut story, "3").await?;
    story.place.clear().await?;
    let made = Story::begin(place, &monthly, ROWS).await?;
    if snapshot(&made).await? == migrated { Ok(()) } else { Err("made anew, the table is another".to_owned()) }
}

/// What `verify` compares.
async fn snapshot(story: &Story<'_>) -> Outcome<larder::migrate::Snapshot> {
    story.place.migrator().snapshot().await.map_err(|error| integration::explained(&error))
}

async fn rows_move_into_partitions_by_hash_and_back(place: &mut Place) -> Outcome<()> {
    let tied = PLAIN.replace("unique = [\"code, nick, at\"]\n", "")
        + "[entities.R]\ntable = \"rs\"\n[entities.R.fields]\nid = { type = \"i64\", primary = true }\n\
           code = { belongs_to = \"T\", tenant = true, on_delete = \"cascade\" }\n\
           n_id = { belongs_to = \"N\", on_delete = \"cascade\" }\n";
    let mut story = Story::begin(place, &tied, ROWS).await?;
    let insert = rows(&story);
    story.place.execute(insert).await?;
    let referring = "INSERT INTO rs (id, code, n_id) SELECT 1, code, id FROM ns WHERE nick = 'y'";
    story.place.execute(referring.to_owned()).await?;
    let start = story.place.dump().await?;
    let hashed = partitioned(&tied, "by = \"id\", hash = 3");
    story.becomes(&hashed, &[])?;
    story.place.migrate().await?;
    counts(&mut story, "3").await?;
    if story.place.engine == Engine::Postgres {
        let parts = "SELECT CAST(count(*) AS char(1)) FROM pg_inherits WHERE inhparent = 'ns'::regclass";
        story.holds(parts, &[&["3"]]).await?;
        let tied = "SELECT convalidated || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = \
                    'rs'::regclass AND confrelid = 'ns'::regclass AND conparentid = 0";
        story.holds(tied, &[&["true FOREIGN KEY (code, n_id) REFERENCES ns(code, id) ON DELETE CASCADE"]]).await?;
    } else if story.place.dump().await? != start {
        return Err("the table of another database changes".to_owned());
    }
    // The row that refers goes with the one that it refers to.
    story.place.down(1).await?;
    if story.place.dump().await? != start {
        return Err("the way back leads elsewhere".to_owned());
    }
    counts(&mut story, "3").await?;
    story.place.migrate().await?;
    story.place.execute("DELETE FROM ns WHERE nick = 'y'".to_owned()).await?;
    story.holds("SELECT CAST(COUNT(*) AS CHAR(1)) FROM rs", &[&["0"]]).await
}

async fn tables_change_while_they_are_partitioned(place: &mut Place) -> Outcome<()> {
    let begun = partitioned(PLAIN, "by = \"at\", every = \"month\"");
    let mut story = Story::begin(place, &begun, ROWS).await?;
    let insert = rows(&story);
    story.place.execute(insert).await?;
    let start = snapshot(&story).await?;
    // A column that rows get values of, a rule, an index, a unique key and a reference.
    let more = begun
        .replace("nick = {", "size = \"i32\"\nboss = { belongs_to = \"B?\", on_delete = \"set_null\" }\nnick = {")
        .replace("[1, 10]", "[1, 8]")
        .replace("unique = [", "unique = [\"code, size, nick, at\", ")
        .replace("indexes = [", "indexes = [\"code, size\", ")
        + "[entities.B]\ntable = \"bs\"\n[entities.B.fields]\nid = { type = \"i64\", primary = true }\n";
    story.becomes(&more, &["--fill N.size=length(nick)", "--narrow N.nick"])?;
    story.place.migrate().await?;
    story.holds("SELECT CAST(SUM(size) AS CHAR(1)) FROM ns", &[&["3"]]).await?;
    if story.place.engine == Engine::Postgres {
        let invalid = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid";
        story.holds(invalid, &[]).await?;
        let attached = "SELECT CAST(count(*) AS char(1)) FROM pg_inherits WHERE inhparent IN \
                        ('ns_code_size_idx'::regclass, 'ns_code_size_nick_at_key'::regclass, 'ns_boss_idx'::regclass)";
        story.holds(attached, &[&["3"]]).await?;
    }
    // Other names, of the table and of the column that the partitions are by.
    let renamed = more.replace("[entities.N]\ntable = \"ns\"", "[entities.M]\ntable = \"ms\"\nwas = \"N\"");
    let renamed =
        renamed.replace("[entities.N.fields]", "[entities.M.fields]").replace("\nat = {", "\nmade = { was = \"at\",");
    let renamed = renamed
        .replace("by = \"at\"", "by = \"made\"")
        .replace(", at\"", ", made\"")
        .replace("code, at desc", "code, made desc");
    story.becomes(&renamed, &[])?;
    story.place.migrate().await?;
    if story.place.engine == Engine::Postgres {
        let part = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'ms'::regclass";
        story.holds(part, &[&["ms_later"]]).await?;
    }
    // What is no longer wanted.
    let fewer = renamed.replace("\"code, size\", ", "").replace("\"code, size, nick, made\", ", "");
    story.becomes(&fewer, &[])?;
    story.place.migrate().await?;
    story.place.down(count(&story)?).await?;
    if snapshot(&story).await? == start { Ok(()) } else { Err("the way back leads elsewhere".to_owned()) }
}

/// How many migrations came after those of the tables.
fn count(story: &Story<'_>) -> Outcome<usize> {
    Ok(story.folder.len() - 2)
}

async fn keys_begin_with_the_tenant_in_partitions(place: &mut Place) -> Outcome<()> {
    let ready = format!("[scale]\nready = true\n{PLAIN}");
    let mut story = Story::begin(place, PLAIN, ROWS).await?;
    let insert = rows(&story);
    story.place.execute(insert).await?;
    // Both at once, and then the shape alone in a table that has partitions.
    let both = partitioned(&ready, "by = \"at\", every = \"month\"");
    story.becomes(&both, &[])?;
    story.place.migrate().await?;
    let key = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ns_pkey'";
    let is_postgres = story.place.engine == Engine::Postgres;
    if is_postgres {
        story.holds(key, &[&["PRIMARY KEY (code, id, at)"]]).await?;
    }
    let migrated = snapshot(&story).await?;
    story.becomes(&partitioned(PLAIN, "by = \"at\", every = \"month\""), &[])?;
    story.place.migrate().await?;
    if is_postgres {
        story.holds(key, &[&["PRIMARY KEY (id, at)"]]).await?;
    }
    story.becomes(&both, &[])?;
    story.place.migrate().await?;
    counts(&mut story, "3").await?;
    if snapshot(&story).await? == migrated { Ok(()) } else { Err("the keys are others".to_owned()) }
}
