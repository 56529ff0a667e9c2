-- 0002_change_default on MySQL: changes order and users.

-- Changes order.total to INT, required, default 7.
ALTER TABLE `order` ALTER COLUMN total SET DEFAULT 7, ALGORITHM=INSTANT;

-- Changes users.active to TINYINT(1), required, no default.
ALTER TABLE users ALTER COLUMN active DROP DEFAULT, ALGORITHM=INSTANT;

-- Changes users.seen_at to DATETIME(6), null allowed, default (UTC_TIMESTAMP(6)).
ALTER TABLE users ALTER COLUMN seen_at SET DEFAULT (UTC_TIMESTAMP(6)), ALGORITHM=INSTANT;
