-- 0012_change_tickets on MySQL: changes tickets.

-- Adds tickets.moods: the rows that are there get the default, ('["so-so"]').
ALTER TABLE tickets ADD COLUMN moods JSON NOT NULL DEFAULT ('["so-so"]');

-- Adds tickets.past_moods, null in the rows that are there.
ALTER TABLE tickets ADD COLUMN past_moods JSON;

-- Adds tickets.colors, null in the rows that are there.
ALTER TABLE tickets ADD COLUMN colors JSON;

-- Adds tickets.sizes: the rows that are there get the default, ('[]').
ALTER TABLE tickets ADD COLUMN sizes JSON NOT NULL DEFAULT ('[]');
