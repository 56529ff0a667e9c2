//! Something over the columns of a table: a key, an index, a check, full text.

use larder_format::plan::{
    Check, Distribution, ForeignKey, Index, IndexKind, Operation, Partition, RowSecurity, Scale, Search, Table, Unique,
};

use crate::sql::physical::naming;

/// Something over the columns of a table.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::sql::diff) enum TablePart {
    Check(Check),
    Unique(Unique),
    Index(Index),
    ForeignKey(ForeignKey),
    Search(Search),
    RowSecurity(RowSecurity),
    Scale(Scale),
    Distribution(Distribution),
    Partition(Partition),
}

impl TablePart {
    /// Returns the parts of a table in the order in which they can be made: keys before what refers to them, indexes
    /// before the foreign keys that they serve.
    pub(in crate::sql::diff) fn all(table: &Table) -> Vec<Self> {
        let checks = table.checks.iter().cloned().map(Self::Check);
        let uniques = table.uniques.iter().cloned().map(Self::Unique);
        let indexes = table.indexes.iter().cloned().map(Self::Index);
        let foreign_keys = table.foreign_keys.iter().cloned().map(Self::ForeignKey);
        checks
            .chain(uniques)
            .chain(indexes)
            .chain(foreign_keys)
            .chain(table.search.iter().cloned().map(Self::Search))
            .chain(table.row_security.iter().cloned().map(Self::RowSecurity))
            .chain(table.scale.iter().cloned().map(Self::Scale))
            .chain(table.distribution.map(Self::Distribution))
            .chain(table.partition.iter().cloned().map(Self::Partition))
            .collect()
    }

    /// The place in the order of [`TablePart::all`], over all tables.
    pub(in crate::sql::diff) fn rank(&self) -> usize {
        match self {
            Self::Check(_) => 0,
            Self::Unique(_) => 1,
            Self::Index(_) => 2,
            Self::ForeignKey(_) => 3,
            Self::Search(_) => 4,
            Self::RowSecurity(_) => 5,
            Self::Scale(_) => 6,
            Self::Partition(_) => 7,
            Self::Distribution(_) => 8,
        }
    }

    /// Returns the columns of the table that the part needs.
    pub(in crate::sql::diff) fn columns(&self) -> Vec<&str> {
        let columns: Vec<&String> = match self {
            Self::Check(check) => check.subjects().iter().collect(),
            Self::Unique(key) => {
                key.columns.iter().chain(key.conditions.iter().map(|condition| &condition.column)).collect()
            }
            Self::Index(index) => {
                let conditions = index.conditions.iter().map(|condition| &condition.column);
                index.columns.iter().map(|column| &column.name).chain(conditions).chain(&index.include).collect()
            }
            Self::ForeignKey(key) => key.columns.iter().collect(),
            Self::Search(search) => search.columns.iter().chain(&search.tenant).collect(),
            Self::RowSecurity(security) => vec![&security.tenant],
            Self::Scale(scale) => vec![&scale.tenant],
            Self::Distribution(_) => Vec::new(),
            Self::Partition(partition) => vec![&partition.by],
        };
        columns.into_iter().map(String::as_str).collect()
    }

    /// Tells whether two parts are the same; a name that was stored stays, so that names do not count.
    pub(in crate::sql::diff) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Check(a), Self::Check(b)) => {
                (&a.column, &a.rules, &a.columns, &a.text) == (&b.column, &b.rules, &b.columns, &b.text)
            }
            (Self::Unique(a), Self::Unique(b)) => {
                (&a.columns, &a.conditions, a.nulls) == (&b.columns, &b.conditions, b.nulls)
            }
            (Self::Index(a), Self::Index(b)) => {
                (&a.columns, &a.conditions, a.kind, &a.text, a.unique, &a.include)
                    == (&b.columns, &b.conditions, b.kind, &b.text, b.unique, &b.include)
            }
            (Self::ForeignKey(a), Self::ForeignKey(b)) => {
                let actions = |key: &ForeignKey| (key.on_delete, key.on_update, key.deferrable);
                let tied =
                    |key: &ForeignKey| (key.parent.clone(), key.parent_columns.clone(), key.parent_tenant.clone());
                (&a.columns, tied(a), actions(a)) == (&b.columns, tied(b), actions(b))
            }
            (Self::Search(a), Self::Search(b)) => (&a.columns, &a.tenant) == (&b.columns, &b.tenant),
            (Self::RowSecurity(a), Self::RowSecurity(b)) => a == b,
            (Self::Scale(a), Self::Scale(b)) => a == b,
            (Self::Distribution(a), Self::Distribution(b)) => a == b,
            (Self::Partition(a), Self::Partition(b)) => a.by == b.by && a.layout.is_same(b.layout),
            _ => false,
        }
    }

    /// Returns the conventional name in a table.
    pub(in crate::sql::diff) fn derived_name(&self, table: &str) -> String {
        let joined = |columns: &[String]| columns.join("_");
        match self {
            Self::Check(check) => naming::name(table, &[&joined(check.subjects())], "check"),
            Self::Unique(key) => naming::name(table, &[&joined(&key.columns)], "key"),
            Self::Index(index) => {
                let columns: Vec<_> = index.columns.iter().map(|column| column.name.as_str()).collect();
                naming::name(table, &columns, "idx")
            }
            Self::ForeignKey(key) => naming::name(table, &[&joined(&key.columns)], "fkey"),
            Self::Search(_) => naming::name(table, &["search"], "idx"),
            // Its policies have one name in every table, and the shape of keys, the place of rows and partitions none.
            Self::RowSecurity(_) | Self::Scale(_) | Self::Distribution(_) | Self::Partition(_) => String::new(),
        }
    }

    pub(in crate::sql::diff) fn name(&self) -> &str {
        match self {
            Self::Check(check) => &check.name,
            Self::Unique(key) => &key.name,
            Self::Index(index) => &index.name,
            Self::ForeignKey(key) => &key.name,
            Self::Search(search) => &search.name,
            Self::RowSecurity(_) => "row level security",
            Self::Scale(_) => "the key shape",
            Self::Distribution(_) => "the place of its rows",
            Self::Partition(_) => "the partitions",
        }
    }

    pub(in crate::sql::diff) fn rename(&mut self, name: String) {
        match self {
            Self::Check(check) => check.name = name,
            Self::Unique(key) => key.name = name,
            Self::Index(index) => index.name = name,
            Self::ForeignKey(key) => key.name = name,
            Self::Search(search) => search.name = name,
            Self::RowSecurity(_) | Self::Scale(_) | Self::Distribution(_) | Self::Partition(_) => {}
        }
    }

    /// Returns the operation that takes the part away.
    pub(in crate::sql::diff) fn dropped(&self, table: &str) -> Operation {
        let (table, name) = (table.to_owned(), self.name().to_owned());
        match self {
            Self::Check(_) => Operation::DropCheck { table, name },
            Self::Unique(_) => Operation::DropUnique { table, name },
            Self::Index(_) => Operation::DropIndex { table, name },
            Self::ForeignKey(_) => Operation::DropForeignKey { table, name },
            Self::Search(_) => Operation::DropSearch { table },
            Self::RowSecurity(_) => Operation::DropRowSecurity { table },
            Self::Scale(_) => Operation::DropScale { table },
            Self::Distribution(_) => Operation::Undistribute { table },
            Self::Partition(_) => Operation::DropPartition { table },
        }
    }

    /// Returns the operation that makes the part.
    pub(in crate::sql::diff) fn added(self, table: &str) -> Operation {
        let table = table.to_owned();
        match self {
            Self::Check(check) => Operation::AddCheck { table, check },
            Self::Unique(unique) => Operation::AddUnique { table, unique },
            Self::Index(index) => Operation::AddIndex { table, index },
            Self::ForeignKey(foreign_key) => Operation::AddForeignKey { table, foreign_key },
            Self::Search(search) => Operation::AddSearch { table, search },
            Self::RowSecurity(row_security) => Operation::AddRowSecurity { table, row_security },
            Self::Scale(scale) => Operation::AddScale { table, scale },
            Self::Distribution(distribution) => Operation::Distribute { table, distribution },
            Self::Partition(partition) => Operation::AddPartition { table, partition },
        }
    }

    /// Tells whether every column of the part is one of the table's.
    pub(in crate::sql::diff) fn has_columns(&self, table: &Table) -> bool {
        self.columns().iter().all(|name| table.columns.iter().any(|column| column.name == **name))
    }

    /// Tells whether the part begins with the columns of a foreign key and holds all rows.
    pub(in crate::sql::diff) fn serves(&self, key: &ForeignKey) -> bool {
        let holds_all = match self {
            Self::Unique(unique) => unique.conditions.is_empty(),
            Self::Index(index) => {
                index.conditions.is_empty() && index.kind == IndexKind::Ordered && index.text.is_none()
            }
            Self::Check(_)
            | Self::ForeignKey(_)
            | Self::Search(_)
            | Self::RowSecurity(_)
            | Self::Scale(_)
            | Self::Distribution(_)
            | Self::Partition(_) => false,
        };
        let columns = self.columns();
        holds_all && columns.len() >= key.columns.len() && columns.iter().zip(&key.columns).all(|(own, key)| own == key)
    }
}
