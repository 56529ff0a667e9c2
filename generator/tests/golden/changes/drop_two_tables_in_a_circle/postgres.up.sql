-- 0002_drop_two_tables_in_a_circle on PostgreSQL: drops invoices and order.

-- Unties order from tenants, so that dropping it locks no other table.
ALTER TABLE "order" DROP CONSTRAINT order_tenant_id_fkey;

-- Unties order from users, so that dropping it locks no other table.
ALTER TABLE "order" DROP CONSTRAINT order_tenant_id_user_id_fkey;

-- Unties order from invoices, so that dropping it locks no other table.
ALTER TABLE "order" DROP CONSTRAINT order_invoice_id_fkey;

-- Unties invoices from tenants, so that dropping it locks no other table.
ALTER TABLE invoices DROP CONSTRAINT invoices_tenant_id_fkey;

-- Unties invoices from order, so that dropping it locks no other table.
ALTER TABLE invoices DROP CONSTRAINT invoices_tenant_id_order_id_fkey;

-- Drops order with all its rows.
DROP TABLE "order";

-- Drops invoices with all its rows.
DROP TABLE invoices;
