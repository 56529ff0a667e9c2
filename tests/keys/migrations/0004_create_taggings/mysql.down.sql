-- 0004_create_taggings on MySQL: takes the table back.

DROP TABLE taggings;
