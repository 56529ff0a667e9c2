-- 0002_change_foreign_key on MySQL: changes order.

-- Unties order from users.
ALTER TABLE `order` DROP FOREIGN KEY order_tenant_id_user_id_fkey, ALGORITHM=INPLACE, LOCK=NONE;

-- Ties order to users: new rows are checked from here on.
SET SESSION foreign_key_checks = 0;
ALTER TABLE `order`
    ADD CONSTRAINT order_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) /*!80000 ON DELETE RESTRICT */,
    ALGORITHM=INPLACE, LOCK=NONE;
SET SESSION foreign_key_checks = 1;

-- Looks for rows that are there and whose parent is not.
SELECT child.id, child.tenant_id, child.user_id
FROM `order` AS child
WHERE child.tenant_id IS NOT NULL AND child.user_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM users AS parent WHERE parent.tenant_id = child.tenant_id AND parent.id = child.user_id);
