-- 0002_narrow_integer on PostgreSQL: takes the change back.

-- Changes order.total to integer. Nobody reads or writes the table while it is rewritten.
ALTER TABLE "order"
    ALTER COLUMN total DROP DEFAULT,
    ALTER COLUMN total TYPE integer,
    ALTER COLUMN total SET DEFAULT 0;
