-- 0002_drop_two_tables_in_a_circle on SQLite: drops invoices and order.

DROP TABLE "order";

DROP TABLE invoices;
