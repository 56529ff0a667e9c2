-- 0012_change_tickets on PostgreSQL: takes the change back.

-- Drops tickets.moods and tickets.past_moods and tickets.colors and tickets.sizes. Their values are lost.
ALTER TABLE tickets
    DROP COLUMN moods,
    DROP COLUMN past_moods,
    DROP COLUMN colors,
    DROP COLUMN sizes;

-- No column has the type color any more.
DROP TYPE color;
