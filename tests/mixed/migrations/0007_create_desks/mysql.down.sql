-- 0007_create_desks on MySQL: takes the table back.

DROP TABLE desks;
