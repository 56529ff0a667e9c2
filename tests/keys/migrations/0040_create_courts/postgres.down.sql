-- 0040_create_courts on PostgreSQL: takes the table back.

DROP TABLE courts;
