-- 0002_drop_column_in_keys on PostgreSQL: changes order and users.

-- Unties order from users.
ALTER TABLE "order" DROP CONSTRAINT order_tenant_id_user_id_fkey;

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY order_tenant_id_idx ON "order" (tenant_id);

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY order_tenant_id_user_id_idx;

-- Drops order.user_id. Its values are lost.
ALTER TABLE "order" DROP COLUMN user_id;

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY users_tenant_id_idx ON users (tenant_id);

-- Lets rows agree in (tenant_id, login).
ALTER TABLE users DROP CONSTRAINT users_tenant_id_login_key;

-- Lets rows agree in (tenant_id, id).
ALTER TABLE users DROP CONSTRAINT users_tenant_id_id_key;

-- Drops users.login. Its values are lost.
ALTER TABLE users
    DROP CONSTRAINT users_login_check,
    DROP COLUMN login;
