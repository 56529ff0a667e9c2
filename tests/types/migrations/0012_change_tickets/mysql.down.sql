-- 0012_change_tickets on MySQL: takes the change back.

-- Drops tickets.moods, tickets.past_moods, tickets.colors and tickets.sizes. Their values are lost.
ALTER TABLE tickets
    DROP COLUMN moods,
    DROP COLUMN past_moods,
    DROP COLUMN colors,
    DROP COLUMN sizes;
