-- 0002_add_index_with_nulls on SQLite: changes users.

CREATE INDEX users_nickname_seen_at_idx ON users (nickname, seen_at DESC);
