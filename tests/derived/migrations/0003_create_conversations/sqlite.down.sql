-- 0003_create_conversations on SQLite: takes the table back.

DROP TABLE conversations;
