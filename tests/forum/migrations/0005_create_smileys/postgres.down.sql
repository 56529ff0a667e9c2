-- 0005_create_smileys on PostgreSQL: takes the table back.

DROP TABLE smileys;
