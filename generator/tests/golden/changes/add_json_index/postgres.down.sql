-- 0002_add_json_index on PostgreSQL: takes the change back.

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY users_settings_idx;
