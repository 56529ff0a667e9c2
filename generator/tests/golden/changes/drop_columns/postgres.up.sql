-- 0002_drop_columns on PostgreSQL: changes users.

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY users_age_idx;

-- Drops users.age and users.note. Their values are lost.
ALTER TABLE users
    DROP CONSTRAINT users_age_check,
    DROP COLUMN age,
    DROP COLUMN note;
