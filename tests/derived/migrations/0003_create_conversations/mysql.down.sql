-- 0003_create_conversations on MySQL: takes the table back.

DROP TABLE conversations;
