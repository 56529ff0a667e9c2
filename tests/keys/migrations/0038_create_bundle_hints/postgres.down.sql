-- 0038_create_bundle_hints on PostgreSQL: takes the table back.

DROP TABLE bundle_hints;
