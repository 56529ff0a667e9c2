-- 0002_text_from_json on PostgreSQL: takes the change back.

-- Changes users.settings to jsonb. Nobody reads or writes the table while it is rewritten.
ALTER TABLE users
    ALTER COLUMN settings DROP DEFAULT,
    ALTER COLUMN settings TYPE jsonb USING settings::jsonb,
    ALTER COLUMN settings SET DEFAULT '{}';
