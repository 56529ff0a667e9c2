-- 0002_text_from_json on MySQL: takes the change back.

-- Looks for values of users.settings that may not stay.
-- Nothing is changed while there are any.
SELECT id FROM users
WHERE NOT JSON_VALID(settings)
LIMIT 4;

-- Changes users.settings to JSON, required, default ('{}').
ALTER TABLE users MODIFY COLUMN settings JSON NOT NULL DEFAULT ('{}');
