//! The answers of a run, and what still has to be asked or reported.

pub(super) mod advice;
pub(super) mod expression;
pub(super) mod per_dialect;

use std::collections::BTreeSet;

use larder_format::plan::{Column, Fill};
use larder_format::qualified;

use super::{Tables, Wanted};
use crate::dialect::Dialect;
use crate::name;
use crate::sql::{Answers, Problem, Rename, Subject};
use expression::{FillScope, Refusal};

/// The answers, which of them were of use, and what is still to be said.
pub(super) struct Dialogue<'a> {
    pub(super) before: &'a Tables,
    pub(super) wanted: &'a [Wanted],
    pub(super) answers: &'a Answers,
    used: BTreeSet<Used>,
    problems: Vec<Problem>,
    notes: Vec<Problem>,
}

/// An answer by its place in its list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Used {
    Rename(usize),
    Drop(usize),
    Fill(usize),
    Narrow(usize),
    Keep(usize),
}

impl<'a> Dialogue<'a> {
    pub(super) fn new(before: &'a Tables, wanted: &'a [Wanted], answers: &'a Answers) -> Self {
        Self { before, wanted, answers, used: BTreeSet::new(), problems: Vec::new(), notes: Vec::new() }
    }

    /// Records a question or a mistake.
    pub(super) fn push(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    pub(super) fn note(&mut self, problem: Problem) {
        self.notes.push(problem);
    }

    pub(super) fn is_used(&self, answer: Used) -> bool {
        self.used.contains(&answer)
    }

    pub(super) fn take(&mut self, answer: Used) {
        self.used.insert(answer);
    }

    /// Tells whether nothing of before became the table `name`.
    pub(super) fn is_new(&self, name: &str) -> bool {
        let is_named = |wanted: &&Wanted| wanted.table.name == name;
        let entity = self.wanted.iter().find(is_named);
        let is_said = self
            .renames(false)
            .any(|(_, rename)| rename.to == name || entity.is_some_and(|wanted| wanted.entity == rename.to));
        !self.before.contains_key(name) && !is_said && entity.is_none_or(|wanted| wanted.was.is_none())
    }

    /// Returns the renames that were said of whole tables, or of columns, with their places in the list.
    pub(super) fn renames(&self, of_columns: bool) -> impl Iterator<Item = (usize, &'a Rename)> + use<'a> {
        let answers = self.answers;
        let renames = answers.renames.iter().enumerate().filter(|(_, rename)| rename.value.is_none());
        renames.filter(move |(_, rename)| rename.from.column.is_some() == of_columns)
    }

    /// Returns the renames that were said of values of enums, with their places in the list.
    pub(super) fn value_renames(&self) -> impl Iterator<Item = (usize, &'a Rename)> + use<'a> {
        let answers = self.answers;
        answers.renames.iter().enumerate().filter(|(_, rename)| rename.value.is_some())
    }

    /// Tells whether a table that is gone may be dropped.
    pub(super) fn drops_table(&mut self, table: &str) -> bool {
        let named = |subject: &Subject| table_named(&subject.table, self.before) == Some(table);
        let said = |subject: &Subject| subject.column.is_none() && named(subject);
        self.take_all(self.answers.drops.iter().map(said).collect(), Used::Drop)
    }

    /// Tells whether a column that is gone may be dropped.
    pub(super) fn drops_column(&mut self, pair: Pair<'_>, column: &str) -> bool {
        let said = |subject: &Subject| pair.was_meant(subject, column);
        self.take_all(self.answers.drops.iter().map(said).collect(), Used::Drop)
    }

    /// Tells whether a column may take fewer values than before.
    pub(super) fn narrows(&mut self, pair: Pair<'_>, column: &str) -> bool {
        let said = |subject: &Subject| pair.is_meant(subject, column);
        self.take_all(self.answers.narrows.iter().map(said).collect(), Used::Narrow)
    }

    /// Tells whether the values of a reference name rows of the parent that it has now.
    pub(super) fn keeps(&mut self, pair: Pair<'_>, column: &str) -> bool {
        let said = |subject: &Subject| pair.is_meant(subject, column);
        self.take_all(self.answers.keeps.iter().map(said).collect(), Used::Keep)
    }

    /// Tells whether the rows of a table are those of the entity that has it now.
    pub(super) fn keeps_rows(&mut self, pair: Pair<'_>) -> bool {
        let said = |subject: &Subject| subject.column.is_none() && pair.is_named(&subject.table);
        self.take_all(self.answers.keeps.iter().map(said).collect(), Used::Keep)
    }

    /// Returns what rows without a fitting value get; for every database, or a problem.
    pub(super) fn fill(&mut self, pair: Pair<'_>, to: &Column) -> Option<Fill> {
        let column = &to.name;
        let said = self.answers.fills.iter().map(|fill| pair.is_meant(&fill.subject, column));
        let said: Vec<bool> = said.collect();
        let mine = || self.answers.fills.iter().zip(&said).filter(|(_, said)| **said).map(|(fill, _)| fill);
        let of = |dialect| {
            let own = mine().find(|fill| fill.dialect == Some(dialect));
            own.or_else(|| mine().find(|fill| fill.dialect.is_none())).map(|fill| fill.expression.clone())
        };
        let each = [of(Dialect::Postgres), of(Dialect::MySql), of(Dialect::Sqlite)];
        if !self.take_all(said.clone(), Used::Fill) {
            return None;
        }
        let [Some(postgres), Some(mysql), Some(sqlite)] = each else {
            let subject = pair.subject(column);
            let message = format!("`--fill {subject}` has no value for one of the databases");
            self.push(
                Problem::new("M0403", message)
                    .help(format!("add `--fill {subject}=…` as the value for all other databases")),
            );
            return Some(Fill::All("null".to_owned()));
        };
        let renamed = self.renamed(pair);
        for expression in [&postgres, &mysql, &sqlite] {
            let scope = FillScope {
                own: &pair.wanted.table,
                before: self.before,
                wanted: self.wanted,
                stood: self.before.get(pair.before),
                renamed: &renamed,
            };
            if let Some(Refusal { reason, help }) = expression::refused(expression, to, scope) {
                let message = format!("the value of `--fill {}` {reason}: `{expression}`", pair.subject(column));
                self.push(Problem::new("M0403", message).help(help));
                break;
            }
        }
        Some(Fill::each(postgres, mysql, sqlite))
    }

    /// Returns the columns of a table that are declared to be renamed: old name, new name.
    fn renamed(&self, pair: Pair<'_>) -> Vec<(String, String)> {
        let said = self.renames(true).map(|(_, rename)| rename).filter(|rename| pair.is_named(&rename.from.table));
        let said =
            said.filter_map(|rename| Some((rename.from.column.clone()?, pair.column_named(&rename.to).to_owned())));
        let hinted = pair.wanted.columns_were.iter().map(|(now, was)| (was.clone(), now.clone()));
        said.chain(hinted).filter(|(old, new)| old != new).collect()
    }

    fn take_all(&mut self, said: Vec<bool>, used: fn(usize) -> Used) -> bool {
        let mine: Vec<usize> = said.iter().enumerate().filter(|(_, said)| **said).map(|(at, _)| at).collect();
        self.used.extend(mine.iter().map(|at| used(*at)));
        !mine.is_empty()
    }

    /// Ends the dialogue.
    ///
    /// # Errors
    ///
    /// There are open questions or mistakes: the mistakes first, since an answer may be among them.
    pub(super) fn close(mut self) -> Result<Vec<Problem>, Vec<Problem>> {
        if self.problems.is_empty() {
            return Ok(self.notes);
        }
        self.problems.sort_by_key(Problem::is_question);
        Err(self.problems)
    }
}

/// A table of before and what it became.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) before: &'a str,
    pub(super) wanted: &'a Wanted,
    /// All tables of before.
    pub(super) tables: &'a Tables,
}

impl Pair<'_> {
    /// Returns how messages and flags name a column: by its field, or one that is gone by itself.
    pub(super) fn subject(&self, column: &str) -> String {
        let field = self.wanted.fields.iter().find(|(known, _)| known == column);
        format!("{}.{}", self.wanted.entity, field.map_or(column, |(_, field)| field))
    }

    /// Returns the column of now that a text names: that of a field, or one by itself.
    pub(super) fn column_named<'t>(&self, text: &'t str) -> &'t str
    where
        Self: 't,
    {
        let field = self.wanted.fields.iter().find(|(_, field)| field == text);
        field.map_or(text, |(column, _)| column)
    }

    /// Tells whether a text names this table: by its entity, by an old name, or by a new one that no table had before.
    pub(super) fn is_named(&self, text: &str) -> bool {
        let by_table = || match table_named(text, self.tables) {
            Some(table) => table == self.before,
            None => text == self.wanted.table.name || text == qualified::plain(&self.wanted.table.name),
        };
        text == self.wanted.entity || by_table()
    }

    fn is_meant(&self, subject: &Subject, column: &str) -> bool {
        subject.column.as_deref().map(|text| self.column_named(text)) == Some(column) && self.is_named(&subject.table)
    }

    /// Tells the same of a column of before.
    fn was_meant(&self, subject: &Subject, column: &str) -> bool {
        subject.column.as_deref() == Some(column) && self.is_named(&subject.table)
    }
}

/// Returns the table that a text names: by its name, with its schema or without, or by that of an entity which it
/// would be called after, with an `s` or, where no table is called so, without.
pub fn table_named<'a>(text: &str, tables: &'a Tables) -> Option<&'a str> {
    let in_schema = |name: &str| tables.keys().find(|table| qualified::plain(table) == name);
    let get = |name: &str| tables.get_key_value(name).map(|(name, _)| name).or_else(|| in_schema(name));
    let get = |name: &str| get(name).map(String::as_str);
    let of_entity = || {
        let snake = name::is_upper_camel(text).then(|| name::snake(text))?;
        get(&format!("{snake}s")).or_else(|| get(&snake))
    };
    get(text).or_else(of_entity)
}
