-- 0011_create_leases on MySQL: takes the table back.

DROP TABLE leases;
