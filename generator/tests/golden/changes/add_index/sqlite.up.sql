-- 0002_add_index on SQLite: changes users.

CREATE INDEX users_note_age_idx ON users (note, age DESC);
CREATE INDEX users_seen_at_idx ON users (seen_at) WHERE seen_at IS NOT NULL;
