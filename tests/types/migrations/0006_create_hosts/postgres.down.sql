-- 0006_create_hosts on PostgreSQL: takes the table back.
-- The extension citext stays: it belongs to the database, and others may use it.
-- The extension ltree stays: it belongs to the database, and others may use it.

DROP TABLE hosts;
