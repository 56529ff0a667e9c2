-- 0002_rename_table_with_identity on MySQL: changes order.

-- Unties order from tenants.
ALTER TABLE `order` DROP FOREIGN KEY order_tenant_id_fkey, ALGORITHM=INPLACE, LOCK=NONE;

-- Unties order from users.
ALTER TABLE `order` DROP FOREIGN KEY order_tenant_id_user_id_fkey, ALGORITHM=INPLACE, LOCK=NONE;

-- Lifts rules of order.
ALTER TABLE `order`
    DROP CONSTRAINT order_tenant_id_check,
    DROP CONSTRAINT order_text_check;

-- Renames order to sales.
ALTER TABLE `order` RENAME TO sales;

-- Renames order_placed_at_idx to sales_placed_at_idx.
ALTER TABLE sales RENAME INDEX order_placed_at_idx TO sales_placed_at_idx;

-- Renames order_tenant_id_user_id_idx to sales_tenant_id_user_id_idx.
ALTER TABLE sales RENAME INDEX order_tenant_id_user_id_idx TO sales_tenant_id_user_id_idx;

-- Makes sales_tenant_id_check and sales_text_check; fails where rows break it.
ALTER TABLE sales
    ADD CONSTRAINT sales_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    ADD CONSTRAINT sales_text_check CHECK (CHAR_LENGTH(text) BETWEEN 1 AND 5000);

-- Ties sales to tenants: new rows are checked from here on.
SET SESSION foreign_key_checks = 0;
ALTER TABLE sales
    ADD CONSTRAINT sales_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    ALGORITHM=INPLACE, LOCK=NONE;
SET SESSION foreign_key_checks = 1;

-- Looks for rows that are there and whose parent is not.
SELECT child.id, child.tenant_id
FROM sales AS child
WHERE child.tenant_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM tenants AS parent WHERE parent.tenant_id = child.tenant_id);

-- Ties sales to users: new rows are checked from here on.
SET SESSION foreign_key_checks = 0;
ALTER TABLE sales
    ADD CONSTRAINT sales_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    ALGORITHM=INPLACE, LOCK=NONE;
SET SESSION foreign_key_checks = 1;

-- Looks for rows that are there and whose parent is not.
SELECT child.id, child.tenant_id, child.user_id
FROM sales AS child
WHERE child.tenant_id IS NOT NULL AND child.user_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM users AS parent WHERE parent.tenant_id = child.tenant_id AND parent.id = child.user_id);
