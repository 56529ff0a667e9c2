-- 0014_create_notices on SQLite: takes the table back.

DROP TABLE notices;
