-- 0012_add_voice_sessions_tenant_id_status_start_time_idx on SQLite: takes the change back.

-- Takes away what does not stay as it is beside voice_sessions.
DROP INDEX voice_sessions_tenant_id_status_start_time_idx;
