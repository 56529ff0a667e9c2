-- 0008_create_stays on SQLite: takes the table back.

DROP TABLE stays;
