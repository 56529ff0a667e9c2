-- 0003_create_notes on PostgreSQL: takes the table back.
-- The extension btree_gin stays: it belongs to the database, and others may use it.

DROP TABLE notes;
