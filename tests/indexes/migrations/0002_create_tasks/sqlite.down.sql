-- 0002_create_tasks on SQLite: takes the table back.

DROP TABLE tasks;
