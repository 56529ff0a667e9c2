-- 0009_create_plates on SQLite: takes the table back.

DROP TABLE plates;
DROP TABLE plates_search;
