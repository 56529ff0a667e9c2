-- 0010_create_languages on SQLite: takes the table back.

DROP TABLE languages;
