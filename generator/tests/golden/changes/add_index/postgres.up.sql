-- 0002_add_index on PostgreSQL: changes users.

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY users_note_age_idx ON users (note, age DESC NULLS LAST);

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY users_seen_at_idx ON users (seen_at) WHERE seen_at IS NOT NULL;
