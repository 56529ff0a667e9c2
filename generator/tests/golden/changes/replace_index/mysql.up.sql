-- 0002_replace_index on MySQL: changes users.

-- Builds the index without blocking writes.
ALTER TABLE users
    ADD KEY users_role_seen_at_idx (role, seen_at DESC, id DESC),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Drops the index without blocking writes.
ALTER TABLE users DROP INDEX users_role_created_at_idx, ALGORITHM=INPLACE, LOCK=NONE;
