-- 0019_create_bundles on SQLite: takes the table back.

DROP TABLE bundles;
