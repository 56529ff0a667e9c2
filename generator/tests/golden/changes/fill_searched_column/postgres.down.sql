-- 0002_fill_searched_column on PostgreSQL: takes the change back.

-- Lets order.text be null.
ALTER TABLE "order" ALTER COLUMN text DROP NOT NULL;
