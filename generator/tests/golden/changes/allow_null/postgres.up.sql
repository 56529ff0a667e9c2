-- 0002_allow_null on PostgreSQL: changes order.

-- Leaves order.total without a default.
-- Lets order.total be null.
ALTER TABLE "order"
    ALTER COLUMN total DROP DEFAULT,
    ALTER COLUMN total DROP NOT NULL;
