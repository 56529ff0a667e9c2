-- 0001_create_tenants on PostgreSQL: takes the table back.

DROP TABLE tenants;
