-- 0007_create_voice_sessions on PostgreSQL: takes the table back.

DROP TABLE voice_sessions;
