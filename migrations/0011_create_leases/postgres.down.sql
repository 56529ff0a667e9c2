-- 0011_create_leases on PostgreSQL: takes the table back.

DROP TABLE leases;
