-- 0002_allow_null on PostgreSQL: takes the change back.

-- Puts the default into order.total where it is null, in batches.
UPDATE "order" SET total = 0 WHERE total IS NULL;

-- Gives new rows another default in order.total.
ALTER TABLE "order" ALTER COLUMN total SET DEFAULT 0;

-- Lets no more nulls into order.total.
ALTER TABLE "order" ADD CONSTRAINT order_total_required CHECK (total IS NOT NULL) NOT VALID;

-- Fills the few rows that came in between.
UPDATE "order" SET total = 0 WHERE total IS NULL;

-- Makes sure that no null is left, without blocking writes.
ALTER TABLE "order" VALIDATE CONSTRAINT order_total_required;

-- Needs no look at the rows: the check has proved it.
ALTER TABLE "order" ALTER COLUMN total SET NOT NULL;
ALTER TABLE "order" DROP CONSTRAINT order_total_required;
