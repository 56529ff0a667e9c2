-- 0002_add_index on SQLite: takes the change back.

-- Takes away what does not stay as it is beside users.
DROP INDEX users_note_age_idx;
DROP INDEX users_seen_at_idx;
