-- 0002_rename_table_with_identity on PostgreSQL: takes the change back.

-- Renames sales to order.
ALTER TABLE sales RENAME TO "order";
ALTER TABLE "order" RENAME CONSTRAINT sales_pkey TO order_pkey;
ALTER TABLE "order" RENAME CONSTRAINT sales_tenant_id_fkey TO order_tenant_id_fkey;
ALTER TABLE "order" RENAME CONSTRAINT sales_tenant_id_user_id_fkey TO order_tenant_id_user_id_fkey;
ALTER TABLE "order" RENAME CONSTRAINT sales_tenant_id_check TO order_tenant_id_check;
ALTER TABLE "order" RENAME CONSTRAINT sales_text_check TO order_text_check;
ALTER INDEX sales_placed_at_idx RENAME TO order_placed_at_idx;
ALTER INDEX sales_tenant_id_user_id_idx RENAME TO order_tenant_id_user_id_idx;
