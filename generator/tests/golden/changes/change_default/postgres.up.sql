-- 0002_change_default on PostgreSQL: changes order and users.

-- Gives new rows another default in order.total.
ALTER TABLE "order" ALTER COLUMN total SET DEFAULT 7;

-- Leaves users.active without a default.
ALTER TABLE users ALTER COLUMN active DROP DEFAULT;

-- Gives new rows another default in users.seen_at.
ALTER TABLE users ALTER COLUMN seen_at SET DEFAULT CURRENT_TIMESTAMP;
