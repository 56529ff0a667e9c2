-- 0002_drop_column_in_keys on MySQL: changes order and users.

-- Unties order from users.
ALTER TABLE `order` DROP FOREIGN KEY order_tenant_id_user_id_fkey, ALGORITHM=INPLACE, LOCK=NONE;

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_login_check;

-- Builds the index without blocking writes.
ALTER TABLE `order`
    ADD KEY order_tenant_id_idx (tenant_id),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Builds the index without blocking writes.
ALTER TABLE users
    ADD KEY users_tenant_id_idx (tenant_id),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Drops the index without blocking writes.
ALTER TABLE `order` DROP INDEX order_tenant_id_user_id_idx, ALGORITHM=INPLACE, LOCK=NONE;

-- Drops the unique key without blocking writes.
ALTER TABLE users DROP INDEX users_tenant_id_login_key, ALGORITHM=INPLACE, LOCK=NONE;

-- Drops the unique key without blocking writes.
ALTER TABLE users DROP INDEX users_tenant_id_id_key, ALGORITHM=INPLACE, LOCK=NONE;

-- Drops order.user_id. Its values are lost.
ALTER TABLE `order`
    DROP COLUMN user_id,
    ALGORITHM=INPLACE, LOCK=NONE;

-- Drops users.login. Its values are lost.
ALTER TABLE users
    DROP COLUMN login,
    ALGORITHM=INPLACE, LOCK=NONE;
