//! A whole schema from nothing, for comparison with what migrations made of it.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use larder_format::plan;

use crate::dialect::Dialect;
use crate::sql::history::Objects;
use crate::sql::physical::statement;
use crate::sql::rules::Rules;
use crate::sql::{lower, object, render};

/// Returns the script that makes `tables` in an empty database by these rules, in whatever order they refer to each
/// other, and the objects beside them.
pub fn script(tables: &BTreeMap<String, plan::Table>, objects: &Objects, rules: Rules, dialect: Dialect) -> String {
    let [first, last] = object::statements(objects, tables, dialect);
    let lines = |statements: Vec<String>| statements.into_iter().map(|statement| format!("{statement};\n")).collect();
    let mut script: String = lines(first);
    let mut later = String::new();
    if dialect == Dialect::MySql {
        script.push_str("SET SESSION foreign_key_checks = 0;\n");
    }
    let (mut types, mut schemas) = (BTreeSet::new(), BTreeSet::new());
    for table in tables.values() {
        let mut lowered = lower::table(table, dialect, rules);
        lowered.enum_types.retain(|ty| types.insert(ty.clone()));
        lowered.schema = lowered.schema.filter(|schema| schemas.insert(schema.clone()));
        if dialect == Dialect::Postgres {
            for key in mem::take(&mut lowered.foreign_keys) {
                let add = format!("ADD {}", statement::foreign_key(&key));
                later.push_str(&format!("{};\n", statement::alter_table(&lowered.name, &[add])));
            }
        }
        script.push_str(&render::create_table(&lowered, dialect, &table.name));
    }
    let last: String = lines(last);
    script + &later + &last
}
