-- 0006_create_labels on PostgreSQL: takes the table back.

DROP TABLE labels;
