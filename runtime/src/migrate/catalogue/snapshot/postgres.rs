//! Reads the schema of PostgreSQL.

use super::{Snapshot, pairs};
use crate::migrate::catalogue::scope::SchemaScope;
use crate::migrate::connection::MigratorConnection;

/// Tables without those that are partitions of others, which are made and go as time passes; their columns,
/// constraints, indexes and triggers.
const TABLES: &str = "
    WITH tables AS (
        SELECT c.oid, 'table ' || {c} AS name, c.relkind, c.relpersistence, c.reloptions FROM pg_class c
        WHERE c.relnamespace {scope} AND c.relkind IN ('r', 'p')
            AND c.relname NOT IN ('larder_migrations', 'larder_migrations_lock', 'larder_cache_log')
            AND NOT c.relispartition
    )
    SELECT name, CASE WHEN relkind = 'p' THEN 'PARTITIONED BY ' || pg_get_partkeydef(oid)
            || (SELECT CASE WHEN p.partstrat = 'h' THEN ' INTO ' || count(i.inhrelid) ELSE '' END
                FROM pg_partitioned_table p LEFT JOIN pg_inherits i ON i.inhparent = p.partrelid
                WHERE p.partrelid = tables.oid GROUP BY p.partstrat) || ' '
            ELSE '' END
        || CASE WHEN relpersistence = 'u' THEN 'UNLOGGED ' ELSE '' END || coalesce(array_to_string(reloptions, ' '), '')
    FROM tables
    UNION ALL
    SELECT name, 'column ' || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
        || CASE WHEN a.attcollation <> t.typcollation THEN ' COLLATE ' || a.attcollation::regcollation::text ELSE '' END
        || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
        || CASE WHEN a.attidentity <> '' THEN ' IDENTITY ' || a.attidentity::text ELSE '' END
        || CASE WHEN a.attgenerated <> '' THEN ' GENERATED ' || a.attgenerated::text ELSE '' END
        || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
    FROM tables JOIN pg_attribute a ON a.attrelid = tables.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    UNION ALL
    SELECT name, 'comment on ' || coalesce(quote_ident(a.attname), 'the table') || ' ' || quote_literal(d.description)
    FROM tables JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = tables.oid
        LEFT JOIN pg_attribute a ON a.attrelid = tables.oid AND a.attnum = d.objsubid AND a.attnum > 0
    UNION ALL
    SELECT name, 'constraint ' || quote_ident(c.conname) || ' ' || pg_get_constraintdef(c.oid)
    FROM tables JOIN pg_constraint c ON c.conrelid = tables.oid AND c.contype <> 'n' AND c.conparentid = 0
    UNION ALL
    SELECT name, 'index ' || pg_get_indexdef(i.indexrelid) || CASE WHEN i.indisvalid THEN '' ELSE ' INVALID' END
    FROM tables JOIN pg_index i ON i.indrelid = tables.oid
    UNION ALL
    SELECT name, 'row level security' || CASE WHEN c.relrowsecurity THEN ' enabled' ELSE '' END
        || CASE WHEN c.relforcerowsecurity THEN ' forced' ELSE '' END
    FROM tables JOIN pg_class c USING (oid) WHERE c.relrowsecurity OR c.relforcerowsecurity
    UNION ALL
    SELECT name, 'policy ' || quote_ident(p.polname) || CASE WHEN p.polpermissive THEN '' ELSE ' restrictive' END
        || ' for ' || p.polcmd::text || ' to ' || (SELECT string_agg(CASE role WHEN 0 THEN 'public'
            ELSE pg_get_userbyid(role)::text END, ', ' ORDER BY role) FROM unnest(p.polroles) role)
        || coalesce(' using ' || pg_get_expr(p.polqual, p.polrelid), '')
        || coalesce(' with check ' || pg_get_expr(p.polwithcheck, p.polrelid), '')
    FROM tables JOIN pg_policy p ON p.polrelid = tables.oid
    UNION ALL
    SELECT 'trigger ' || t.tgname, pg_get_triggerdef(t.oid)
    FROM tables JOIN pg_trigger t ON t.tgrelid = tables.oid AND NOT t.tgisinternal";

/// What stands beside tables, unless an extension brought it. The sequence of an identity column is the column's own.
/// The extensions that full text, types and operator classes need belong to the database and stay when tables go.
const OTHERS: &str = "
    SELECT CASE c.relkind WHEN 'm' THEN 'materialized view ' ELSE 'view ' END || {c}, pg_get_viewdef(c.oid)
    FROM pg_class c WHERE c.relnamespace {scope} AND c.relkind IN ('v', 'm')
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 'materialized view ' || {c}, 'index ' || pg_get_indexdef(i.indexrelid)
    FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid
    WHERE c.relnamespace {scope} AND c.relkind = 'm'
    UNION ALL
    SELECT 'sequence ' || {c}, format_type(s.seqtypid, NULL) || ' START ' || s.seqstart || ' INCREMENT '
        || s.seqincrement || ' BETWEEN ' || s.seqmin || ' AND ' || s.seqmax
        || CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END
    FROM pg_class c JOIN pg_sequence s ON s.seqrelid = c.oid
    WHERE c.relnamespace {scope} AND c.relkind = 'S'
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'i')
    UNION ALL
    SELECT 'function ' || p.oid::regprocedure::text, rtrim(translate(pg_get_functiondef(p.oid), chr(10), ' '))
    FROM pg_proc p
    WHERE p.pronamespace {scope} AND p.prokind IN ('f', 'p')
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 'type ' || {t}, row_number() OVER (PARTITION BY t.oid ORDER BY e.enumsortorder) || ' ' || e.enumlabel
    FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid
    WHERE t.typnamespace {scope}
    UNION ALL
    SELECT 'type ' || {c}, quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace {scope} AND c.relkind = 'c'
    UNION ALL
    SELECT 'extension ' || extname, '' FROM pg_extension
    WHERE extname NOT IN ('plpgsql', 'btree_gin', 'pg_trgm', 'citext', 'cube', 'hstore', 'ltree', 'seg')
    UNION ALL
    SELECT 'domain ' || {t}, pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN pg_type t ON t.oid = c.contypid
    WHERE t.typnamespace {scope}
    UNION ALL
    SELECT 'domain ' || {t}, format_type(t.typbasetype, t.typtypmod) FROM pg_type t
    WHERE t.typnamespace {scope} AND t.typtype = 'd'";

pub(super) async fn read(connection: &mut MigratorConnection, scope: &SchemaScope) -> sqlx::Result<Snapshot> {
    let mut snapshot = Snapshot::default();
    pairs(connection, &scope.within(TABLES), &mut snapshot).await?;
    for row in connection.rows(&scope.within(OTHERS), &[]).await? {
        let [name, line] = [row.text(0)?, row.text(1)?].map(Option::unwrap_or_default);
        if name.starts_with("view ") || name.starts_with("materialized view ") {
            // A line for each column, since their order does not count.
            let lines = line.lines().map(|line| line.trim().trim_start_matches("SELECT ").trim_end_matches(','));
            lines.for_each(|line| snapshot.add(name.clone(), line.to_owned()));
        } else {
            snapshot.add(name, line);
        }
    }
    Ok(snapshot)
}
