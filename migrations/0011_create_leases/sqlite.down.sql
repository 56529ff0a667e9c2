-- 0011_create_leases on SQLite: takes the table back.

DROP TABLE leases;
