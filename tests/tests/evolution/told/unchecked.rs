//! Columns lose their checks and get them back.

use super::{Story, run};
use crate::place::{Outcome, Place};

on_every_engine!(a_column_goes_without_its_check_and_back);

const CHECKED: &str = r#"
[entities.U]
table = "us"
[entities.U.fields]
id = { type = "i64", primary = true }
name = { type = "string", length = [2, 9], unique = true }
plan = { enum = ["free", "paid"] }
"#;

async fn a_column_goes_without_its_check_and_back(place: &mut Place) -> Outcome<()> {
    let mut story = Story::begin(place, CHECKED, "INSERT INTO us (id, name, plan) VALUES (1, 'ann', 'free')").await?;
    let start = story.place.dump().await?;
    let strange = "INSERT INTO us (id, name, plan) VALUES (2, 'b', 'gone')";
    story.takes(strange, false).await?;
    let unchecked = CHECKED
        .replace("unique = true", "unique = true, unchecked = true")
        .replace("[\"free\", \"paid\"]", "[\"free\", \"paid\"], unchecked = true");
    story.becomes(&unchecked, &[])?;
    story.place.migrate().await?;
    story.takes(strange, true).await?;
    if !story.becomes(&unchecked, &[])?.is_empty() {
        return Err("the definition asks for more".to_owned());
    }
    story.becomes(CHECKED, &[])?;
    story.is_refused(false).await?;
    story.place.execute("DELETE FROM us WHERE id = 2".to_owned()).await?;
    story.place.migrate().await?;
    story.takes(strange, false).await?;
    story.place.down(2).await?;
    if story.place.dump().await? == start { Ok(()) } else { Err("the way back leads elsewhere".to_owned()) }
}

impl Story<'_> {
    async fn takes(&mut self, row: &str, expected: bool) -> Outcome<()> {
        let taken = self.place.execute(row.to_owned()).await;
        if taken.is_ok() == expected { Ok(()) } else { Err(format!("{row}: {taken:?}")) }
    }
}
