-- 0002_add_index on PostgreSQL: takes the change back.

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY users_note_age_idx;

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY users_seen_at_idx;
