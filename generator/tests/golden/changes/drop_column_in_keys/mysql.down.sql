-- 0002_drop_column_in_keys on MySQL: takes the change back.

-- order.user_id can only come into an empty table: it is required, and nothing says what rows get.
-- Nothing is changed while there are any.
SELECT id FROM `order`
LIMIT 4;

-- users.login can only come into an empty table: it is required, and nothing says what rows get.
-- Nothing is changed while there are any.
SELECT id FROM users
LIMIT 4;

-- It is required, and no value can stand in for those that are lost: order.user_id can only come into an empty table.
SELECT id FROM `order` LIMIT 1;

-- Adds order.user_id.
-- The values of order.user_id do not come back.
ALTER TABLE `order` ADD COLUMN user_id BINARY(16) NOT NULL, ALGORITHM=INSTANT;

-- Builds the index without blocking writes.
ALTER TABLE `order`
    ADD KEY order_tenant_id_user_id_idx (tenant_id, user_id),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Drops the index without blocking writes.
ALTER TABLE `order` DROP INDEX order_tenant_id_idx, ALGORITHM=INPLACE, LOCK=NONE;

-- It is required, and no value can stand in for those that are lost: users.login can only come into an empty table.
SELECT id FROM users LIMIT 1;

-- Adds users.login.
-- The values of users.login do not come back.
ALTER TABLE users ADD COLUMN login VARCHAR(50) NOT NULL, ALGORITHM=INSTANT;

-- Builds the unique key without blocking writes; fails where rows agree in it.
ALTER TABLE users
    ADD CONSTRAINT users_tenant_id_login_key UNIQUE (tenant_id, login),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Builds the unique key without blocking writes; fails where rows agree in it.
ALTER TABLE users
    ADD CONSTRAINT users_tenant_id_id_key UNIQUE (tenant_id, id),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Drops the index without blocking writes.
ALTER TABLE users DROP INDEX users_tenant_id_idx, ALGORITHM=INPLACE, LOCK=NONE;

-- Makes users_login_check; fails where rows break it.
ALTER TABLE users ADD CONSTRAINT users_login_check CHECK (login NOT LIKE '% ');

-- Ties order to users: new rows are checked from here on.
SET SESSION foreign_key_checks = 0;
ALTER TABLE `order`
    ADD CONSTRAINT order_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    ALGORITHM=INPLACE, LOCK=NONE;
SET SESSION foreign_key_checks = 1;

-- Looks for rows that are there and whose parent is not.
SELECT child.id, child.tenant_id, child.user_id
FROM `order` AS child
WHERE child.tenant_id IS NOT NULL AND child.user_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM users AS parent WHERE parent.tenant_id = child.tenant_id AND parent.id = child.user_id);
