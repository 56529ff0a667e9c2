-- 0012_add_voice_sessions_tenant_id_status_start_time_idx on SQLite: changes voice_sessions.

CREATE INDEX voice_sessions_tenant_id_status_start_time_idx ON voice_sessions (tenant_id, status, start_time);
