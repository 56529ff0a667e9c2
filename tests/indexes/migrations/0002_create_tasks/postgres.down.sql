-- 0002_create_tasks on PostgreSQL: takes the table back.

DROP TABLE tasks;
