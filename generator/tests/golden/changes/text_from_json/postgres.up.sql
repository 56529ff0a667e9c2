-- 0002_text_from_json on PostgreSQL: changes users.

-- Changes users.settings to text. Nobody reads or writes the table while it is rewritten.
ALTER TABLE users
    ALTER COLUMN settings DROP DEFAULT,
    ALTER COLUMN settings TYPE text,
    ALTER COLUMN settings SET DEFAULT '{}';
