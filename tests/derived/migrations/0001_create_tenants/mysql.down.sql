-- 0001_create_tenants on MySQL: takes the table back.

DROP TABLE tenants;
