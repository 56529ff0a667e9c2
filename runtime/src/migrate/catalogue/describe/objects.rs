//! Objects beside tables, by the statements that make them.

use larder_format::catalogue::LiveObject;

use crate::config::Driver;
use crate::migrate::connection::MigratorConnection;

/// Kind and name, the name alone, and the statement. A sequence that serves a column has none, nor has an aggregate.
#[cfg(feature = "postgres")]
const POSTGRES: &str = "
    SELECT CASE c.relkind WHEN 'm' THEN 'materialized view ' ELSE 'view ' END || c.relname, c.relname::text,
        CASE c.relkind WHEN 'm' THEN 'CREATE MATERIALIZED VIEW ' ELSE 'CREATE VIEW ' END || quote_ident(c.relname)
        || coalesce(' WITH (' || array_to_string(c.reloptions, ', ') || ')', '')
        || E' AS\n' || rtrim(pg_get_viewdef(c.oid, true), ';') || ';'
        || coalesce((SELECT string_agg(E'\n' || pg_get_indexdef(i.indexrelid, 0, true) || ';', '' ORDER BY x.relname)
            FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = c.oid), '')
    FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('v', 'm')
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 'sequence ' || c.relname, c.relname::text,
        CASE WHEN NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'a'
            OR d.refobjid = c.oid AND d.classid = 'pg_attrdef'::regclass)
        THEN 'CREATE SEQUENCE ' || quote_ident(c.relname) || ' AS ' || format_type(s.seqtypid, NULL) || ' INCREMENT BY '
        || s.seqincrement || ' MINVALUE ' || s.seqmin || ' MAXVALUE ' || s.seqmax || ' START WITH ' || s.seqstart
        || CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END || ';' END
    FROM pg_class c JOIN pg_sequence s ON s.seqrelid = c.oid
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'S'
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('i', 'e'))
    UNION ALL
    SELECT 'function ' || p.oid::regprocedure::text, p.proname::text,
        CASE WHEN p.prosecdef AND p.proname LIKE '%search_keys' AND p.prosrc LIKE '%larder.tenant%' THEN NULL
        ELSE regexp_replace(rtrim(pg_get_functiondef(p.oid), E' \n'), '^CREATE OR REPLACE (FUNCTION|PROCEDURE) '
            || quote_ident(current_schema()) || '\\.', 'CREATE \\1 ') || ';' END
    FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace AND p.prokind IN ('f', 'p')
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 'aggregate ' || p.oid::regprocedure::text, p.proname::text, NULL
    FROM pg_proc p WHERE p.pronamespace = current_schema()::regnamespace AND p.prokind IN ('a', 'w')
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    UNION ALL
    SELECT 'trigger ' || t.tgname, t.tgname::text, pg_get_triggerdef(t.oid, true) || ';'
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid AND NOT t.tgisinternal AND t.tgparentid = 0
    WHERE c.relnamespace = current_schema()::regnamespace
    UNION ALL
    SELECT 'type ' || t.typname, t.typname::text, 'CREATE TYPE ' || quote_ident(t.typname) || ' AS ENUM ('
        || string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) || ');'
    FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid WHERE t.typnamespace = current_schema()::regnamespace
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')
    GROUP BY t.typname
    UNION ALL
    SELECT 'type ' || c.relname, c.relname::text, 'CREATE TYPE ' || quote_ident(c.relname) || ' AS (' || string_agg(
        quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum) || ');'
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'c'
    GROUP BY c.relname
    UNION ALL
    SELECT 'extension ' || extname, extname::text, 'CREATE EXTENSION ' || quote_ident(extname) || ';'
    FROM pg_extension WHERE extname NOT IN ('plpgsql', 'btree_gin')
    UNION ALL
    SELECT 'domain ' || t.typname, t.typname::text,
        'CREATE DOMAIN ' || quote_ident(t.typname) || ' AS ' || format_type(t.typbasetype, t.typtypmod)
        || coalesce(' DEFAULT ' || t.typdefault, '') || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
        || coalesce((SELECT string_agg(' CONSTRAINT ' || quote_ident(c.conname) || ' ' || pg_get_constraintdef(c.oid),
            '' ORDER BY c.conname) FROM pg_constraint c WHERE c.contypid = t.oid AND c.contype = 'c'), '') || ';'
    FROM pg_type t WHERE t.typnamespace = current_schema()::regnamespace AND t.typtype = 'd'
        AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')";

/// The table of words of a full text is larder's, and other virtual tables are no objects of a definition.
#[cfg(feature = "sqlite")]
const SQLITE: &str = "SELECT type || ' ' || name, name, sql || ';' FROM sqlite_schema
    WHERE type IN ('view', 'trigger') AND sql IS NOT NULL";

/// Kind, name, and where in the answer of `SHOW CREATE` the statement stands.
#[cfg(feature = "mysql")]
const MYSQL: &str = "
    SELECT 'VIEW', CAST(table_name AS CHAR), '1' FROM information_schema.views WHERE table_schema = database()
    UNION ALL
    SELECT 'TRIGGER', CAST(trigger_name AS CHAR), '2' FROM information_schema.triggers
    WHERE trigger_schema = database()
    UNION ALL
    SELECT CAST(routine_type AS CHAR), CAST(routine_name AS CHAR), '2' FROM information_schema.routines
    WHERE routine_schema = database() AND routine_type IN ('FUNCTION', 'PROCEDURE')
    UNION ALL
    SELECT 'EVENT', CAST(event_name AS CHAR), '3' FROM information_schema.events WHERE event_schema = database()";

pub(super) async fn read(driver: Driver, connection: &mut MigratorConnection) -> sqlx::Result<Vec<LiveObject>> {
    match driver {
        #[cfg(feature = "postgres")]
        Driver::Postgres => listed(POSTGRES, connection).await,
        #[cfg(feature = "mysql")]
        Driver::MySql => shown(connection).await,
        #[cfg(feature = "sqlite")]
        Driver::Sqlite => listed(SQLITE, connection).await,
    }
}

#[cfg(any(feature = "postgres", feature = "sqlite"))]
async fn listed(sql: &str, connection: &mut MigratorConnection) -> sqlx::Result<Vec<LiveObject>> {
    let mut objects = Vec::new();
    for row in connection.rows(sql, &[]).await? {
        let [title, name] = [row.text(0)?, row.text(1)?].map(Option::unwrap_or_default);
        objects.push(LiveObject { title, name, sql: row.text(2)? });
    }
    Ok(objects)
}

#[cfg(feature = "mysql")]
async fn shown(connection: &mut MigratorConnection) -> sqlx::Result<Vec<LiveObject>> {
    let mut objects = Vec::new();
    for row in connection.rows(MYSQL, &[]).await? {
        let [kind, name, column] = [row.text(0)?, row.text(1)?, row.text(2)?].map(Option::unwrap_or_default);
        let quoted = crate::migrate::connection::quoted(&name, larder_format::Dialect::MySql);
        let created = connection.rows(&format!("SHOW CREATE {kind} {quoted}"), &[]).await?;
        // A user without the right to see a body gets none.
        let statement = created.first().map(|row| row.text(column.parse().unwrap_or(1))).transpose()?.flatten();
        let sql = statement.map(|text| format!("{};", undefined(&text).trim_end_matches(';')));
        objects.push(LiveObject { title: format!("{} {name}", kind.to_lowercase()), name, sql });
    }
    Ok(objects)
}

/// Leaves out who made it, who need not be there on another server, and what is so anyhow.
#[cfg(feature = "mysql")]
fn undefined(statement: &str) -> String {
    let Some((head, rest)) = statement.split_once("DEFINER=") else { return statement.to_owned() };
    let mut quote = None;
    let end = rest.find(|letter: char| {
        match quote {
            Some(open) if open == letter => quote = None,
            None if matches!(letter, '`' | '\'' | '"') => quote = Some(letter),
            _ => {}
        }
        quote.is_none() && letter == ' '
    });
    let head = head.replace("ALGORITHM=UNDEFINED ", "");
    let rest = rest[end.unwrap_or(rest.len())..].trim_start();
    format!("{head}{}", rest.strip_prefix("SQL SECURITY DEFINER ").unwrap_or(rest))
}

#[cfg(all(test, feature = "mysql"))]
mod tests {
    use super::undefined;

    #[test]
    fn nobody_is_named_as_the_definer() {
        for (said, left) in [
            (
                "CREATE ALGORITHM=UNDEFINED DEFINER=`a b`@`%` SQL SECURITY DEFINER VIEW `v` AS select 1",
                "CREATE VIEW `v` AS select 1",
            ),
            ("CREATE DEFINER=`root`@`localhost` TRIGGER t", "CREATE TRIGGER t"),
            ("CREATE FUNCTION f() RETURNS int RETURN 1", "CREATE FUNCTION f() RETURNS int RETURN 1"),
        ] {
            assert_eq!(undefined(said), left);
        }
    }
}
