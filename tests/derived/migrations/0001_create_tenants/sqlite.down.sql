-- 0001_create_tenants on SQLite: takes the table back.

DROP TABLE tenants;
