-- 0012_add_voice_sessions_tenant_id_status_start_time_idx on MySQL: changes voice_sessions.

-- Builds the index without blocking writes.
ALTER TABLE voice_sessions
    ADD KEY voice_sessions_tenant_id_status_start_time_idx (tenant_id, status, start_time),
    ALGORITHM=INPLACE, LOCK=NONE;
