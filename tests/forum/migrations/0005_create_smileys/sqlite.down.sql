-- 0005_create_smileys on SQLite: takes the table back.

DROP TABLE smileys;
