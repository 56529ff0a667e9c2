//! The logical schema in the words of `plan.toml`: tables with physical names, but of no dialect.

mod column;
mod constraint;
mod entities;
mod index;
mod json;
mod partition;

pub(super) use json::text as json_text;
use larder_format::plan::{Distribution, PrimaryKey, RowSecurity, Scale, Search, Table};

use entities::Entities;

use super::Problem;
use super::physical::naming::{self, ClaimedNames};
use crate::ir;

/// The column that holds an entity's search tokens.
pub const SEARCH_TOKENS: &str = "search_tokens";

/// Returns the table of every entity that has one of its own, in declaration order.
///
/// # Errors
///
/// An entity names a parent that the schema does not hold.
pub fn tables(schema: &ir::Schema) -> Result<Vec<Table>, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut tables = Vec::new();
    let entities = Entities::of(schema);
    for entity in schema.with_tables() {
        match table(schema, &entities, entity) {
            Ok(table) => tables.push(table),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(tables) } else { Err(problems) }
}

/// Names are claimed per table, so that the order of the entities changes none.
fn table(schema: &ir::Schema, entities: &Entities<'_>, entity: &ir::Entity) -> Result<Table, Problem> {
    let mut names = ClaimedNames::default();
    constraint::refuse_unequal(entity)?;
    let columns = entity.fields.iter().map(|field| column::column(entity, field, schema)).collect();
    let primary = column::names(entity, &entity.primary);
    let primary_key = PrimaryKey { name: names.claim(&entity.table, &[], "pkey"), columns: primary };
    let uniques = constraint::uniques(entities, entity, &mut names);
    let foreign_keys = constraint::foreign_keys(entities, entity, &mut names)?;
    let checks = constraint::checks(entity, &uniques, &mut names);
    let mut indexes = index::indexes(entity, &mut names);
    let search = entity.search().map(|index| Search {
        name: names.claim(&entity.table, &["search"], "idx"),
        columns: index.columns.iter().map(|column| entity.field(column.field).column().to_owned()).collect(),
        tokens: SEARCH_TOKENS.to_owned(),
        tenant: entity.tenant.map(|tenant| entity.field(tenant).column().to_owned()),
        shadow: naming::shadow(&entity.table),
    });
    index::serve_foreign_keys(entity, &primary_key, &uniques, &foreign_keys, &mut indexes, &mut names);
    let is_secured = schema.secured.contains(&entity.name);
    let tenant = entity.tenant.filter(|_| is_secured).map(|tenant| entity.field(tenant).column().to_owned());
    let row_security = tenant.map(|tenant| RowSecurity { tenant });
    let scale = entities.tenant_column(entity).map(|tenant| Scale { tenant: tenant.to_owned() });
    let distribution = schema.distributed.get(&entity.name).map(|kept| match kept {
        ir::Distribution::Tenant => Distribution::Tenant,
        ir::Distribution::Reference => Distribution::Reference,
    });
    let partition = schema.partitioned.get(&entity.name).map(|said| partition::of(entity, said));
    let comment = entity.doc.clone().filter(|_| schema.commented.contains(&entity.name));
    Ok(Table {
        name: entity.table.clone(),
        comment,
        columns,
        primary_key,
        uniques,
        foreign_keys,
        checks,
        indexes,
        search,
        row_security,
        scale,
        distribution,
        partition,
    })
}
