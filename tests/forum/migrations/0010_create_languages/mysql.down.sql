-- 0010_create_languages on MySQL: takes the table back.

DROP TABLE languages;
