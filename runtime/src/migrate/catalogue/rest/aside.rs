//! Indexes that a way puts aside under another name on MySQL, until those that come are there.

use larder_format::Dialect;

use super::statements;
use crate::migrate::connection::{MigratorConnection, Value, quoted};
use crate::migrate::model::script::MigrationScript;
use crate::migrate::model::statement::{Action, Kind, StatementText};

/// What a script does to the indexes of a table, in its order.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Indexes {
    table: String,
    changes: Vec<Kind>,
}

/// Returns the statements that undo what `script` put aside and has not dropped: the index that took its name goes, and
/// it is called as before. Each way does the same under the same names, so that one which finds an index aside would
/// take it for what it put there itself.
pub(in crate::migrate) async fn put_back(
    work: &mut MigratorConnection,
    script: &MigrationScript,
) -> sqlx::Result<Vec<String>> {
    let sql = "SELECT DISTINCT CAST(index_name AS CHAR) FROM information_schema.statistics
        WHERE table_schema = database() AND table_name = ?";
    let mut back = Vec::new();
    for indexes in of(&statements(script, Dialect::MySql)) {
        let standing = work.texts(sql, &[Value::Text(&indexes.table)]).await?;
        back.extend(indexes.put_back(&standing));
    }
    Ok(back)
}

fn of(statements: &[StatementText]) -> Vec<Indexes> {
    let mut all: Vec<Indexes> = Vec::new();
    for statement in statements {
        let StatementText::Alter { table, actions } = statement else { continue };
        let of_indexes = actions.iter().filter_map(index_change);
        match all.iter_mut().find(|one| one.table == *table) {
            Some(one) => one.changes.extend(of_indexes),
            None => all.push(Indexes { table: table.clone(), changes: of_indexes.collect() }),
        }
    }
    all
}

fn index_change(action: &Action) -> Option<Kind> {
    match &action.kind {
        Kind::AddConstraint { name, .. } if action.text.contains(" UNIQUE ") => Some(Kind::AddIndex(name.clone())),
        change @ (Kind::AddIndex(_) | Kind::DropIndex(_) | Kind::RenameIndex { .. }) => Some(change.clone()),
        _ => None,
    }
}

impl Indexes {
    fn put_back(&self, standing: &[String]) -> Vec<String> {
        let mut back = Vec::new();
        for change in &self.changes {
            let Kind::RenameIndex { from, to } = change else { continue };
            if standing.contains(to) && self.changes.contains(&Kind::DropIndex(to.clone())) {
                let mut actions = Vec::new();
                self.free(from, standing, &mut actions);
                actions.push(rename(to, from));
                let alter = |action| format!("ALTER TABLE {} {action}", quoted(&self.table, Dialect::MySql));
                back.extend(actions.into_iter().map(alter));
            }
        }
        back
    }

    /// Adds what frees a name that an index of the script has taken.
    fn free(&self, name: &String, standing: &[String], actions: &mut Vec<String>) {
        if !standing.contains(name) {
            return;
        }
        let earlier = self.changes.iter().find_map(|change| match change {
            Kind::RenameIndex { from, to } if to == name => Some(from),
            _ => None,
        });
        if self.changes.contains(&Kind::AddIndex(name.clone())) {
            actions.push(format!("DROP INDEX {}", quoted(name, Dialect::MySql)));
        } else if let Some(earlier) = earlier {
            self.free(earlier, standing, actions);
            actions.push(rename(name, earlier));
        }
    }
}

fn rename(from: &str, to: &str) -> String {
    format!("RENAME INDEX {} TO {}", quoted(from, Dialect::MySql), quoted(to, Dialect::MySql))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(script: &[&str], standing: &[&str], expected: &[&str]) {
        let statements: Vec<_> = script.iter().map(|text| StatementText::read(text, Dialect::MySql)).collect();
        let standing: Vec<String> = standing.iter().map(|name| (*name).to_owned()).collect();
        let back: Vec<_> = of(&statements).iter().flat_map(|indexes| indexes.put_back(&standing)).collect();
        assert_eq!(back, expected);
    }

    const REPLACED: [&str; 3] = [
        "ALTER TABLE us RENAME INDEX us_a_idx TO larder_old_0",
        "ALTER TABLE us ADD KEY us_a_idx (a, b), ALGORITHM=INPLACE, LOCK=NONE",
        "ALTER TABLE us DROP INDEX larder_old_0, ALGORITHM=INPLACE, LOCK=NONE",
    ];

    #[test]
    fn what_took_the_name_goes() {
        check(&REPLACED, &["us_a_idx"], &[]);
        let back = "ALTER TABLE `us` RENAME INDEX `larder_old_0` TO `us_a_idx`";
        check(&REPLACED, &["larder_old_0"], &[back]);
        check(&REPLACED, &["larder_old_0", "us_a_idx"], &["ALTER TABLE `us` DROP INDEX `us_a_idx`", back]);
    }

    #[test]
    fn names_that_were_passed_on_go_back_one_by_one() {
        let passed_on = [
            "ALTER TABLE us RENAME INDEX a TO larder_old_0",
            "ALTER TABLE us RENAME INDEX b TO a",
            "ALTER TABLE us ADD CONSTRAINT b UNIQUE (n), ALGORITHM=INPLACE, LOCK=NONE",
            "ALTER TABLE us DROP INDEX larder_old_0, ALGORITHM=INPLACE, LOCK=NONE",
        ];
        let back = ["ALTER TABLE `us` RENAME INDEX `a` TO `b`", "ALTER TABLE `us` RENAME INDEX `larder_old_0` TO `a`"];
        check(&passed_on, &["larder_old_0", "a"], &back);
        check(&passed_on, &["larder_old_0", "a", "b"], &["ALTER TABLE `us` DROP INDEX `b`", back[0], back[1]]);
        check(&passed_on, &["larder_old_0", "b"], &back[1..]);
        check(&passed_on, &["a", "b"], &[]);
    }
}
