-- 0002_change_default on MySQL: takes the change back.

-- Changes order.total to INT, required, default 0.
ALTER TABLE `order` ALTER COLUMN total SET DEFAULT 0, ALGORITHM=INSTANT;

-- Changes users.active to TINYINT(1), required, default 1.
ALTER TABLE users ALTER COLUMN active SET DEFAULT 1, ALGORITHM=INSTANT;

-- Changes users.seen_at to DATETIME(6), null allowed, no default.
ALTER TABLE users ALTER COLUMN seen_at SET DEFAULT NULL, ALGORITHM=INSTANT;
