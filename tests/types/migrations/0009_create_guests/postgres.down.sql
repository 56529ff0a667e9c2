-- 0009_create_guests on PostgreSQL: takes the table back.
-- The extension pg_trgm stays: it belongs to the database, and others may use it.

DROP TABLE guests;
