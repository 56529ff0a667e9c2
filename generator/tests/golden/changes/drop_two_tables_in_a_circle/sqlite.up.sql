-- 0002_drop_two_tables_in_a_circle on SQLite: drops invoices and order.

-- Drops order with all its rows.
DROP TABLE "order";

-- Drops invoices with all its rows.
DROP TABLE invoices;
