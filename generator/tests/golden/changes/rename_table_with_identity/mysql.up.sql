-- 0002_rename_table_with_identity on MySQL: changes order.

-- Lifts rules of order.
ALTER TABLE `order`
    DROP CONSTRAINT order_tenant_id_check,
    DROP CONSTRAINT order_text_check;

-- Renames order to sales.
ALTER TABLE `order` RENAME TO sales;

-- Renames keys and indexes of sales.
ALTER TABLE sales
    RENAME INDEX order_placed_at_idx TO sales_placed_at_idx,
    RENAME INDEX order_tenant_id_user_id_idx TO sales_tenant_id_user_id_idx;

-- Makes rules of sales; fails where rows break one.
ALTER TABLE sales
    ADD CONSTRAINT sales_tenant_id_check CHECK (tenant_id NOT LIKE '% '),
    ADD CONSTRAINT sales_text_check CHECK (CHAR_LENGTH(text) BETWEEN 1 AND 5000);

-- Makes order_tenant_id_fkey under the name sales_tenant_id_fkey too: no row was without it.
SET SESSION foreign_key_checks = 0;
ALTER TABLE sales
    ADD CONSTRAINT sales_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants (tenant_id) ON DELETE CASCADE,
    ALGORITHM=INPLACE, LOCK=NONE;
SET SESSION foreign_key_checks = 1;

-- Drops it under the name order_tenant_id_fkey.
ALTER TABLE sales DROP FOREIGN KEY order_tenant_id_fkey, ALGORITHM=INPLACE, LOCK=NONE;

-- Makes order_tenant_id_user_id_fkey under the name sales_tenant_id_user_id_fkey too: no row was without it.
SET SESSION foreign_key_checks = 0;
ALTER TABLE sales
    ADD CONSTRAINT sales_tenant_id_user_id_fkey FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
    ALGORITHM=INPLACE, LOCK=NONE;
SET SESSION foreign_key_checks = 1;

-- Drops it under the name order_tenant_id_user_id_fkey.
ALTER TABLE sales DROP FOREIGN KEY order_tenant_id_user_id_fkey, ALGORITHM=INPLACE, LOCK=NONE;
