-- 0012_change_tickets on SQLite: changes tickets.

ALTER TABLE tickets
    ADD COLUMN moods TEXT NOT NULL DEFAULT '["so-so"]' CONSTRAINT tickets_moods_check CHECK (json_valid(moods));
ALTER TABLE tickets ADD COLUMN past_moods TEXT CONSTRAINT tickets_past_moods_check CHECK (json_valid(past_moods));
ALTER TABLE tickets ADD COLUMN colors TEXT CONSTRAINT tickets_colors_check CHECK (json_valid(colors));
ALTER TABLE tickets
    ADD COLUMN sizes TEXT NOT NULL DEFAULT '[]' CONSTRAINT tickets_sizes_check CHECK (json_valid(sizes));
