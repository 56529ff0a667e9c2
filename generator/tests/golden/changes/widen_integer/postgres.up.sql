-- 0002_widen_integer on PostgreSQL: changes order.

-- Looks for values of order.total that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM "order"
WHERE NOT (total BETWEEN 0 AND 1000)
LIMIT 4;

-- Changes order.total to bigint. Nobody reads or writes the table while it is rewritten.
ALTER TABLE "order"
    ALTER COLUMN total DROP DEFAULT,
    ALTER COLUMN total TYPE bigint,
    ALTER COLUMN total SET DEFAULT 0,
    ADD CONSTRAINT order_total_check CHECK (total BETWEEN 0 AND 1000) NOT VALID;

-- Checks total in the rows that are there, without blocking writes.
ALTER TABLE "order" VALIDATE CONSTRAINT order_total_check;
