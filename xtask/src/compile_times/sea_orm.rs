//! The same entities for SeaORM.

use std::fmt::Write as _;

/// Returns a library of entities as SeaORM's own generator writes them.
pub(super) fn entities(count: usize) -> Vec<(String, String)> {
    let mut root = String::from("pub mod status;\n");
    for number in 0..count {
        writeln!(root, "pub mod item_{number};").expect("writing to a string cannot fail");
    }
    let mut files: Vec<_> = (0..count).map(|number| (format!("item_{number}.rs"), item(number))).collect();
    files.push(("status.rs".to_owned(), STATUS.to_owned()));
    files.push(("lib.rs".to_owned(), root));
    files
}

const STATUS: &str = "use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = \"String\", db_type = \"String(StringLen::N(8))\")]
pub enum Status {
    #[sea_orm(string_value = \"active\")]
    Active,
    #[sea_orm(string_value = \"archived\")]
    Archived,
    #[sea_orm(string_value = \"deleted\")]
    Deleted,
}
";

/// Every tenth begins a new chain of references, as larder's do.
fn item(number: usize) -> String {
    let (column, relation) = match number.checked_sub(1).filter(|_| !number.is_multiple_of(10)) {
        Some(parent) => ("    pub parent_id: Uuid,\n".to_owned(), relation(parent)),
        None => (
            String::new(),
            "#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]\npub enum Relation {}\n".to_owned(),
        ),
    };
    format!(
        "use sea_orm::entity::prelude::*;

use crate::status::Status;

#[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
#[sea_orm(table_name = \"item_{number}\")]
pub struct Model {{
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
{column}    #[sea_orm(unique)]
    pub code: String,
    pub title: String,
    #[sea_orm(column_type = \"Text\")]
    pub content: String,
    pub status: Status,
    pub metadata: Json,
    pub amount: i64,
    pub created_at: DateTimeUtc,
    pub updated_at: DateTimeUtc,
}}

{relation}
impl ActiveModelBehavior for ActiveModel {{}}
"
    )
}

fn relation(parent: usize) -> String {
    format!(
        "#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {{
    #[sea_orm(
        belongs_to = \"super::item_{parent}::Entity\",
        from = \"Column::ParentId\",
        to = \"super::item_{parent}::Column::Id\",
        on_delete = \"Cascade\"
    )]
    Parent,
}}

impl Related<super::item_{parent}::Entity> for Entity {{
    fn to() -> RelationDef {{
        Relation::Parent.def()
    }}
}}
"
    )
}
