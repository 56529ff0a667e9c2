-- 0005_create_events on MySQL: takes the table back.

DROP TABLE events;
