-- 0006_create_type on MySQL: takes the table back.

DROP TABLE type;
