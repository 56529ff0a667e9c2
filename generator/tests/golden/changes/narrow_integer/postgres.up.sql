-- 0002_narrow_integer on PostgreSQL: changes order.

-- Changes order.total to smallint. Nobody reads or writes the table while it is rewritten.
-- Fails where a value does not fit.
ALTER TABLE "order"
    ALTER COLUMN total DROP DEFAULT,
    ALTER COLUMN total TYPE smallint,
    ALTER COLUMN total SET DEFAULT 0;
