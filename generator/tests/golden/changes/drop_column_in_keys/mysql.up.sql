-- 0002_drop_column_in_keys on MySQL: changes order and users.

-- Unties order from users.
ALTER TABLE `order` DROP FOREIGN KEY order_tenant_id_user_id_fkey, ALGORITHM=INPLACE, LOCK=NONE;

-- Unties order from tenants while columns or indexes of the foreign key change.
ALTER TABLE `order` DROP FOREIGN KEY order_tenant_id_fkey, ALGORITHM=INPLACE, LOCK=NONE;

-- Lifts a rule of users.
ALTER TABLE users DROP CONSTRAINT users_login_check;

-- Drops the index without blocking writes.
ALTER TABLE `order` DROP INDEX order_tenant_id_user_id_idx, ALGORITHM=INPLACE, LOCK=NONE;

-- Drops the unique key without blocking writes.
ALTER TABLE users DROP INDEX users_tenant_id_login_key, ALGORITHM=INPLACE, LOCK=NONE;

-- Builds the index without blocking writes.
ALTER TABLE `order`
    ADD KEY order_tenant_id_idx (tenant_id),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Drops order.user_id. Its values are lost.
ALTER TABLE `order`
    DROP COLUMN user_id,
    ALGORITHM=INPLACE, LOCK=NONE;

-- Builds the index without blocking writes.
ALTER TABLE users
    ADD KEY users_tenant_id_idx (tenant_id),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Drops the unique key without blocking writes.
ALTER TABLE users DROP INDEX users_tenant_id_id_key, ALGORITHM=INPLACE, LOCK=NONE;

-- Drops users.login. Its values are lost.
ALTER TABLE users
    DROP COLUMN login,
    ALGORITHM=INPLACE, LOCK=NONE;

-- Ties order to tenants: new rows are checked from here on.
SET SESSION foreign_key_checks = 0;
ALTER TABLE `order`
    ADD CONSTRAINT order_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    ALGORITHM=INPLACE, LOCK=NONE;
SET SESSION foreign_key_checks = 1;

-- Looks for rows that are there and whose parent is not.
SELECT child.id, child.tenant_id
FROM `order` AS child
WHERE child.tenant_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM tenants AS parent WHERE parent.tenant_id = child.tenant_id);
