-- 0002_add_index_with_nulls on SQLite: takes the change back.

-- Takes away what does not stay as it is beside users.
DROP INDEX users_nickname_seen_at_idx;
