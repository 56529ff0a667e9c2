-- 0005_create_events on SQLite: takes the table back.

DROP TABLE events;
