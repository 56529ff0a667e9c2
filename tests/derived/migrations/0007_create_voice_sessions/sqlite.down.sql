-- 0007_create_voice_sessions on SQLite: takes the table back.

DROP TABLE voice_sessions;
