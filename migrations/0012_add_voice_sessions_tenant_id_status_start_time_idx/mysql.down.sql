-- 0012_add_voice_sessions_tenant_id_status_start_time_idx on MySQL: takes the change back.

-- Drops the index without blocking writes.
ALTER TABLE voice_sessions DROP INDEX voice_sessions_tenant_id_status_start_time_idx, ALGORITHM=INPLACE, LOCK=NONE;
