-- 0019_create_bundles on PostgreSQL: takes the table back.

DROP TABLE bundles;
