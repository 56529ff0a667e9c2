//! PostgreSQL's tables, by queries of its catalogue.

use std::collections::BTreeMap;

use larder_format::catalogue::{LiveCheck, LiveColumn, LiveIndex, LiveKey, LivePart, LiveReference, LiveTable};

use crate::migrate::catalogue::scope::SchemaScope;
use crate::migrate::connection::{MigratorConnection, TextRow};

/// Name, comment, and what no definition says.
const TABLES: &str = "
    SELECT ({c})::text, obj_description(c.oid, 'pg_class'),
        CASE WHEN c.relkind = 'p' THEN 'PARTITIONED-BY-' || replace(pg_get_partkeydef(c.oid), ' ', '-') || ' ' ELSE '' END
        || CASE WHEN c.relispartition THEN 'PARTITION ' ELSE '' END
        || CASE WHEN c.relpersistence = 'u' THEN 'UNLOGGED ' ELSE '' END
        || CASE WHEN c.relrowsecurity THEN CASE WHEN c.relforcerowsecurity
            AND 1 = (SELECT count(*) FROM pg_policy p WHERE p.polrelid = c.oid)
            AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd = '*' AND p.polpermissive
                AND p.polroles = '{0}' AND p.polwithcheck IS NULL
                AND pg_get_expr(p.polqual, p.polrelid) LIKE '%current_setting(''larder.tenant''::text, true)%')
            THEN 'TENANT-ROWS ' ELSE 'ROW-LEVEL-SECURITY ' END ELSE '' END
        || CASE WHEN NOT c.relispartition AND EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhrelid = c.oid)
            THEN 'INHERITS ' ELSE '' END
        || coalesce(array_to_string(c.reloptions, ' '), '')
    FROM pg_class c
    WHERE c.relnamespace {scope} AND c.relkind IN ('r', 'p')
        AND c.relname NOT IN ('larder_migrations', 'larder_migrations_lock', 'larder_cache_log')
        AND NOT EXISTS (SELECT 1 FROM pg_depend d
            WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
    ORDER BY c.relname";

/// Columns in their order; lists are joined by the unit separator.
const COLUMNS: &str = "
    SELECT ({c})::text, a.attname::text, format_type(a.atttypid, a.atttypmod),
        CASE WHEN a.attnotnull THEN '1' END, pg_get_expr(d.adbin, d.adrelid), nullif(a.attidentity::text, ''),
        nullif(a.attgenerated::text, ''),
        CASE WHEN a.attcollation <> t.typcollation THEN a.attcollation::regcollation::text END,
        col_description(c.oid, a.attnum),
        (SELECT string_agg(e.enumlabel, chr(31) ORDER BY e.enumsortorder) FROM pg_enum e
            WHERE e.enumtypid = CASE WHEN t.typelem <> 0 THEN t.typelem ELSE t.oid END),
        CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE c.relnamespace {scope} AND c.relkind IN ('r', 'p')
    ORDER BY c.relname, a.attnum";

const CONSTRAINTS: &str = "
    SELECT ({c})::text, k.contype::text, k.conname::text, pg_get_constraintdef(k.oid),
        (SELECT string_agg(a.attname, chr(31) ORDER BY u.n) FROM unnest(k.conkey) WITH ORDINALITY u (num, n)
            JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num),
        CASE WHEN p.relnamespace {scope} THEN ({p})::text ELSE k.confrelid::regclass::text END,
        (SELECT string_agg(a.attname, chr(31) ORDER BY u.n) FROM unnest(k.confkey) WITH ORDINALITY u (num, n)
            JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num),
        k.confdeltype::text, k.confupdtype::text,
        pg_get_expr(k.conbin, k.conrelid)
    FROM pg_class c JOIN pg_constraint k ON k.conrelid = c.oid LEFT JOIN pg_class p ON p.oid = k.confrelid
    WHERE c.relnamespace {scope} AND c.relkind IN ('r', 'p') AND k.contype <> 'n'
        AND (k.conparentid = 0 OR c.relispartition)
    ORDER BY c.relname, k.conname";

/// Indexes that are no constraint, a row for each part.
const INDEXES: &str = "
    SELECT ({c})::text, x.relname::text, CASE WHEN i.indisunique THEN '1' END, m.amname::text,
        pg_get_expr(i.indpred, i.indrelid), pg_get_indexdef(i.indexrelid),
        CASE WHEN i.indisvalid THEN '' ELSE 'INVALID' END,
        CASE WHEN u.n > i.indnkeyatts THEN 'include' WHEN i.indkey[u.n - 1] = 0 THEN 'expression' ELSE 'column' END,
        coalesce(a.attname::text, pg_get_indexdef(i.indexrelid, u.n, true)),
        CASE WHEN u.n <= i.indnkeyatts THEN i.indoption[u.n - 1]::text END,
        CASE WHEN u.n <= i.indnkeyatts THEN nullif(concat_ws(' ', CASE WHEN NOT o.opcdefault THEN o.opcname::text END,
            CASE WHEN i.indcollation[u.n - 1] <> 0 AND i.indcollation[u.n - 1] <> coalesce(a.attcollation, 100)
                THEN 'COLLATE ' || i.indcollation[u.n - 1]::regcollation::text END), '') END
    FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid JOIN pg_class x ON x.oid = i.indexrelid
        JOIN pg_am m ON m.oid = x.relam CROSS JOIN generate_series(1, i.indnatts) u (n)
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[u.n - 1] AND a.attnum <> 0
        LEFT JOIN pg_opclass o ON u.n <= i.indnkeyatts AND o.oid = i.indclass[u.n - 1]
    WHERE c.relnamespace {scope} AND c.relkind IN ('r', 'p')
        AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
    ORDER BY c.relname, x.relname, u.n";

/// The bits of `pg_index.indoption`.
const DESCENDING: i64 = 1;
const NULLS_FIRST: i64 = 2;

pub(super) async fn tables(connection: &mut MigratorConnection, scope: &SchemaScope) -> sqlx::Result<Vec<LiveTable>> {
    let mut tables = BTreeMap::new();
    for row in connection.rows(&scope.within(TABLES), &[]).await? {
        let name = text(&row, 0)?;
        let options = text(&row, 2)?.split_whitespace().map(str::to_owned).collect();
        tables.insert(name.clone(), LiveTable { name, comment: row.text(1)?, options, ..LiveTable::default() });
    }
    for row in connection.rows(&scope.within(COLUMNS), &[]).await? {
        if let Some(table) = tables.get_mut(&text(&row, 0)?) {
            table.columns.push(column(&row)?);
        }
    }
    for row in connection.rows(&scope.within(CONSTRAINTS), &[]).await? {
        if let Some(table) = tables.get_mut(&text(&row, 0)?) {
            constraint(&row, table)?;
        }
    }
    for row in connection.rows(&scope.within(INDEXES), &[]).await? {
        if let Some(table) = tables.get_mut(&text(&row, 0)?) {
            index_part(&row, table)?;
        }
    }
    Ok(tables.into_values().collect())
}

fn text(row: &TextRow, index: usize) -> sqlx::Result<String> {
    row.text(index).map(Option::unwrap_or_default)
}

fn list(row: &TextRow, index: usize) -> sqlx::Result<Vec<String>> {
    Ok(row.text(index)?.map(|text| text.split('\u{1f}').map(str::to_owned).collect()).unwrap_or_default())
}

fn column(row: &TextRow) -> sqlx::Result<LiveColumn> {
    let expression = row.text(4)?;
    let kind = row.text(6)?;
    let is_generated = kind.is_some();
    let (generated, default) = if is_generated { (expression, None) } else { (None, expression) };
    let mut others = Vec::new();
    if kind.as_deref() == Some("s") {
        others.push("STORED".to_owned());
    }
    // `d` may be given another value by an insert, `a` may not.
    let identity = row.text(5)?;
    if identity.as_deref() == Some("a") {
        others.push("GENERATED ALWAYS AS IDENTITY".to_owned());
    }
    others.extend(row.text(10)?.map(|base| format!("DOMAIN OVER {base}")));
    Ok(LiveColumn {
        name: text(row, 1)?,
        ty: text(row, 2)?,
        nullable: row.text(3)?.is_none(),
        default,
        numbered: identity.is_some(),
        generated,
        collation: row.text(7)?,
        comment: row.text(8)?,
        values: list(row, 9)?,
        others,
    })
}

fn constraint(row: &TextRow, table: &mut LiveTable) -> sqlx::Result<()> {
    let (name, said) = (Some(text(row, 2)?), text(row, 3)?);
    let others = [
        "DEFERRABLE INITIALLY DEFERRED",
        "DEFERRABLE",
        "MATCH FULL",
        "NOT VALID",
        "NO INHERIT",
        "NOT ENFORCED",
        "WITHOUT OVERLAPS",
    ];
    let mut words = others.iter().filter(|word| said.ends_with(**word) || said.contains(&format!("{word} ")));
    let others = words.next().map(|word| (*word).to_owned()).unwrap_or_default();
    let key = LiveKey {
        name: name.clone(),
        columns: list(row, 4)?,
        nulls_equal: said.contains("NULLS NOT DISTINCT"),
        others: if said.contains(" INCLUDE (") { said.clone() } else { others.clone() },
    };
    match text(row, 1)?.as_str() {
        "p" => table.primary = Some(key),
        "u" => table.uniques.push(key),
        "f" => table.references.push(LiveReference {
            name,
            columns: key.columns,
            parent: text(row, 5)?,
            parent_columns: list(row, 6)?,
            on_delete: action(&text(row, 7)?),
            on_update: action(&text(row, 8)?),
            others,
        }),
        "c" => table.checks.push(LiveCheck { name, expression: text(row, 9)?, others }),
        _ => table.others.push(format!("CONSTRAINT {} {said}", text(row, 2)?)),
    }
    Ok(())
}

fn action(letter: &str) -> String {
    match letter {
        "r" => "RESTRICT",
        "c" => "CASCADE",
        "n" => "SET NULL",
        "d" => "SET DEFAULT",
        _ => "NO ACTION",
    }
    .to_owned()
}

fn index_part(row: &TextRow, table: &mut LiveTable) -> sqlx::Result<()> {
    let name = text(row, 1)?;
    if table.indexes.last().is_none_or(|index| index.name != name) {
        table.indexes.push(LiveIndex {
            name,
            unique: row.text(2)?.is_some(),
            method: text(row, 3)?,
            condition: row.text(4)?,
            nulls_equal: text(row, 5)?.contains("NULLS NOT DISTINCT"),
            others: text(row, 6)?,
            ..LiveIndex::default()
        });
    }
    let Some(index) = table.indexes.last_mut() else { return Ok(()) };
    let (kind, part) = (text(row, 7)?, text(row, 8)?);
    if kind == "include" {
        index.include.push(part);
        return Ok(());
    }
    let option: i64 = text(row, 9)?.parse().unwrap_or(0);
    index.parts.push(LivePart {
        text: part,
        is_expression: kind == "expression",
        descending: option & DESCENDING != 0,
        nulls_first: (index.method == "btree").then_some(option & NULLS_FIRST != 0),
        others: text(row, 10)?,
    });
    Ok(())
}
