-- 0004_create_taggings on PostgreSQL: takes the table back.

DROP TABLE taggings;
