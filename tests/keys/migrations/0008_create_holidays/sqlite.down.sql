-- 0008_create_holidays on SQLite: takes the table back.

DROP TABLE holidays;
