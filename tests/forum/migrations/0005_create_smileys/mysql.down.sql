-- 0005_create_smileys on MySQL: takes the table back.

DROP TABLE smileys;
