-- 0005_create_items on SQLite: takes the table back.

DROP TABLE items;
