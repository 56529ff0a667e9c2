-- 0008_create_holidays on PostgreSQL: takes the table back.

DROP TABLE holidays;
