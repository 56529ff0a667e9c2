-- 0002_replace_index on SQLite: changes users.

-- Takes away what does not stay as it is beside users.
DROP INDEX users_role_created_at_idx;

CREATE INDEX users_role_seen_at_idx ON users (role, seen_at DESC);
