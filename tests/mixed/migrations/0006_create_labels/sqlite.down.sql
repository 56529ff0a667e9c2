-- 0006_create_labels on SQLite: takes the table back.

DROP TABLE labels;
