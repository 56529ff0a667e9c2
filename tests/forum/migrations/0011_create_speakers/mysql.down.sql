-- 0011_create_speakers on MySQL: takes the table back.

DROP TABLE speakers;
