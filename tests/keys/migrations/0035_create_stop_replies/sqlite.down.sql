-- 0035_create_stop_replies on SQLite: takes the table back.

DROP TABLE stop_replies;
