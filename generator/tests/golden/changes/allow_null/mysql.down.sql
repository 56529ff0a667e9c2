-- 0002_allow_null on MySQL: takes the change back.

-- Gives new rows a default in order.total.
ALTER TABLE `order` ALTER COLUMN total SET DEFAULT 0, ALGORITHM=INSTANT;

-- Fills order.total where it is null, in batches.
UPDATE `order` SET total = 0 WHERE total IS NULL;

-- Fills the few rows that came in between.
UPDATE `order` SET total = 0 WHERE total IS NULL;

-- Changes order.total to INT, required, default 0.
ALTER TABLE `order` MODIFY COLUMN total INT NOT NULL DEFAULT 0;
