-- 0012_add_voice_sessions_tenant_id_status_start_time_idx on PostgreSQL: takes the change back.

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY voice_sessions_tenant_id_status_start_time_idx;
