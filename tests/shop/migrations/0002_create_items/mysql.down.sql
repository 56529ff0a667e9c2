-- 0002_create_items on MySQL: takes the table back.

DROP TABLE items;
