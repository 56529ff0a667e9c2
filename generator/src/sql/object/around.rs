//! What is dropped before a change of tables and made after it.

use larder_format::object::{self, MadeObject, ObjectKind};
use larder_format::plan::{Probe, Step};

use super::standing::{self, Standing};
use super::touched;
use crate::dialect::Dialect;
use crate::sql::history::Objects;
use crate::sql::transition::{Piece, Transition};

/// The pieces of a script that stand around those of the tables.
#[derive(Debug, Default)]
pub(in crate::sql) struct Around {
    pub(in crate::sql) before: Vec<Piece>,
    pub(in crate::sql) after: Vec<Piece>,
}

/// What becomes of an object that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Stays,
    /// It is dropped, and made again where it is one of those afterwards.
    Leaves,
    /// It is replaced where it stands, so that what hangs on it stays.
    Replaced,
}

/// Returns what `dialect` does to objects for the transition, whose tables are changed by `tables`.
pub(in crate::sql) fn around(
    from: &Objects,
    to: &Objects,
    transition: &Transition<'_>,
    tables: &[Piece],
    dialect: Dialect,
) -> Around {
    if from.is_empty() && to.is_empty() {
        return Around::default();
    }
    let (standing, wanted) = (standing::ordered(from, dialect), standing::ordered(to, dialect));
    let fates = fates(&standing, &wanted, transition, dialect);
    let script = Script { dialect, unit: unit(tables, dialect) };
    let states = [transition.from, transition.to];
    let mut around = Around::default();
    let early = standing::before_tables(&standing, &states);
    for ((one, fate), is_early) in standing.iter().zip(&fates).zip(&early).rev() {
        let comes_again = wanted.iter().any(|other| other.name == one.name);
        // Nothing in MySQL hangs on a view, so that readers have it until its successor comes.
        let is_late = (*is_early && !comes_again) || (dialect == Dialect::MySql && one.is_view() && comes_again);
        if *fate == Fate::Leaves {
            let list = if is_late { &mut around.after } else { &mut around.before };
            script.drop(one, comes_again, list);
        }
    }
    let early = standing::before_tables(&wanted, &states);
    for (one, is_early) in wanted.iter().zip(early) {
        let before = standing.iter().position(|other| other.name == one.name);
        let list = if is_early { &mut around.before } else { &mut around.after };
        match before.map(|at| fates[at]) {
            Some(Fate::Stays) => {}
            Some(Fate::Replaced) => script.replace(one, list),
            Some(Fate::Leaves) => script.make(one, true, list),
            None => script.make(one, false, list),
        }
    }
    around
}

/// Returns what becomes of each object that stands; what hangs on one that leaves, leaves with it.
fn fates(
    standing: &[Standing<'_>],
    wanted: &[Standing<'_>],
    transition: &Transition<'_>,
    dialect: Dialect,
) -> Vec<Fate> {
    let touched = touched::tables(transition);
    let mut fates: Vec<Fate> = Vec::with_capacity(standing.len());
    for (at, one) in standing.iter().enumerate() {
        let after = wanted.iter().find(|other| other.name == one.name);
        let is_same = after.is_some_and(|after| after.statements == one.statements);
        let is_replaceable = after.is_some_and(|after| is_replaceable(one, after, dialect));
        let leaves = (!is_same && !is_replaceable) || touched::is_in_the_way(one, &touched, dialect);
        let hangs = standing[..at].iter().zip(&fates).any(|(other, fate)| {
            *fate == Fate::Leaves && other.is_named_in(&one.names) && (dialect != Dialect::MySql || one.is_view())
        });
        fates.push(match (leaves || hangs, is_same) {
            (true, _) => Fate::Leaves,
            (false, true) => Fate::Stays,
            (false, false) => Fate::Replaced,
        });
    }
    fates
}

/// PostgreSQL replaces a routine that is called as before; columns and triggers that use it hang on it.
fn is_replaceable(before: &Standing<'_>, after: &Standing<'_>, dialect: Dialect) -> bool {
    let ([one], [other]) = (before.statements.as_slice(), after.statements.as_slice()) else { return false };
    let is_routine = |standing: &Standing<'_>| standing.kinds().all(ObjectKind::is_routine);
    dialect == Dialect::Postgres
        && is_routine(before)
        && is_routine(after)
        && object::signature(one, dialect) == object::signature(other, dialect)
}

/// Where all of a script is one transaction, the objects are part of it.
fn unit(tables: &[Piece], dialect: Dialect) -> Option<String> {
    if !dialect.capabilities().transactional_ddl {
        return None;
    }
    let mut changing = tables.iter().skip_while(|piece| piece.step.expects_no_rows).peekable();
    let first = changing.peek().and_then(|piece| piece.unit.clone());
    let is_one = changing.all(|piece| piece.unit == first && !piece.step.no_transaction);
    let own = || if dialect == Dialect::Sqlite { "run" } else { "objects" }.to_owned();
    Some(first.filter(|_| is_one).unwrap_or_else(own))
}

/// How the statements of one script are run.
struct Script {
    dialect: Dialect,
    unit: Option<String>,
}

impl Script {
    fn drop(&self, one: &Standing<'_>, comes_again: bool, into: &mut Vec<Piece>) {
        let made = one.made.iter().flatten().rev();
        into.extend(made.map(|made| {
            let (title, name) = (made.kind.title(), &made.name);
            let comment = match made.kind {
                _ if comes_again => format!("Takes {title} {name} away; it comes again below."),
                ObjectKind::Sequence => format!("Drops sequence {name}; its number does not come back."),
                _ => format!("Drops {title} {name}."),
            };
            let probe = Probe::NoObject { kind: made.kind, name: made.name.clone() };
            self.piece(comment, made.drop_statement(self.dialect), Some(probe), self.lock(made, true))
        }));
    }

    fn make(&self, one: &Standing<'_>, was_there: bool, into: &mut Vec<Piece>) {
        for (statement, made) in one.statements.iter().zip(&one.made) {
            let again = if was_there { " again" } else { "" };
            let comment = match made {
                Some(made) => format!("Makes {} {}{again}.", made.kind.title(), made.name),
                None => format!("Belongs to {}.", one.name),
            };
            let probe = made.as_ref().map(|made| Probe::HasObject { kind: made.kind, name: made.name.clone() });
            let lock = made.as_ref().and_then(|made| self.lock(made, false));
            into.push(self.piece(comment, (*statement).to_owned(), probe, lock));
        }
    }

    fn replace(&self, one: &Standing<'_>, into: &mut Vec<Piece>) {
        for (statement, made) in one.statements.iter().zip(&one.made) {
            let title = made.as_ref().map_or("", |made| made.kind.title());
            let comment = format!("Replaces {title} {} where it stands.", one.name);
            into.push(self.piece(comment, object::or_replace(statement, self.dialect), None, None));
        }
    }

    fn piece(&self, comment: String, statement: String, probe: Option<Probe>, lock: Option<&str>) -> Piece {
        // A transaction holds its row of the history too.
        let probe = probe.filter(|_| self.unit.is_none());
        let step = Step { lock: lock.map(str::to_owned), probe, ..Step::default() };
        Piece { comment: Some(comment), statements: vec![statement], unit: self.unit.clone(), step }
    }

    /// Returns the strongest lock on what others use.
    fn lock(&self, made: &MadeObject, drops: bool) -> Option<&'static str> {
        match (self.dialect, made.kind) {
            (Dialect::Sqlite, _) => Some("the write lock of the file"),
            (Dialect::MySql, _) => Some("metadata lock, instant"),
            (Dialect::Postgres, ObjectKind::Trigger) if drops => Some("ACCESS EXCLUSIVE, instant"),
            (Dialect::Postgres, ObjectKind::Trigger) => Some("SHARE ROW EXCLUSIVE, instant"),
            (Dialect::Postgres, kind) if kind.is_view() && drops => Some("ACCESS EXCLUSIVE on the view, instant"),
            (Dialect::Postgres, _) => None,
        }
    }
}
