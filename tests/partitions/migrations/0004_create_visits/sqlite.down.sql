-- 0004_create_visits on SQLite: takes the table back.

DROP TABLE visits;
