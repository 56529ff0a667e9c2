-- 0002_drop_table on PostgreSQL: changes order, drops invoices.

-- Unties invoices from tenants, so that dropping it locks no other table.
ALTER TABLE invoices DROP CONSTRAINT invoices_tenant_id_fkey;

-- Unties invoices from order, so that dropping it locks no other table.
ALTER TABLE invoices DROP CONSTRAINT invoices_tenant_id_order_id_fkey;

-- Drops invoices with all its rows.
DROP TABLE invoices;

-- Lets rows agree in (tenant_id, id).
ALTER TABLE "order" DROP CONSTRAINT order_tenant_id_id_key;
