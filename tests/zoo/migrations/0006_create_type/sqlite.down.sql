-- 0006_create_type on SQLite: takes the table back.

DROP TABLE type;
