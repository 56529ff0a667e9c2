-- 0006_create_labels on MySQL: takes the table back.

DROP TABLE labels;
