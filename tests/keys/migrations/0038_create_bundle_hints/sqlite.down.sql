-- 0038_create_bundle_hints on SQLite: takes the table back.

DROP TABLE bundle_hints;
