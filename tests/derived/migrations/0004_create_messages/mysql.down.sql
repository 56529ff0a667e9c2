-- 0004_create_messages on MySQL: takes the table back.

DROP TABLE messages;
