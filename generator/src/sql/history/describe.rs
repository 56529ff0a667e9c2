//! Operations in a few words.

use larder_format::plan::Operation;

/// Returns what an operation does, as the end of a sentence: `adds column users.nickname`.
pub fn describe(operation: &Operation) -> String {
    match operation {
        Operation::CreateTable(table) => format!("creates table `{}`", table.name),
        Operation::DropTable { table } => format!("drops table `{table}`"),
        Operation::RenameTable { table, to, .. } => format!("renames table `{table}` to `{to}`"),
        Operation::AddColumn { table, column, .. } => format!("adds column `{table}.{}`", column.name),
        Operation::AlterColumn { table, column, .. } => format!("changes column `{table}.{}`", column.name),
        Operation::RenameColumn { table, column, to, .. } => format!("renames column `{table}.{column}` to `{to}`"),
        Operation::DropColumn { table, column } => format!("drops column `{table}.{column}`"),
        Operation::AddUnique { table, unique } => format!("adds unique key `{}` to `{table}`", unique.name),
        Operation::DropUnique { table, name } => format!("drops unique key `{name}` of `{table}`"),
        Operation::AddForeignKey { table, foreign_key } => {
            format!("adds foreign key `{}` from `{table}` to `{}`", foreign_key.name, foreign_key.parent)
        }
        Operation::DropForeignKey { table, name } => format!("drops foreign key `{name}` of `{table}`"),
        Operation::AddCheck { table, check } => format!("adds check `{}` to `{table}.{}`", check.name, check.column),
        Operation::DropCheck { table, name } => format!("drops check `{name}` of `{table}`"),
        Operation::AddIndex { table, index } => format!("adds index `{}` to `{table}`", index.name),
        Operation::DropIndex { table, name } => format!("drops index `{name}` of `{table}`"),
        Operation::AddSearch { table, search } => {
            format!("adds full text over ({}) of `{table}`", search.columns.join(", "))
        }
        Operation::DropSearch { table } => format!("drops full text of `{table}`"),
        Operation::AddRowSecurity { table, .. } => format!("adds row level security to `{table}`"),
        Operation::DropRowSecurity { table } => format!("drops row level security of `{table}`"),
        Operation::AddScale { table, .. } => format!("makes the keys of `{table}` begin with the tenant"),
        Operation::DropScale { table } => format!("makes the keys of `{table}` those of one server"),
        Operation::Distribute { table, .. } => format!("spreads `{table}` over servers"),
        Operation::Undistribute { table } => format!("gathers `{table}` on one server"),
        Operation::AddPartition { table, partition } => format!("partitions `{table}` by `{}`", partition.by),
        Operation::DropPartition { table } => format!("puts the partitions of `{table}` into one table"),
        Operation::CommentTable { table, .. } => format!("changes the comment of `{table}`"),
        Operation::CreateObject(object) => format!("creates `{}`", object.name),
        Operation::ReplaceObject(object) => format!("replaces `{}`", object.name),
        Operation::DropObject { object } => format!("drops `{object}`"),
        Operation::Sql { title } => format!("runs SQL written by hand: {title}"),
    }
}
