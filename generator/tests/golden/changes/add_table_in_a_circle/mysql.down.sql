-- 0002_add_table_in_a_circle on MySQL: takes the change back.

-- Unties order from invoices.
ALTER TABLE `order` DROP FOREIGN KEY order_invoice_id_fkey, ALGORITHM=INPLACE, LOCK=NONE;

-- Drops invoices with all its rows.
DROP TABLE invoices;

-- Drops the index without blocking writes.
ALTER TABLE `order` DROP INDEX order_invoice_id_idx, ALGORITHM=INPLACE, LOCK=NONE;

-- Drops the unique key without blocking writes.
ALTER TABLE `order` DROP INDEX order_tenant_id_id_key, ALGORITHM=INPLACE, LOCK=NONE;

-- Drops order.invoice_id. Its values are lost.
ALTER TABLE `order`
    DROP COLUMN invoice_id,
    ALGORITHM=INPLACE, LOCK=NONE;
