-- 0002_add_table_in_a_circle on PostgreSQL: takes the change back.

-- Unties order from invoices.
ALTER TABLE "order" DROP CONSTRAINT order_invoice_id_fkey;

-- Unties invoices from tenants, so that dropping it locks no other table.
ALTER TABLE invoices DROP CONSTRAINT invoices_tenant_id_fkey;

-- Unties invoices from order, so that dropping it locks no other table.
ALTER TABLE invoices DROP CONSTRAINT invoices_tenant_id_order_id_fkey;

-- Drops invoices with all its rows.
DROP TABLE invoices;

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY order_invoice_id_idx;

-- Lets rows agree in (tenant_id, id).
ALTER TABLE "order" DROP CONSTRAINT order_tenant_id_id_key;

-- Drops order.invoice_id. Its values are lost.
ALTER TABLE "order" DROP COLUMN invoice_id;
