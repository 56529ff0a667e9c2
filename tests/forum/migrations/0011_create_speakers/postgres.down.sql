-- 0011_create_speakers on PostgreSQL: takes the table back.

DROP TABLE speakers;
