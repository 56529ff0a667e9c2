-- 0005_create_order on PostgreSQL: takes the table back.

DROP TABLE "order";
