-- 0030_create_wares on SQLite: takes the table back.

DROP TABLE wares;
