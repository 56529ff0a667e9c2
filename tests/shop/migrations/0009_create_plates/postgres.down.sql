-- 0009_create_plates on PostgreSQL: takes the table back.

DROP TABLE plates;
