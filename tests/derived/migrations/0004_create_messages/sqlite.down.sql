-- 0004_create_messages on SQLite: takes the table back.

DROP TABLE messages;
DROP TABLE messages_search;
