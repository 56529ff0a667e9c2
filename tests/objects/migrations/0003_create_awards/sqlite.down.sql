-- 0003_create_awards on SQLite: takes the table back.

DROP TABLE awards;
