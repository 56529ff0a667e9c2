-- 0002_add_index_with_nulls on PostgreSQL: changes users.

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY users_nickname_seen_at_idx ON users (nickname NULLS FIRST, seen_at DESC NULLS LAST);
