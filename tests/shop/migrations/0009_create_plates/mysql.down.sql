-- 0009_create_plates on MySQL: takes the table back.

DROP TABLE plates;
