-- 0002_add_index_with_nulls on MySQL: changes users.

-- Builds the index without blocking writes.
ALTER TABLE users
    ADD KEY users_nickname_seen_at_idx (nickname, seen_at DESC, id DESC),
    ALGORITHM=INPLACE, LOCK=NONE;
