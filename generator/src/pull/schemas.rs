//! Schemas of tables where the engine has none: its tables are known by the names of the definition.

use std::collections::BTreeMap;

use larder_format::catalogue::{Catalogue, LiveTable};
use larder_format::qualified;

use crate::ir::Schema;

/// Gives the tables of an engine without schemas the names that the definition has for them.
#[must_use]
pub fn in_schemas(mut catalogue: Catalogue, schema: &Schema) -> Catalogue {
    if catalogue.dialect.capabilities().schemas {
        return catalogue;
    }
    let within = schema.with_tables().filter(|entity| qualified::schema(&entity.table).is_some());
    let names: BTreeMap<&str, &String> =
        within.map(|entity| (qualified::plain(&entity.table), &entity.table)).collect();
    let rename = |name: &mut String| {
        if let Some(known) = names.get(name.as_str()) {
            name.clone_from(known);
        }
    };
    for table in &mut catalogue.tables {
        rename(&mut table.name);
        table.references.iter_mut().for_each(|reference| rename(&mut reference.parent));
    }
    catalogue
}

/// Returns the table of another schema by whose name a table is none of the definition: that of the connection's own
/// schema, or else the first.
pub(super) fn twin<'c>(catalogue: &'c Catalogue, table: &LiveTable) -> Option<&'c LiveTable> {
    let place = |table: &LiveTable| (qualified::schema(&table.name).is_some(), table.name.clone());
    let alike = |other: &&LiveTable| {
        let [one, two] = [&other.name, &table.name].map(|name| qualified::plain(name).to_lowercase());
        one == two && qualified::schema(&other.name) != qualified::schema(&table.name)
    };
    catalogue.tables.iter().filter(alike).find(|other| place(other) < place(table))
}

/// Returns the schemas that the definition names, and whether a table has none.
#[must_use]
pub fn schemas(schema: &Schema) -> (Vec<String>, bool) {
    let tables: Vec<Option<&str>> = schema.with_tables().map(|entity| qualified::schema(&entity.table)).collect();
    let has_plain = tables.is_empty() || tables.contains(&None);
    (tables.into_iter().flatten().map(str::to_owned).collect(), has_plain)
}
