-- 0002_drop_json_index on PostgreSQL: takes the change back.

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY users_settings_idx ON users USING gin (settings jsonb_path_ops);
