-- 0002_add_partial_unique_nulls_equal on PostgreSQL: takes the change back.

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_nickname_check;

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY users_tenant_id_nickname_key;
