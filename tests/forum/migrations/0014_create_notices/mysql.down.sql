-- 0014_create_notices on MySQL: takes the table back.

DROP TABLE notices;
