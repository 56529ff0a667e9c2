-- 0037_create_bundle_labels on MySQL: takes the table back.

DROP TABLE bundle_labels;
