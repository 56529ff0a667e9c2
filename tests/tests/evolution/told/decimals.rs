//! Numbers become decimals, get more digits, and are taken back. SQLite keeps them in units of the last digit, or as
//! text.

use integration::Engine;

use super::{Story, run};
use crate::place::{Outcome, Place};

on_every_engine!(
    whole_numbers_become_decimals_and_come_back,
    decimals_are_filled_as_numbers,
    digits_move_behind_the_point_and_back,
);

impl Story<'_> {
    /// Compares a column of row 1 with a number, which SQLite keeps as `units`.
    async fn has_decimal(&mut self, column: &str, digits: &str, units: &str) -> Outcome<()> {
        let value = if self.place.engine == Engine::Sqlite { units } else { digits };
        self.holds(&format!("SELECT 'so it is' FROM us WHERE id = 1 AND {column} = {value}"), &[&["so it is"]]).await
    }

    async fn set(&mut self, column: &str, digits: &str, units: &str) -> Outcome<()> {
        let value = if self.place.engine == Engine::Sqlite { units } else { digits };
        self.place.execute(format!("UPDATE us SET {column} = {value} WHERE id = 1")).await
    }
}

const WHOLE: &str = r#"
[entities.U]
table = "us"
indexes = ["small asc"]
[entities.U.fields]
id = { type = "i64", primary = true }
small = { type = "i32", default = 5 }
big = "i64?"
ratio = "f64"
"#;

async fn whole_numbers_become_decimals_and_come_back(place: &mut Place) -> Outcome<()> {
    let rows = "INSERT INTO us (id, small, big, ratio) VALUES (1, -7, 1234567, 0.5), (2, 0, NULL, 1)";
    let mut story = Story::begin(place, WHOLE, rows).await?;
    let decimals = WHOLE
        .replace("small = { type = \"i32\", default = 5", "small = { type = \"decimal(12, 2)\", default = 5.25")
        .replace("big = \"i64?\"", "big = \"decimal(18, 3)?\"");
    story.becomes(&decimals, &["--narrow U.big"])?;
    story.set("big", "1000000000000000", "1000000000000000").await?;
    story.place.migrate().await.expect_err("a number has more digits");
    story.set("big", "1234567", "1234567").await?;
    story.place.migrate().await?;
    story.has_decimal("small", "-7.00", "-700").await?;
    story.has_decimal("big", "1234567", "1234567000").await?;
    // Beyond 18 digits SQLite keeps text.
    let long =
        decimals.replace("indexes = [\"small asc\"]", "").replace("(12, 2)", "(20, 2)").replace("(18, 3)", "(28, 3)");
    story.becomes(&long, &[])?;
    story.place.migrate().await?;
    story.has_decimal("small", "-7", "'-7.00'").await?;
    story.has_decimal("big", "1234567", "'1234567.000'").await?;
    story.holds("SELECT 'so it is' FROM us WHERE id = 2 AND big IS NULL", &[&["so it is"]]).await?;
    story.set("small", "-0.05", "'-0.05'").await?;
    story.place.down(1).await?;
    story.has_decimal("small", "-0.05", "-5").await?;
    story.set("small", "-7.5", "-750").await?;
    story.place.down(1).await?;
    story.has_decimal("small", "-8", "-8").await?;
    story.has_decimal("big", "1234567", "1234567").await
}

async fn decimals_are_filled_as_numbers(place: &mut Place) -> Outcome<()> {
    let rows = "INSERT INTO us (id, small, big, ratio) VALUES (1, -7, 1234567, 19.99)";
    let mut story = Story::begin(place, WHOLE, rows).await?;
    let fields = [("fee", "(6, 2)"), ("price", "(12, 2)"), ("copy", "(8, 3)"), ("wide", "(20, 1)")];
    let fields = fields.map(|(name, digits)| format!("{name} = \"decimal{digits}\"\n"));
    let after = format!("{WHOLE}{}", fields.concat());
    let refused = story
        .becomes(&after, &["--fill U.fee=1.255", "--fill U.price=ratio", "--fill U.copy=small", "--fill U.wide=0"]);
    assert!(refused.is_err_and(|told| told.contains("more digits than the field holds")));
    story
        .becomes(&after, &["--fill U.fee=1.25", "--fill U.price=ratio", "--fill U.copy=small", "--fill U.wide=-0.5"])?;
    story.place.migrate().await?;
    story.has_decimal("fee", "1.25", "125").await?;
    story.has_decimal("price", "19.99", "1999").await?;
    story.has_decimal("copy", "-7", "-7000").await?;
    story.has_decimal("wide", "-0.5", "'-0.5'").await?;
    story.place.down(1).await
}

async fn digits_move_behind_the_point_and_back(place: &mut Place) -> Outcome<()> {
    let fields =
        "small = { type = \"decimal(6, 2)\", default = 0.5, range = [-99, 9999.99] }\nbig = \"decimal(18, 0)?\"\n";
    let before = format!("{}{fields}", &WHOLE[..WHOLE.find("small =").unwrap_or(0)]);
    let rows =
        if place.engine == Engine::Sqlite { "(1, -725, 12), (2, 310, NULL)" } else { "(1, -7.25, 12), (2, 3.1, NULL)" };
    let mut story = Story::begin(place, &before, &format!("INSERT INTO us (id, small, big) VALUES {rows}")).await?;
    let more = before.replace("(6, 2)", "(8, 4)").replace("(18, 0)?", "(18, 3)?");
    let asked = story.becomes(&more, &[]);
    assert!(asked.is_err_and(|told| told.contains("numbers may have more than 15 digits before the point")));
    story.becomes(&more, &["--narrow U.big"])?;
    story.place.migrate().await?;
    story.has_decimal("small", "-7.25", "-72500").await?;
    story.has_decimal("big", "12", "12000").await?;
    // Digits that were written since are in the way, and nothing is rounded.
    story.set("small", "-7.2501", "-72501").await?;
    story.is_refused(true).await?;
    story.set("small", "-7.2400", "-72400").await?;
    story.place.down(1).await?;
    story.has_decimal("small", "-7.24", "-724").await?;
    story.has_decimal("big", "12", "12").await?;
    // Fewer digits behind the point and more before it, with another value for those that have them.
    let fewer = more.replace("decimal(8, 4)", "decimal(6, 1)").replace("9999.99", "9999.9");
    let asked = story.becomes(&fewer, &[]);
    assert!(asked.is_err_and(|told| told.contains("numbers may have more than 1 digits behind the point")));
    story.becomes(&fewer, &["--narrow U.small", "--fill U.small=9999.5"])?;
    story.place.migrate().await?;
    story.has_decimal("small", "9999.5", "99995").await?;
    // No digit before the point is left.
    let none = fewer.replace("decimal(6, 1)\", default = 0.5, range = [-99, 9999.9]", "decimal(4, 4)\"");
    let none = none.replace("(18, 3)?", "(3, 3)?");
    story.becomes(&none, &["--narrow U.small", "--fill U.small=0.5", "--narrow U.big", "--fill U.big=0.125"])?;
    story.place.migrate().await?;
    story.has_decimal("small", "0.5", "5000").await?;
    story.has_decimal("big", "0.125", "125").await?;
    story.place.down(1).await?;
    // A long decimal is text on SQLite, whose digits behind the point do not move.
    let long = fewer.replace("(18, 3)?", "(20, 1)?");
    assert!(story.becomes(&long, &[]).is_err_and(|told| told.contains("cannot change")));
    Ok(())
}
