-- 0002_add_index_with_nulls on MySQL: takes the change back.

-- Drops the index without blocking writes.
ALTER TABLE users DROP INDEX users_nickname_seen_at_idx, ALGORITHM=INPLACE, LOCK=NONE;
