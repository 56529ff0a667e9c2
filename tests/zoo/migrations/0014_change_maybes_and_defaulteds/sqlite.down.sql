-- 0014_change_maybes_and_defaulteds on SQLite: takes the change back.

-- The values of defaulteds.day are lost.
-- The values of defaulteds.clock are lost.
-- The values of defaulteds.local are lost.
ALTER TABLE defaulteds DROP COLUMN day;
ALTER TABLE defaulteds DROP COLUMN clock;
ALTER TABLE defaulteds DROP COLUMN local;

-- The values of maybes.local are lost.
ALTER TABLE maybes DROP COLUMN local;
