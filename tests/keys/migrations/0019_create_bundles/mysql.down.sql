-- 0019_create_bundles on MySQL: takes the table back.

DROP TABLE bundles;
