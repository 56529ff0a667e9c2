-- 0002_add_table on MySQL: takes the change back.

-- Drops invoices with all its rows.
DROP TABLE invoices;

-- Drops the unique key without blocking writes.
ALTER TABLE `order` DROP INDEX order_tenant_id_id_key, ALGORITHM=INPLACE, LOCK=NONE;
