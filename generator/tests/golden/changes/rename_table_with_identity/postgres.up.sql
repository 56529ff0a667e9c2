-- 0002_rename_table_with_identity on PostgreSQL: changes order.

-- Renames order to sales.
ALTER TABLE "order" RENAME TO sales;
ALTER TABLE sales RENAME CONSTRAINT order_pkey TO sales_pkey;
ALTER TABLE sales RENAME CONSTRAINT order_tenant_id_fkey TO sales_tenant_id_fkey;
ALTER TABLE sales RENAME CONSTRAINT order_tenant_id_user_id_fkey TO sales_tenant_id_user_id_fkey;
ALTER TABLE sales RENAME CONSTRAINT order_tenant_id_check TO sales_tenant_id_check;
ALTER TABLE sales RENAME CONSTRAINT order_text_check TO sales_text_check;
ALTER INDEX order_placed_at_idx RENAME TO sales_placed_at_idx;
ALTER INDEX order_tenant_id_user_id_idx RENAME TO sales_tenant_id_user_id_idx;
