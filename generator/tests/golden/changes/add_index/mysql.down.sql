-- 0002_add_index on MySQL: takes the change back.

-- Drops the index without blocking writes.
ALTER TABLE users DROP INDEX users_note_age_idx, ALGORITHM=INPLACE, LOCK=NONE;

-- Drops the index without blocking writes.
ALTER TABLE users DROP INDEX users_seen_at_idx, ALGORITHM=INPLACE, LOCK=NONE;
