-- 0012_change_tickets on PostgreSQL: changes tickets.

-- Makes the type color.
CREATE TYPE color AS ENUM ('red', 'green');

-- Adds tickets.moods: the rows that are there get the default, '{"so-so"}', without being rewritten.
ALTER TABLE tickets ADD COLUMN moods "Mood"[] NOT NULL DEFAULT '{"so-so"}';

-- Adds tickets.past_moods, null in the rows that are there.
ALTER TABLE tickets ADD COLUMN past_moods text[];

-- Adds tickets.colors, null in the rows that are there.
ALTER TABLE tickets ADD COLUMN colors color[];

-- Adds tickets.sizes: the rows that are there get the default, '[]', without being rewritten.
ALTER TABLE tickets ADD COLUMN sizes jsonb NOT NULL DEFAULT '[]';
