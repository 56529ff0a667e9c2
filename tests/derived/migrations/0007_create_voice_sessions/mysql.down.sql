-- 0007_create_voice_sessions on MySQL: takes the table back.

DROP TABLE voice_sessions;
