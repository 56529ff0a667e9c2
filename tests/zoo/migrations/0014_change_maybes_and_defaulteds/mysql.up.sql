-- 0014_change_maybes_and_defaulteds on MySQL: changes defaulteds and maybes.

-- Adds defaulteds.day, null until the rows that are there are filled.
ALTER TABLE defaulteds ADD COLUMN day DATE, ALGORITHM=INSTANT;

-- Gives new rows a default in defaulteds.day.
ALTER TABLE defaulteds ALTER COLUMN day SET DEFAULT (UTC_DATE()), ALGORITHM=INSTANT;

-- Fills defaulteds.day where it is null, in batches.
UPDATE defaulteds SET day = (UTC_DATE()) WHERE day IS NULL;

-- Fills the few rows that came in between.
UPDATE defaulteds SET day = (UTC_DATE()) WHERE day IS NULL;

-- Lets no more nulls into defaulteds.day.
ALTER TABLE defaulteds
    MODIFY COLUMN day DATE NOT NULL DEFAULT (UTC_DATE()),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Adds defaulteds.clock, null until the rows that are there are filled.
ALTER TABLE defaulteds ADD COLUMN clock TIME(6), ALGORITHM=INSTANT;

-- Gives new rows a default in defaulteds.clock.
ALTER TABLE defaulteds ALTER COLUMN clock SET DEFAULT (UTC_TIME(6)), ALGORITHM=INSTANT;

-- Fills defaulteds.clock where it is null, in batches.
UPDATE defaulteds SET clock = (UTC_TIME(6)) WHERE clock IS NULL;

-- Fills the few rows that came in between.
UPDATE defaulteds SET clock = (UTC_TIME(6)) WHERE clock IS NULL;

-- Lets no more nulls into defaulteds.clock.
ALTER TABLE defaulteds
    MODIFY COLUMN clock TIME(6) NOT NULL DEFAULT (UTC_TIME(6)),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Adds defaulteds.local, null until the rows that are there are filled.
ALTER TABLE defaulteds ADD COLUMN local DATETIME(6), ALGORITHM=INSTANT;

-- Gives new rows a default in defaulteds.local.
ALTER TABLE defaulteds ALTER COLUMN local SET DEFAULT (UTC_TIMESTAMP(6)), ALGORITHM=INSTANT;

-- Fills defaulteds.local where it is null, in batches.
UPDATE defaulteds SET local = (UTC_TIMESTAMP(6)) WHERE local IS NULL;

-- Fills the few rows that came in between.
UPDATE defaulteds SET local = (UTC_TIMESTAMP(6)) WHERE local IS NULL;

-- Lets no more nulls into defaulteds.local.
ALTER TABLE defaulteds
    MODIFY COLUMN local DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    ALGORITHM=INPLACE, LOCK=NONE;

-- Adds maybes.local, null in the rows that are there.
ALTER TABLE maybes ADD COLUMN local DATETIME(6), ALGORITHM=INSTANT;
