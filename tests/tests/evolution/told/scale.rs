//! Keys come to begin with the tenant in tables with rows, follow their changes, and are what they were again.

use integration::Engine;

use super::{Story, run};
use crate::place::{Outcome, Place};

on_every_engine!(keys_begin_with_the_tenant_and_no_longer, keys_that_begin_with_the_tenant_change_with_their_tables);

const OPEN: &str = r#"
[entities.T]
table = "ts"
[entities.T.fields]
id = { type = "i64", primary = true }
code = { type = "string", length = [1, 10], unique = true, immutable = true }
[entities.F]
table = "fs"
[entities.F.fields]
id = { type = "i64", primary = true }
[entities.U]
table = "us"
unique = ["code, nick", { on = "code, grade", where = "nick = 'x'" }]
[entities.U.fields]
id = { type = "i64", primary = true }
code = { belongs_to = "T", tenant = true, on_delete = "cascade" }
nick = { type = "string", length = 10 }
card = { type = "string?", length = 10, unique = "global" }
boss_id = { belongs_to = "U?", on_delete = "set_null" }
f_id = { belongs_to = "F?", on_delete = "set_null" }
grade = "i32?"
[entities.N]
table = "ns"
indexes = [{ search = "body" }]
[entities.N.fields]
id = { type = "uuid", primary = true }
code = { belongs_to = "T", tenant = true, on_delete = "cascade" }
u_id = { belongs_to = "U", on_delete = "cascade" }
reader_id = { belongs_to = "U?", on_delete = "set_null" }
body = { type = "text", default = "" }
[entities.S]
table = "ss"
[entities.S.fields]
code = { belongs_to = "T", tenant = true, primary = true, on_delete = "cascade" }
place = { type = "i32", primary = true }
"#;

const ROWS: &str = "INSERT INTO ts (id, code) VALUES (1, 'a'), (2, 'b'); INSERT INTO fs (id) VALUES (7); \
    INSERT INTO us (id, code, nick, card, boss_id, f_id) VALUES (1, 'a', 'x', 'c', NULL, 7), \
    (2, 'a', 'y', NULL, 1, NULL), (3, 'b', 'x', NULL, 3, 7); INSERT INTO ss (code, place) VALUES ('a', 1), ('b', 1)";

/// Keys and references of PostgreSQL's tables.
const KEYS: &str = "SELECT string_agg(conname || ' ' || pg_get_constraintdef(oid), E'\\n' ORDER BY conname COLLATE \"C\") \
    FROM pg_constraint WHERE contype IN ('p', 'u', 'f') AND conrelid::regclass::text IN ('ts', 'us', 'ns', 'ss')";

const READY: &str = "\
ns_code_fkey FOREIGN KEY (code) REFERENCES ts(code) ON DELETE CASCADE
ns_code_u_id_fkey FOREIGN KEY (code, u_id) REFERENCES us(code, id) ON DELETE CASCADE
ns_pkey PRIMARY KEY (code, id)
ns_reader_id_fkey FOREIGN KEY (code, reader_id) REFERENCES us(code, id)
ss_code_fkey FOREIGN KEY (code) REFERENCES ts(code) ON DELETE CASCADE
ss_pkey PRIMARY KEY (code, place)
ts_code_key UNIQUE (code)
ts_pkey PRIMARY KEY (code, id)
us_boss_id_fkey FOREIGN KEY (code, boss_id) REFERENCES us(code, id)
us_card_key UNIQUE (card)
us_code_fkey FOREIGN KEY (code) REFERENCES ts(code) ON DELETE CASCADE
us_code_nick_key UNIQUE (code, nick)
us_f_id_fkey FOREIGN KEY (f_id) REFERENCES fs(id) ON DELETE SET NULL
us_pkey PRIMARY KEY (code, id)";

fn ready(definition: &str) -> String {
    format!("[scale]\nready = true\n{definition}")
}

async fn keys_begin_with_the_tenant_and_no_longer(place: &mut Place) -> Outcome<()> {
    let mut story = Story::begin(place, OPEN, ROWS).await?;
    let start = story.place.dump().await?;
    story.becomes(&ready(OPEN), &[])?;
    story.place.migrate().await?;
    if !story.becomes(&ready(OPEN), &[])?.is_empty() {
        return Err("the definition asks for more".to_owned());
    }
    let is_postgres = story.place.engine == Engine::Postgres;
    if is_postgres {
        story.holds(KEYS, &[&[READY]]).await?;
        let typed = "SELECT data_type || ' ' || (SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = \
                     'us_code_check') FROM information_schema.columns WHERE table_name = 'us' AND column_name = 'code'";
        let bound = "text CHECK (((code !~~ '% '::text) AND (char_length(code) <= 10)))";
        story.holds(typed, &[&[bound]]).await?;
    } else if story.place.dump().await? != start {
        return Err("keys of another database change".to_owned());
    }
    let migrated = story.place.dump().await?;
    story.place.down(1).await?;
    if story.place.dump().await? != start {
        return Err("the way back leads elsewhere".to_owned());
    }
    story.place.migrate().await?;
    // The line is taken out again.
    story.becomes(OPEN, &[])?;
    story.place.migrate().await?;
    if story.place.dump().await? != start {
        return Err("without the line the keys are others".to_owned());
    }
    story.holds("SELECT CAST(COUNT(*) AS CHAR(1)) FROM us WHERE boss_id IS NOT NULL", &[&["2"]]).await?;
    story.place.clear().await?;
    let made = Story::begin(place, &ready(OPEN), ROWS).await?;
    if made.place.dump().await? == migrated { Ok(()) } else { Err("made anew, the keys are others".to_owned()) }
}

async fn keys_that_begin_with_the_tenant_change_with_their_tables(place: &mut Place) -> Outcome<()> {
    let begun = ready(OPEN);
    let mut story = Story::begin(place, &begun, ROWS).await?;
    let start = story.place.dump().await?;
    // A column whose rows get values in batches, and a longer business id.
    let filled = begun.replace("nick = {", "size = \"i32\"\nnick = {").replace("[1, 10]", "[1, 20]");
    story.becomes(&filled, &["--fill U.size=length(nick)"])?;
    story.place.migrate().await?;
    story.holds("SELECT CAST(SUM(size) AS CHAR(1)) FROM us", &[&["3"]]).await?;
    // Names of tables and of columns, the tenant's too.
    let renamed = filled.replace("[entities.U]\ntable = \"us\"", "[entities.P]\ntable = \"ps\"\nwas = \"U\"");
    let renamed = renamed.replace("[entities.U.fields]", "[entities.P.fields]").replace("\"U", "\"P");
    let renamed = renamed.replace("was = \"P\"", "was = \"U\"").replace("code = {", "org = { was = \"code\",");
    let renamed = renamed.replace("\"code, ", "\"org, ");
    story.becomes(&renamed, &[])?;
    story.place.migrate().await?;
    // A table that refers to another of the tenant's.
    let more = format!(
        "{renamed}[entities.M]\ntable = \"ms\"\n[entities.M.fields]\nid = {{ type = \"i64\", primary = true }}\n\
         org = {{ belongs_to = \"T\", tenant = true, on_delete = \"cascade\" }}\n\
         n_id = {{ belongs_to = \"N?\", on_delete = \"set_null\" }}\n"
    );
    story.becomes(&more, &[])?;
    story.place.migrate().await?;
    if story.place.engine == Engine::Postgres {
        let key = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'ms_n_id_fkey'";
        story.holds(key, &[&["FOREIGN KEY (org, n_id) REFERENCES ns(org, id)"]]).await?;
    }
    story.place.down(3).await?;
    if story.place.dump().await? == start { Ok(()) } else { Err("the way back leads elsewhere".to_owned()) }
}
