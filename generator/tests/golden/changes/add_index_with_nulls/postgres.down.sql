-- 0002_add_index_with_nulls on PostgreSQL: takes the change back.

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY users_nickname_seen_at_idx;
