-- 0005_create_items on PostgreSQL: takes the table back.

DROP TABLE items;
