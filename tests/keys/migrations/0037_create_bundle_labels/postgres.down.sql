-- 0037_create_bundle_labels on PostgreSQL: takes the table back.

DROP TABLE bundle_labels;
