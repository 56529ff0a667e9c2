//! Whose rows a text is about: every table with tenants is compared with `{tenant}`, or with the tenant of a table that
//! is. It is read as far as that takes, and what is not understood is no comparison.

mod blocks;
mod given;

use std::ops::Range;

use super::words::{QueryToken, tokens};
use blocks::{Block, Blocks, Clause, Join, Side, Target, Use};

/// A table that is used without its tenant.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stray {
    /// Where it stands; of a text without tables the whole.
    pub(crate) at: Range<usize>,
    /// The table; `None` where the text says nothing that is understood.
    pub(crate) table: Option<String>,
    /// What it is called, and its column: `m.tenant_id`.
    pub(crate) column: String,
    /// Whether rows are inserted into it.
    pub(crate) is_target: bool,
}

/// Returns the tables whose tenant is not told. `tenant_of` returns the column with the tenant of a table that has one;
/// a text of a tenant's says whose rows it is about.
pub(crate) fn strays(text: &str, is_owned: bool, tenant_of: &dyn Fn(&str) -> Option<String>) -> Vec<Stray> {
    let tokens = tokens(text);
    let known = ["select", "with", "insert", "replace", "update", "delete", "values"];
    let begins = tokens.iter().find(|(token, _)| *token != QueryToken::Open);
    let is_known = begins.is_some_and(|(token, _)| token.one_of(&known));
    let is_told = tokens.iter().any(|(token, _)| *token == QueryToken::Value(super::TENANT.to_owned()));
    if is_owned && !(is_known && is_told) {
        let column = super::TENANT.to_owned();
        return vec![Stray { at: 0..text.len(), table: None, column, is_target: false }];
    }
    let blocks = Blocks::read(&tokens, tenant_of);
    let covered = covered(&blocks);
    let used = blocks.uses.iter().zip(&covered).filter(|(used, is_covered)| used.column.is_some() && !**is_covered);
    let mut strays: Vec<Stray> = used
        .map(|(used, _)| Stray {
            at: used.at.clone(),
            table: Some(used.table.clone()),
            column: format!("{}.{}", used.alias, used.column.clone().unwrap_or_default()),
            is_target: false,
        })
        .collect();
    let is_given = |target: &Target, column: &str| {
        given::is_given(&tokens, target, column, &|qualifier, column| {
            let found = blocks.resolve(target.block, qualifier, column);
            found.is_some_and(|found| covered[found])
        })
    };
    for target in &blocks.targets {
        if let Some(column) = &target.column
            && !is_given(target, column)
        {
            let (table, column) = (Some(target.table.clone()), column.clone());
            strays.push(Stray { at: target.at.clone(), table, column, is_target: true });
        }
    }
    strays
}

/// Tells of each use whether its tenant is told, directly or by way of another one.
fn covered(blocks: &Blocks) -> Vec<bool> {
    let mut covered = vec![false; blocks.uses.len()];
    loop {
        let before = covered.clone();
        for compared in &blocks.compared {
            let ends = [(&compared.left, &compared.right), (&compared.right, &compared.left)];
            for (this, other) in ends {
                let Some(found) = blocks.found(compared.block, this) else { continue };
                let is_told = match other {
                    Side::Tenant => true,
                    other => blocks.found(compared.block, other).is_some_and(|other| covered[other]),
                };
                let used: &Use = &blocks.uses[found];
                if is_told && used.block == compared.block && narrows(compared.clause, found) {
                    covered[found] = true;
                }
            }
        }
        if covered == before {
            return covered;
        }
    }
}

/// Tells whether a condition leaves rows of a use out, where it does not hold.
fn narrows(clause: Clause, used: usize) -> bool {
    match clause {
        Clause::Where => true,
        Clause::On { join: Join::Inner, .. } => true,
        Clause::On { join: Join::Left, of } => of == Some(used),
        Clause::On { join: Join::Right, of } => of.is_some() && of != Some(used),
        Clause::On { join: Join::Full, .. } | Clause::Tables | Clause::Other => false,
    }
}

impl Blocks {
    /// Returns the use whose tenant is compared.
    fn found(&self, block: usize, compared: &Side) -> Option<usize> {
        match compared {
            Side::Tenant => None,
            Side::Column { qualifier, column } => self.resolve(block, qualifier.as_deref(), column),
        }
    }

    /// Returns the use that has a column with the tenant, in a block or one around it.
    fn resolve(&self, block: usize, qualifier: Option<&str>, column: &str) -> Option<usize> {
        let mut at = Some(block);
        while let Some(block) = at {
            let inside = || self.uses.iter().enumerate().filter(move |(_, used)| used.block == block);
            let found: Vec<usize> = match qualifier {
                Some(alias) => inside().filter(|(_, used)| used.alias == alias).map(|(at, _)| at).collect(),
                None => inside().filter(|(_, used)| used.column.as_deref() == Some(column)).map(|(at, _)| at).collect(),
            };
            match found.as_slice() {
                [] => {}
                [one] => return (self.uses[*one].column.as_deref() == Some(column)).then_some(*one),
                _ => return None,
            }
            let Block { around } = self.blocks[block];
            at = around;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::strays;

    /// Returns the tables without their tenant.
    fn of(text: &str) -> Vec<String> {
        let tenant_of = |table: &str| ["notes", "talks"].contains(&table).then(|| "tenant".to_owned());
        strays(text, true, &tenant_of).into_iter().map(|stray| stray.table.unwrap_or_else(|| "?".to_owned())).collect()
    }

    #[test]
    fn a_table_is_compared_with_the_tenant() {
        for text in [
            "SELECT * FROM notes WHERE tenant = {tenant}",
            "SELECT * FROM notes m WHERE {tenant} = m.tenant AND (m.a = 1 OR m.b = 2)",
            "SELECT * FROM notes AS m WHERE m.a BETWEEN 1 AND 2 AND m.tenant = {tenant} ORDER BY m.a",
            "SELECT * FROM \"notes\" m, plain p WHERE m.tenant = {tenant}",
            "SELECT * FROM talks c JOIN notes m ON m.c = c.id AND m.tenant = c.tenant WHERE c.tenant = {tenant}",
            "SELECT * FROM talks c LEFT JOIN notes m ON m.tenant = {tenant} WHERE c.tenant = {tenant}",
            "SELECT * FROM talks c WHERE c.tenant = {tenant} AND EXISTS (SELECT 1 FROM notes m \
             WHERE m.tenant = c.tenant)",
            "SELECT * FROM talks c WHERE NOT EXISTS (SELECT 1 FROM notes m WHERE m.tenant = \
             c.tenant) AND c.tenant = {tenant}",
            "SELECT 1 FROM notes WHERE tenant = {tenant} UNION SELECT 1 FROM talks WHERE tenant = {tenant}",
            "WITH a AS (SELECT * FROM notes WHERE tenant = {tenant}) SELECT * FROM a",
            "UPDATE notes SET a = 1 WHERE (tenant = {tenant}) AND a = 2",
            "UPDATE notes SET a = c.a FROM talks c WHERE c.tenant = {tenant} AND notes.tenant = c.tenant",
            "DELETE FROM notes USING talks c WHERE c.tenant = {tenant} AND notes.tenant = c.tenant",
            "INSERT INTO notes (id, tenant) VALUES ({id}, {tenant}), (2, {tenant})",
            "INSERT INTO notes (id, tenant) SELECT id, {tenant} FROM plain",
            "INSERT INTO notes (id, tenant) SELECT c.id, c.tenant FROM talks c WHERE c.tenant = {tenant}",
            "INSERT INTO notes (id, tenant) VALUES ({id}, {tenant}) ON CONFLICT (id) DO UPDATE SET a = 1",
            "SELECT * FROM notes WHERE {if a} a = {a} AND {end} tenant = {tenant} FOR UPDATE",
        ] {
            assert!(of(text).is_empty(), "{text}: {:?}", of(text));
        }
    }

    #[test]
    fn what_is_no_such_comparison_is_told() {
        for (text, tables) in [
            ("SELECT * FROM notes", &["?"][..]),
            ("SELECT {tenant} FROM notes", &["notes"]),
            ("SELECT * FROM notes WHERE tenant = {tenant} OR a = 1", &["notes"]),
            ("SELECT * FROM notes WHERE a = 1 OR tenant = {tenant} AND b = 1", &["notes"]),
            ("SELECT * FROM notes WHERE (a = 1 OR (tenant = {tenant} AND b = 1))", &["notes"]),
            ("SELECT * FROM notes WHERE NOT tenant = {tenant}", &["notes"]),
            ("SELECT * FROM notes WHERE NOT (tenant = {tenant})", &["notes"]),
            ("SELECT * FROM notes WHERE (tenant = {tenant}) IS FALSE", &["notes"]),
            ("SELECT * FROM notes WHERE coalesce(tenant = {tenant}, TRUE)", &["notes"]),
            ("SELECT * FROM notes WHERE CASE WHEN a THEN tenant = {tenant} END", &["notes"]),
            ("SELECT * FROM notes WHERE {if a} tenant = {tenant} {end}", &["notes"]),
            ("SELECT * FROM notes WHERE a BETWEEN 1 AND tenant = {tenant}", &["notes"]),
            ("SELECT * FROM notes WHERE tenant = {tenant} || 'a'", &["notes"]),
            ("SELECT * FROM notes WHERE tenant <> {tenant}", &["notes"]),
            ("SELECT * FROM notes m WHERE m.other = {tenant}", &["notes"]),
            ("SELECT * FROM notes -- WHERE tenant = {tenant}\n WHERE 'tenant' = {tenant}", &["notes"]),
            ("SELECT * FROM talks c LEFT JOIN notes m ON c.tenant = {tenant} AND m.tenant = {tenant}", &["talks"]),
            ("SELECT * FROM talks c JOIN notes m ON m.c = c.id WHERE c.tenant = {tenant}", &["notes"]),
            ("SELECT * FROM talks c, notes WHERE c.tenant = {tenant}", &["notes"]),
            ("SELECT * FROM notes m WHERE EXISTS (SELECT 1 FROM talks m WHERE m.tenant = {tenant})", &["notes"]),
            ("SELECT 1 FROM notes WHERE tenant = {tenant} UNION SELECT 1 FROM talks", &["talks"]),
            ("UPDATE notes SET tenant = {tenant}", &["notes"]),
            ("DELETE FROM notes WHERE id IN (SELECT {tenant})", &["notes"]),
            ("INSERT INTO notes (id) VALUES ({tenant})", &["notes"]),
            ("INSERT INTO notes (id, tenant) VALUES ({tenant}, 'a')", &["notes"]),
            ("INSERT INTO notes (tenant) VALUES ({tenant}), ('a')", &["notes"]),
            ("INSERT INTO notes (tenant) SELECT 'a' WHERE {tenant} = 'b'", &["notes"]),
            ("TRUNCATE notes /* {tenant} */", &["?"]),
        ] {
            assert_eq!(of(text), tables, "{text}");
        }
    }
}
