-- 0035_create_stop_replies on MySQL: takes the table back.

DROP TABLE stop_replies;
