-- 0011_change_clerks_and_2_more on PostgreSQL: takes the change back.

-- Looks for rows of clerks whose parent in clerks is not.
-- Nothing is changed while there are any.
SELECT child.id
FROM clerks AS child
WHERE child.boss_id IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM clerks AS parent WHERE parent.id = child.boss_id)
LIMIT 4;

-- Takes tenant_rows of clerks out of the way: until it is back, nobody without BYPASSRLS sees a row.
DROP POLICY tenant_rows ON clerks;

-- Takes tenant_rows of visits out of the way: until it is back, nobody without BYPASSRLS sees a row.
DROP POLICY tenant_rows ON visits;

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY clerks_search_idx;

-- Changes clerks.shop_code to varchar(20). Nobody reads or writes the table while it is rewritten.
SET LOCAL lock_timeout = '500ms';
ALTER TABLE clerks
    DROP CONSTRAINT clerks_shop_code_check,
    ALTER COLUMN shop_code TYPE varchar(20),
    ADD CONSTRAINT clerks_shop_code_check CHECK (shop_code NOT LIKE '% ') NOT VALID;

-- Checks shop_code in the rows that are there, without blocking writes.
ALTER TABLE clerks VALIDATE CONSTRAINT clerks_shop_code_check;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY clerks_shop_code_id_key ON clerks (shop_code, id);

-- Makes the finished index a constraint.
ALTER TABLE clerks ADD CONSTRAINT clerks_shop_code_id_key UNIQUE USING INDEX clerks_shop_code_id_key;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY clerks_pkey_next ON clerks (id);

-- Builds the index without blocking writes.
CREATE INDEX CONCURRENTLY clerks_search_idx ON clerks USING gin (shop_code, search_tokens);

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY clerks_id_idx;

-- Changes shops.shop_code to varchar(20). Nobody reads or writes the table while it is rewritten.
SET LOCAL lock_timeout = '500ms';
ALTER TABLE shops
    DROP CONSTRAINT shops_shop_code_check,
    ALTER COLUMN shop_code TYPE varchar(20),
    ADD CONSTRAINT shops_shop_code_check CHECK (char_length(shop_code) >= 2 AND shop_code NOT LIKE '% ') NOT VALID;

-- Checks shop_code in the rows that are there, without blocking writes.
ALTER TABLE shops VALIDATE CONSTRAINT shops_shop_code_check;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY shops_pkey_next ON shops (id);

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY shops_id_idx;

-- Changes visits.shop_code to varchar(20). Nobody reads or writes the table while it is rewritten.
SET LOCAL lock_timeout = '500ms';
ALTER TABLE visits
    DROP CONSTRAINT visits_shop_code_check,
    ALTER COLUMN shop_code TYPE varchar(20),
    ADD CONSTRAINT visits_shop_code_check CHECK (shop_code NOT LIKE '% ') NOT VALID;

-- Checks shop_code in the rows that are there, without blocking writes.
ALTER TABLE visits VALIDATE CONSTRAINT visits_shop_code_check;

-- Builds the unique index without blocking writes; fails where rows agree in it.
CREATE UNIQUE INDEX CONCURRENTLY visits_pkey_next ON visits (id);

-- Drops the index without blocking writes.
DROP INDEX CONCURRENTLY visits_id_idx;

-- Makes the keys of clerks those of one server.
SET LOCAL lock_timeout = '500ms';
ALTER TABLE clerks DROP CONSTRAINT clerks_boss_id_fkey;
ALTER TABLE visits DROP CONSTRAINT visits_shop_code_clerk_id_fkey;
ALTER TABLE clerks
    DROP CONSTRAINT clerks_pkey,
    ADD CONSTRAINT clerks_pkey PRIMARY KEY USING INDEX clerks_pkey_next;
ALTER TABLE clerks
    ADD CONSTRAINT clerks_boss_id_fkey FOREIGN KEY (boss_id) REFERENCES clerks (id) ON DELETE SET NULL NOT VALID;
ALTER TABLE visits
    ADD CONSTRAINT visits_shop_code_clerk_id_fkey FOREIGN KEY (shop_code, clerk_id) REFERENCES clerks (shop_code, id) ON DELETE CASCADE NOT VALID;

-- Checks the rows that are there, without blocking writes.
ALTER TABLE clerks VALIDATE CONSTRAINT clerks_boss_id_fkey;

-- Checks the rows that are there, without blocking writes.
ALTER TABLE visits VALIDATE CONSTRAINT visits_shop_code_clerk_id_fkey;

-- Makes the keys of shops those of one server.
ALTER TABLE shops
    DROP CONSTRAINT shops_pkey,
    ADD CONSTRAINT shops_pkey PRIMARY KEY USING INDEX shops_pkey_next;

-- Makes the keys of visits those of one server.
ALTER TABLE visits
    DROP CONSTRAINT visits_pkey,
    ADD CONSTRAINT visits_pkey PRIMARY KEY USING INDEX visits_pkey_next;

-- Shows a session those rows of clerks that its tenant owns.
CREATE POLICY tenant_rows ON clerks
    USING (shop_code = convert_from(decode(nullif(current_setting('larder.tenant', true), ''), 'hex'), 'UTF8'));

-- Shows a session those rows of visits that its tenant owns.
CREATE POLICY tenant_rows ON visits
    USING (shop_code = convert_from(decode(nullif(current_setting('larder.tenant', true), ''), 'hex'), 'UTF8'));
