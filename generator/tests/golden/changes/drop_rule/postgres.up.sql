-- 0002_drop_rule on PostgreSQL: changes order.

-- Lifts a rule of order.
ALTER TABLE "order" DROP CONSTRAINT order_total_check;
