-- 0004_create_taggings on SQLite: takes the table back.

DROP TABLE taggings;
