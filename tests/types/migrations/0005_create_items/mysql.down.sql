-- 0005_create_items on MySQL: takes the table back.

DROP TABLE items;
