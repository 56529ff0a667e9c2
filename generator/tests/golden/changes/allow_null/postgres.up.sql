-- 0002_allow_null on PostgreSQL: changes order.

-- Lets order.total be null.
ALTER TABLE "order" ALTER COLUMN total DROP NOT NULL;

-- Leaves order.total without a default.
ALTER TABLE "order" ALTER COLUMN total DROP DEFAULT;
