-- 0002_drop_json_index on PostgreSQL: changes users.

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY users_settings_idx;
