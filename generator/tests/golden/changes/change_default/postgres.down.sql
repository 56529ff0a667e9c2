-- 0002_change_default on PostgreSQL: takes the change back.

-- Gives new rows another default in order.total.
ALTER TABLE "order" ALTER COLUMN total SET DEFAULT 0;

-- Gives new rows another default in users.active.
ALTER TABLE users ALTER COLUMN active SET DEFAULT TRUE;

-- Leaves users.seen_at without a default.
ALTER TABLE users ALTER COLUMN seen_at DROP DEFAULT;
