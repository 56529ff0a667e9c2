-- 0038_create_bundle_hints on MySQL: takes the table back.

DROP TABLE bundle_hints;
