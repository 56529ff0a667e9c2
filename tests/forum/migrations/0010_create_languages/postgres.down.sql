-- 0010_create_languages on PostgreSQL: takes the table back.

DROP TABLE languages;
