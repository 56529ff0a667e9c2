//! A whole schema from nothing, for comparison with what migrations made of it.

use std::collections::BTreeMap;
use std::mem;

use larder_format::plan;

use crate::dialect::Dialect;
use crate::sql::physical::statement;
use crate::sql::rules::Rules;
use crate::sql::{lower, render};

/// Returns the script that makes `tables` in an empty database by these rules, in whatever order they refer to each
/// other.
pub fn script(tables: &BTreeMap<String, plan::Table>, rules: Rules, dialect: Dialect) -> String {
    let mut script = String::new();
    let mut later = String::new();
    if dialect == Dialect::MySql {
        script.push_str("SET SESSION foreign_key_checks = 0;\n");
    }
    for table in tables.values() {
        let mut lowered = lower::table(table, dialect, rules);
        if dialect == Dialect::Postgres {
            for key in mem::take(&mut lowered.foreign_keys) {
                let add = format!("ADD {}", statement::foreign_key(&key));
                later.push_str(&format!("{};\n", statement::alter_table(&lowered.name, &[add])));
            }
        }
        script.push_str(&render::create_table(&lowered, dialect, &table.name));
    }
    script + &later
}
