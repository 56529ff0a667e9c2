-- 0010_create_events on PostgreSQL: takes the table back.

DROP TABLE events;
