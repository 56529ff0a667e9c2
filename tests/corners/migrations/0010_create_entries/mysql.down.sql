-- 0010_create_entries on MySQL: takes the table back.

DROP TABLE entries;
