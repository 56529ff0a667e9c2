-- 0001_create_everythings on PostgreSQL: takes the table back.

DROP TABLE everythings;
