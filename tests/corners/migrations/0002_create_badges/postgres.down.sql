-- 0002_create_badges on PostgreSQL: takes the table back.

DROP TABLE badges;
