-- 0014_change_maybes_and_defaulteds on PostgreSQL: takes the change back.

-- Drops defaulteds.day and defaulteds.clock and defaulteds.local. Their values are lost.
ALTER TABLE defaulteds
    DROP COLUMN day,
    DROP COLUMN clock,
    DROP COLUMN local;

-- Drops maybes.local. Its values are lost.
ALTER TABLE maybes DROP COLUMN local;
