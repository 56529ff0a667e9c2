-- 0005_create_racks on MySQL: takes the table back.

DROP TABLE racks;
