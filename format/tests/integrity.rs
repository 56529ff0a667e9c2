//! What has to hold of a SQL file and the steps of its plan.

use larder_format::integrity::{Fault, is_recorded, steps};
use larder_format::plan::{Backfill, Step};
use larder_format::{Dialect, Direction, PlanFile, checksum};

const TWO: &str = "-- Two.\nCREATE TABLE a (b text);\nUPDATE a SET b = ';';\n";

fn of(statements: u32) -> Step {
    Step { statements, ..Step::default() }
}

#[test]
fn without_steps_mysql_has_one_a_statement_and_the_others_one_a_file() {
    for (dialect, counts) in [(Dialect::Postgres, vec![2]), (Dialect::MySql, vec![1, 1]), (Dialect::Sqlite, vec![2])] {
        let (statements, cut) = steps(TWO, dialect, &[]).expect("the default fits");
        assert_eq!((statements.len(), cut.iter().map(|step| step.statements).collect::<Vec<_>>()), (2, counts));
    }
}

#[test]
fn steps_that_do_not_fit_are_refused() {
    let count = steps(TWO, Dialect::Postgres, &[of(1)]).expect_err("one is left");
    assert_eq!(count, Fault::Count { counted: 1, found: 2 });
    let outside = Step { no_transaction: true, ..of(2) };
    assert_eq!(steps(TWO, Dialect::Sqlite, std::slice::from_ref(&outside)), Err(Fault::OutsideTransaction));
    assert!(steps(TWO, Dialect::Postgres, &[outside]).is_ok());
    let backfill = Backfill { table: "a".to_owned(), key: "b".to_owned() };
    let two = [Step { backfill: Some(backfill), ..of(2) }];
    assert_eq!(steps(TWO, Dialect::MySql, &two), Err(Fault::Work { step: 1, statements: 2 }));
}

#[test]
fn a_file_is_recorded_by_its_checksum_whatever_its_line_ends() {
    let mut plan = PlanFile::new("0001_a", Vec::new());
    plan.files.insert("mysql.up.sql".to_owned(), checksum::of(TWO));
    let is = |sql: &str| is_recorded(&plan, Dialect::MySql, Direction::Up, sql);
    assert!(is(TWO) && is(&TWO.replace('\n', "\r\n")) && !is(&TWO.replace('b', "c")));
}
