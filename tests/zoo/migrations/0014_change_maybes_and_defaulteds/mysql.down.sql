-- 0014_change_maybes_and_defaulteds on MySQL: takes the change back.

-- Drops defaulteds.day, defaulteds.clock and defaulteds.local. Their values are lost.
ALTER TABLE defaulteds
    DROP COLUMN day,
    DROP COLUMN clock,
    DROP COLUMN local,
    ALGORITHM=INPLACE, LOCK=NONE;

-- Drops maybes.local. Its values are lost.
ALTER TABLE maybes
    DROP COLUMN local,
    ALGORITHM=INPLACE, LOCK=NONE;
