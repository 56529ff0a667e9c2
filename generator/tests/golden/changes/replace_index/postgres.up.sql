-- 0002_replace_index on PostgreSQL: changes users.

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY users_role_seen_at_idx ON users (role, seen_at DESC NULLS LAST);

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY users_role_created_at_idx;
