-- 0005_create_racks on SQLite: takes the table back.

DROP TABLE racks;
