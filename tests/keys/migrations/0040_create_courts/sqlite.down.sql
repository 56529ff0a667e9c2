-- 0040_create_courts on SQLite: takes the table back.

DROP TABLE courts;
