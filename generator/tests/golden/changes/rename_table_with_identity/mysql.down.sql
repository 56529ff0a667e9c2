-- 0002_rename_table_with_identity on MySQL: takes the change back.

-- Lifts rules of sales.
ALTER TABLE sales
    DROP CONSTRAINT sales_tenant_id_check,
    DROP CONSTRAINT sales_text_check;

-- Renames sales to order.
ALTER TABLE sales RENAME TO `order`;

-- Renames keys and indexes of order.
ALTER TABLE `order`
    RENAME INDEX sales_placed_at_idx TO order_placed_at_idx,
    RENAME INDEX sales_tenant_id_user_id_idx TO order_tenant_id_user_id_idx;

-- Makes rules of order; fails where rows break one.
ALTER TABLE `order`
    ADD CONSTRAINT order_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    ADD CONSTRAINT order_text_check CHECK (CHAR_LENGTH(text) BETWEEN 1 AND 5000);

-- Makes sales_tenant_id_fkey under the name order_tenant_id_fkey too: no row was without it.
SET SESSION foreign_key_checks = 0;
ALTER TABLE `order`
    ADD CONSTRAINT order_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    ALGORITHM=INPLACE, LOCK=NONE;
SET SESSION foreign_key_checks = 1;

-- Drops it under the name sales_tenant_id_fkey.
ALTER TABLE `order` DROP FOREIGN KEY sales_tenant_id_fkey, ALGORITHM=INPLACE, LOCK=NONE;

-- Makes sales_tenant_id_user_id_fkey under the name order_tenant_id_user_id_fkey too: no row was without it.
SET SESSION foreign_key_checks = 0;
ALTER TABLE `order`
    ADD CONSTRAINT order_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    ALGORITHM=INPLACE, LOCK=NONE;
SET SESSION foreign_key_checks = 1;

-- Drops it under the name sales_tenant_id_user_id_fkey.
ALTER TABLE `order` DROP FOREIGN KEY sales_tenant_id_user_id_fkey, ALGORITHM=INPLACE, LOCK=NONE;
