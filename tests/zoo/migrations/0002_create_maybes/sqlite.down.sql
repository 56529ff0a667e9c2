-- 0002_create_maybes on SQLite: takes the table back.

DROP TABLE maybes;
