-- 0002_drop_two_tables_in_a_circle on MySQL: drops invoices and order.

-- Unties invoices from order.
ALTER TABLE invoices DROP FOREIGN KEY invoices_tenant_id_order_id_fkey, ALGORITHM=INPLACE, LOCK=NONE;

-- Drops order with all its rows.
DROP TABLE `order`;

-- Drops invoices with all its rows.
DROP TABLE invoices;
