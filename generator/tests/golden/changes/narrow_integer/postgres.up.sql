-- 0002_narrow_integer on PostgreSQL: changes order.

-- Looks for values of order.total that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM "order"
WHERE total NOT BETWEEN -32768 AND 32767
LIMIT 4;

-- Changes order.total to smallint. Nobody reads or writes the table while it is rewritten.
-- Fails where a value does not fit.
ALTER TABLE "order"
    ALTER COLUMN total DROP DEFAULT,
    ALTER COLUMN total TYPE smallint,
    ALTER COLUMN total SET DEFAULT 0;
