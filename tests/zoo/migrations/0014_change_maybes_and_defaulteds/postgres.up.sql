-- 0014_change_maybes_and_defaulteds on PostgreSQL: changes defaulteds and maybes.

-- Adds defaulteds.day: the rows that are there get the default, (CURRENT_TIMESTAMP AT TIME ZONE 'UTC')::date, without being rewritten.
ALTER TABLE defaulteds ADD COLUMN day date NOT NULL DEFAULT (CURRENT_TIMESTAMP AT TIME ZONE 'UTC')::date;

-- Adds defaulteds.clock: the rows that are there get the default, (CURRENT_TIMESTAMP AT TIME ZONE 'UTC')::time, without being rewritten.
ALTER TABLE defaulteds ADD COLUMN clock time NOT NULL DEFAULT (CURRENT_TIMESTAMP AT TIME ZONE 'UTC')::time;

-- Adds defaulteds.local: the rows that are there get the default, (CURRENT_TIMESTAMP AT TIME ZONE 'UTC'), without being rewritten.
ALTER TABLE defaulteds ADD COLUMN local timestamp NOT NULL DEFAULT (CURRENT_TIMESTAMP AT TIME ZONE 'UTC');

-- Adds maybes.local, null in the rows that are there.
ALTER TABLE maybes ADD COLUMN local timestamp;
