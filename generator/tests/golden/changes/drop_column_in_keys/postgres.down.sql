-- 0002_drop_column_in_keys on PostgreSQL: takes the change back.

-- order.user_id can only come into an empty table: it is required, and nothing says what rows get.
-- Nothing is changed while there are any.
SELECT id FROM "order"
LIMIT 4;

-- users.login can only come into an empty table: it is required, and nothing says what rows get.
-- Nothing is changed while there are any.
SELECT id FROM users
LIMIT 4;

-- Adds order.user_id.
-- The values of order.user_id do not come back.
-- It is required, and no value can stand in for those that are lost: this fails unless the table is empty.
ALTER TABLE "order" ADD COLUMN user_id uuid NOT NULL;

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY order_tenant_id_user_id_idx ON "order" (tenant_id, user_id);

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY order_tenant_id_idx;

-- Adds users.login.
-- The values of users.login do not come back.
-- It is required, and no value can stand in for those that are lost: this fails unless the table is empty.
ALTER TABLE users ADD COLUMN login varchar(50) NOT NULL;

-- Adds a rule of users.login: new values keep it from here on.
ALTER TABLE users ADD CONSTRAINT users_login_check CHECK (login NOT LIKE '% ') NOT VALID;

-- Checks login in the rows that are there, without blocking writes.
ALTER TABLE users VALIDATE CONSTRAINT users_login_check;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY users_tenant_id_login_key ON users (tenant_id, login);

-- Makes the finished index a constraint.
ALTER TABLE users ADD CONSTRAINT users_tenant_id_login_key UNIQUE USING INDEX users_tenant_id_login_key;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY users_tenant_id_id_key ON users (tenant_id, id);

-- Makes the finished index a constraint.
ALTER TABLE users ADD CONSTRAINT users_tenant_id_id_key UNIQUE USING INDEX users_tenant_id_id_key;

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY users_tenant_id_idx;

-- Ties order to users: new rows are checked from here on.
ALTER TABLE "order"
    ADD CONSTRAINT order_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE NOT VALID;

-- Checks the rows that are there, without blocking writes.
ALTER TABLE "order" VALIDATE CONSTRAINT order_tenant_id_user_id_fkey;
