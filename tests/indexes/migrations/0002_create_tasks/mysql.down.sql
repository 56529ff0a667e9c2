-- 0002_create_tasks on MySQL: takes the table back.

DROP TABLE tasks;
