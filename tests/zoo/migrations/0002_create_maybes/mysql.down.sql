-- 0002_create_maybes on MySQL: takes the table back.

DROP TABLE maybes;
