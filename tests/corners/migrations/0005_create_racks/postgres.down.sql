-- 0005_create_racks on PostgreSQL: takes the table back.

DROP TABLE racks;
