-- 0012_add_voice_sessions_tenant_id_status_start_time_idx on PostgreSQL: changes voice_sessions.

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY voice_sessions_tenant_id_status_start_time_idx ON voice_sessions (tenant_id, status, start_time);
