//! Row level security comes to tables with rows, follows their changes, and goes.

use integration::Engine;

use super::{Story, run};
use crate::place::{Outcome, Place};

on_every_engine!(policies_follow_their_tables);

const OPEN: &str = r#"
[entities.T]
table = "ts"
[entities.T.fields]
id = { type = "i64", primary = true }
code = { type = "string", length = 10, unique = true, immutable = true }
[entities.D]
table = "ds"
[entities.D.fields]
id = { type = "i64", primary = true }
code = { belongs_to = "T", tenant = true, on_delete = "cascade" }
body = { type = "text", default = "" }
"#;

/// Tables, policies and functions of the definition, which other databases have none of.
const PROTECTED: &str = "SELECT (SELECT string_agg(relname || ' ' || relforcerowsecurity, ', ') FROM pg_class \
    WHERE relrowsecurity), (SELECT string_agg(tablename || ' ' || policyname, ', ') FROM pg_policies), \
    (SELECT string_agg(proname, ', ') FROM pg_proc WHERE proname LIKE '%search_keys')";

async fn policies_follow_their_tables(place: &mut Place) -> Outcome<()> {
    let rows =
        "INSERT INTO ts (id, code) VALUES (1, 'a'), (2, 'b'); INSERT INTO ds (id, code, body) VALUES (1, 'a', 'x')";
    let mut story = Story::begin(place, OPEN, rows).await?;
    let start = story.place.dump().await?;
    let walled = format!("[security]\nrow_level_security = true\n{OPEN}");
    story.becomes(&walled, &[])?;
    story.place.migrate().await?;
    story.protects("ds true", "ds tenant_rows", None).await?;
    if !story.becomes(&walled, &[])?.is_empty() {
        return Err("the definition asks for more".to_owned());
    }
    let searched = walled.replace("table = \"ds\"", "table = \"ds\"\nindexes = [{ search = \"body\" }]");
    story.becomes(&searched, &[])?;
    story.place.migrate().await?;
    story.protects("ds true", "ds tenant_rows", Some("ds_search_keys")).await?;
    let longer = searched.replace("length = 10", "length = 20");
    story.becomes(&longer, &[])?;
    story.place.migrate().await?;
    story.protects("ds true", "ds tenant_rows", Some("ds_search_keys")).await?;
    let renamed = longer.replace("[entities.D]\ntable = \"ds\"", "[entities.E]\ntable = \"es\"\nwas = \"D\"");
    let renamed = renamed.replace("[entities.D.fields]", "[entities.E.fields]");
    story.becomes(&renamed, &[])?;
    story.place.migrate().await?;
    story.protects("es true", "es tenant_rows", Some("es_search_keys")).await?;
    let lifted = renamed.replace("table = \"es\"", "table = \"es\"\nrow_level_security = false");
    story.becomes(&lifted, &[])?;
    story.place.migrate().await?;
    if story.place.engine == Engine::Postgres
        && !story.place.query(PROTECTED.to_owned()).await?[0].iter().all(Option::is_none)
    {
        return Err("something stays".to_owned());
    }
    story.place.down(1).await?;
    story.protects("es true", "es tenant_rows", Some("es_search_keys")).await?;
    story.place.down(4).await?;
    if story.place.dump().await? == start { Ok(()) } else { Err("the way back leads elsewhere".to_owned()) }
}

impl Story<'_> {
    async fn protects(&mut self, tables: &str, policies: &str, finder: Option<&str>) -> Outcome<()> {
        if self.place.engine != Engine::Postgres {
            return Ok(());
        }
        let found = self.place.query(PROTECTED.to_owned()).await?;
        let expected = vec![vec![Some(tables.to_owned()), Some(policies.to_owned()), finder.map(str::to_owned)]];
        if found == expected { Ok(()) } else { Err(format!("{found:?} in place of {expected:?}")) }
    }
}
