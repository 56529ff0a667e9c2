-- 0002_add_json_index on PostgreSQL: changes users.

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY users_settings_idx ON users USING gin (settings jsonb_path_ops);
