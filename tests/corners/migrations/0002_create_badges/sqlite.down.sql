-- 0002_create_badges on SQLite: takes the table back.

DROP TABLE badges;
