//! The queries within a text: which tables they use, and which tenants they compare.

mod look;

use std::ops::Range;

use crate::query::words::QueryToken;

/// A query within a text, or one side of a `UNION`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    /// The query that it stands in.
    pub(super) around: Option<usize>,
}

/// A table in a query.
#[derive(Debug)]
pub(super) struct Use {
    pub(super) table: String,
    pub(super) alias: String,
    pub(super) at: Range<usize>,
    pub(super) block: usize,
    /// The column with the tenant, where rows of the table have one.
    pub(super) column: Option<String>,
}

/// A table that rows are inserted into.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) table: String,
    pub(super) at: Range<usize>,
    pub(super) block: usize,
    pub(super) column: Option<String>,
    /// The token behind its name.
    pub(super) next: usize,
}

/// How a table is joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Join {
    Inner,
    Left,
    Right,
    Full,
}

/// Where in a query something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clause {
    /// Behind `FROM`, `UPDATE` or `USING`.
    Tables,
    /// The condition of a join, of this table if it is one.
    On {
        join: Join,
        of: Option<usize>,
    },
    Where,
    Other,
}

/// One side of a comparison.
#[derive(Debug, Clone)]
pub(super) enum Side {
    Tenant,
    Column { qualifier: Option<String>, column: String },
}

/// A comparison that holds for all that a condition lets through.
#[derive(Debug)]
pub(super) struct Equality {
    pub(super) block: usize,
    pub(super) clause: Clause,
    pub(super) left: Side,
    pub(super) right: Side,
}

/// All queries of a text.
#[derive(Debug)]
pub(super) struct Blocks {
    pub(super) blocks: Vec<Block>,
    pub(super) uses: Vec<Use>,
    pub(super) targets: Vec<Target>,
    pub(super) compared: Vec<Equality>,
}

/// What is between two parentheses, as far as it was read.
struct Group {
    block: usize,
    clause: Clause,
    /// Whether what holds in it holds around it.
    is_condition: bool,
    has_or: bool,
    /// How many `CASE` are open.
    cases: usize,
    pending: Vec<Equality>,
    join: Join,
    joined: Option<usize>,
}

impl Group {
    fn new(block: usize, clause: Clause, is_condition: bool) -> Self {
        let (pending, join, joined) = (Vec::new(), Join::Inner, None);
        Self { block, clause, is_condition, has_or: false, cases: 0, pending, join, joined }
    }
}

struct Reader<'t> {
    tokens: &'t [(QueryToken, Range<usize>)],
    tenant_of: &'t dyn Fn(&str) -> Option<String>,
    found: Blocks,
    groups: Vec<Group>,
    /// How many `{if …}` are open.
    parts: usize,
}

/// What ends a condition, and is no name of a table.
const CLAUSES: &[&str] = &[
    "select",
    "from",
    "where",
    "group",
    "order",
    "having",
    "limit",
    "offset",
    "union",
    "intersect",
    "except",
    "window",
    "for",
    "returning",
    "values",
    "set",
    "join",
    "inner",
    "left",
    "right",
    "full",
    "cross",
    "natural",
    "straight_join",
    "on",
    "fetch",
    "using",
];

/// What else stands behind a table and is no name of it.
const NO_ALIAS: &[&str] = &[
    "tablesample",
    "partition",
    "use",
    "force",
    "ignore",
    "default",
    "and",
    "or",
    "when",
    "lateral",
    "with",
    "not",
    "indexed",
    "end",
];

/// Tells whether tables may stand in parentheses behind the word.
fn word_before_tables(word: &str) -> bool {
    ["from", "join", "only", "using", "straight_join", "update"].contains(&word)
}

impl Blocks {
    pub(super) fn read(tokens: &[(QueryToken, Range<usize>)], tenant_of: &dyn Fn(&str) -> Option<String>) -> Self {
        let found =
            Self { blocks: vec![Block { around: None }], uses: Vec::new(), targets: Vec::new(), compared: Vec::new() };
        let groups = vec![Group::new(0, Clause::Other, true)];
        let mut reader = Reader { tokens, tenant_of, found, groups, parts: 0 };
        let mut at = 0;
        while at < tokens.len() {
            at = reader.token(at);
        }
        while !reader.groups.is_empty() {
            reader.close(tokens.len());
        }
        reader.found
    }
}

impl Reader<'_> {
    fn at(&self, at: usize) -> Option<&QueryToken> {
        self.tokens.get(at).map(|(token, _)| token)
    }

    fn is(&self, at: Option<usize>, words: &[&str]) -> bool {
        at.and_then(|at| self.at(at)).is_some_and(|token| token.one_of(words))
    }

    fn group(&mut self) -> Option<&mut Group> {
        self.groups.last_mut()
    }

    /// Reads a token, and returns the place of the next one.
    fn token(&mut self, at: usize) -> usize {
        match &self.tokens[at].0 {
            QueryToken::If => self.parts += 1,
            QueryToken::EndOfIf => self.parts = self.parts.saturating_sub(1),
            QueryToken::Open => self.open(at),
            QueryToken::Close if self.groups.len() > 1 => self.close(at + 1),
            QueryToken::Sign("||") => self.or(),
            QueryToken::Sign("=") => self.compare(at),
            QueryToken::Sign(",")
                if self.group().is_some_and(|group| matches!(group.clause, Clause::Tables | Clause::On { .. })) =>
            {
                self.turn(Clause::Tables);
                self.table(at + 1);
            }
            QueryToken::Word(word) => return self.word(at, &word.clone()),
            _ => {}
        }
        at + 1
    }

    fn or(&mut self) {
        if let Some(group) = self.group()
            && group.cases == 0
        {
            group.has_or = true;
        }
    }

    fn word(&mut self, at: usize, word: &str) -> usize {
        let before = at.checked_sub(1);
        match word {
            "or" | "xor" => self.or(),
            "case" => self.cases(1),
            "end" => self.cases(-1),
            // A function of this name.
            "left" | "right" if self.at(at + 1) == Some(&QueryToken::Open) => {}
            "left" => self.joins(Join::Left),
            "right" => self.joins(Join::Right),
            "full" => self.joins(Join::Full),
            "inner" | "cross" => self.joins(Join::Inner),
            "join" | "straight_join" => {
                self.turn(Clause::Tables);
                self.table(at + 1);
            }
            "on" if self.is(Some(at + 1), &["conflict", "duplicate"]) => self.turn(Clause::Other),
            "on" => {
                let (join, of) = self.groups.last().map_or((Join::Full, None), |group| (group.join, group.joined));
                self.turn(Clause::On { join, of });
                self.joins(Join::Inner);
            }
            "where" => self.turn(Clause::Where),
            // `IS DISTINCT FROM`, `EXTRACT(day FROM …)` name no table that has tenants.
            "from" | "table" | "using" => {
                self.turn(Clause::Tables);
                self.joins(Join::Inner);
                self.table(at + 1);
            }
            "update" if !self.is(before, &["for", "do", "key", "on", "no"]) => {
                self.turn(Clause::Tables);
                self.table(at + 1);
            }
            "into" => self.target(at + 1),
            "union" | "intersect" | "except" => {
                self.turn(Clause::Other);
                let around = self.groups.last().and_then(|group| self.found.blocks[group.block].around);
                self.found.blocks.push(Block { around });
                let block = self.found.blocks.len() - 1;
                if let Some(group) = self.group() {
                    group.block = block;
                }
            }
            word if CLAUSES.contains(&word) => self.turn(Clause::Other),
            _ => {}
        }
        at + 1
    }

    fn cases(&mut self, more: isize) {
        if let Some(group) = self.group() {
            group.cases = group.cases.saturating_add_signed(more);
        }
    }

    fn joins(&mut self, join: Join) {
        if let Some(group) = self.group() {
            group.join = join;
        }
    }

    /// Ends a clause, and keeps what was compared in it, unless an `OR` stands beside it.
    fn turn(&mut self, clause: Clause) {
        let Some(group) = self.groups.last_mut() else { return };
        let pending = std::mem::take(&mut group.pending);
        if !group.has_or && group.is_condition {
            self.found.compared.extend(pending);
        }
        group.has_or = false;
        group.clause = clause;
    }

    fn open(&mut self, at: usize) {
        let Some(group) = self.groups.last() else { return };
        let (block, clause) = (group.block, group.clause);
        if self.is(Some(at + 1), &["select", "with", "values", "insert", "update", "delete", "table"]) {
            self.found.blocks.push(Block { around: Some(block) });
            self.groups.push(Group::new(self.found.blocks.len() - 1, Clause::Other, true));
            return;
        }
        let is_condition = group.cases == 0 && self.begins_condition(at) && self.parts == 0;
        let before = at.checked_sub(1).and_then(|before| self.at(before));
        let is_of_tables = clause == Clause::Tables
            && before.is_some_and(|before| {
                matches!(before, QueryToken::Open | QueryToken::Sign(","))
                    || before.name().is_some_and(|word| word_before_tables(&word))
            });
        let clause = if clause == Clause::Tables && !is_of_tables { Clause::Other } else { clause };
        self.groups.push(Group::new(block, clause, is_condition));
        if is_of_tables {
            self.table(at + 1);
        }
    }

    /// Ends what is between parentheses; `next` is the token behind them. Comparisons in a condition's parentheses are
    /// the condition's.
    fn close(&mut self, next: usize) {
        let is_ended = self.ends_condition(next);
        let Some(group) = self.groups.pop() else { return };
        let is_query = self.groups.last().is_none_or(|around| around.block != group.block);
        let holds = !group.has_or && group.is_condition;
        if is_query && holds {
            self.found.compared.extend(group.pending);
        } else if holds
            && is_ended
            && let Some(around) = self.groups.last_mut()
        {
            around.pending.extend(group.pending);
        }
    }

    /// Reads a comparison around the sign at `at`.
    fn compare(&mut self, at: usize) {
        let Some((left, first)) = self.side_before(at) else { return };
        let Some((right, next)) = self.side_behind(at + 1) else { return };
        if self.parts > 0 || !self.begins_condition(first) || !self.ends_condition(next) {
            return;
        }
        let Some(group) = self.groups.last_mut() else { return };
        if group.cases == 0 && matches!(group.clause, Clause::Where | Clause::On { .. }) {
            group.pending.push(Equality { block: group.block, clause: group.clause, left, right });
        }
    }

    /// Notes the table at `at`; a query in its place has a block of its own.
    fn table(&mut self, at: usize) {
        let read = if self.is(Some(at), &["select", "lateral"]) { None } else { self.named(at) };
        let Some(block) = self.groups.last().map(|group| group.block) else { return };
        let joined = read.map(|(table, place, next)| {
            let next = if self.is(Some(next), &["as"]) { next + 1 } else { next };
            let alias = self
                .at(next)
                .filter(|token| !token.one_of(CLAUSES) && !token.one_of(NO_ALIAS))
                .and_then(QueryToken::name);
            let (alias, column) = (alias.unwrap_or_else(|| table.clone()), (self.tenant_of)(&table));
            self.found.uses.push(Use { table, alias, at: place, block, column });
            self.found.uses.len() - 1
        });
        if let Some(group) = self.group() {
            group.joined = joined;
        }
    }

    fn target(&mut self, at: usize) {
        self.turn(Clause::Other);
        let Some(block) = self.groups.last().map(|group| group.block) else { return };
        if let Some((table, place, next)) = self.named(at) {
            let column = (self.tenant_of)(&table);
            self.found.targets.push(Target { table, at: place, block, column, next });
        }
    }
}
