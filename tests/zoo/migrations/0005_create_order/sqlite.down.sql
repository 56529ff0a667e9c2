-- 0005_create_order on SQLite: takes the table back.

DROP TABLE "order";
