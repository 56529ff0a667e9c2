-- 0002_replace_index on SQLite: takes the change back.

-- Takes away what does not stay as it is beside users.
DROP INDEX users_role_seen_at_idx;

CREATE INDEX users_role_created_at_idx ON users (role, created_at DESC);
