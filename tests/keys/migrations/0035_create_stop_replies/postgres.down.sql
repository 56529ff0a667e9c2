-- 0035_create_stop_replies on PostgreSQL: takes the table back.

DROP TABLE stop_replies;
