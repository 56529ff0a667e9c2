-- 0037_create_bundle_labels on SQLite: takes the table back.

DROP TABLE bundle_labels;
