-- 0010_create_entries on PostgreSQL: takes the table back.

DROP TABLE entries;
