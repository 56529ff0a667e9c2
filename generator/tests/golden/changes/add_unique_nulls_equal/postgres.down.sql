-- 0002_add_unique_nulls_equal on PostgreSQL: takes the change back.

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_nickname_check;

-- Lets rows agree in (tenant_id, nickname).
ALTER TABLE users DROP CONSTRAINT users_tenant_id_nickname_key;
