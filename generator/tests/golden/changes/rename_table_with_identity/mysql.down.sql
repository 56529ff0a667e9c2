-- 0002_rename_table_with_identity on MySQL: takes the change back.

-- Unties sales from tenants.
ALTER TABLE sales DROP FOREIGN KEY sales_tenant_id_fkey, ALGORITHM=INPLACE, LOCK=NONE;

-- Unties sales from users.
ALTER TABLE sales DROP FOREIGN KEY sales_tenant_id_user_id_fkey, ALGORITHM=INPLACE, LOCK=NONE;

-- Lifts rules of sales.
ALTER TABLE sales
    DROP CONSTRAINT sales_tenant_id_check,
    DROP CONSTRAINT sales_text_check;

-- Renames sales to order.
ALTER TABLE sales RENAME TO `order`;

-- Renames sales_placed_at_idx to order_placed_at_idx.
ALTER TABLE `order` RENAME INDEX sales_placed_at_idx TO order_placed_at_idx;

-- Renames sales_tenant_id_user_id_idx to order_tenant_id_user_id_idx.
ALTER TABLE `order` RENAME INDEX sales_tenant_id_user_id_idx TO order_tenant_id_user_id_idx;

-- Makes order_tenant_id_check and order_text_check; fails where rows break it.
ALTER TABLE `order`
    ADD CONSTRAINT order_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    ADD CONSTRAINT order_text_check CHECK (CHAR_LENGTH(text) BETWEEN 1 AND 5000);

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
