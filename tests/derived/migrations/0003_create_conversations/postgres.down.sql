-- 0003_create_conversations on PostgreSQL: takes the table back.

DROP TABLE conversations;
