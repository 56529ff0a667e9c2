-- 0002_add_index on MySQL: changes users.

-- Builds the index without blocking writes.
ALTER TABLE users
    ADD KEY users_note_age_idx (note, age DESC, id DESC),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Builds the index without blocking writes.
ALTER TABLE users
    ADD KEY users_seen_at_idx (seen_at),
    ALGORITHM=INPLACE, LOCK=NONE;
