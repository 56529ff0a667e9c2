-- 0002_text_from_json on MySQL: takes the change back.

-- Changes users.settings to JSON, required, default ('{}').
ALTER TABLE users MODIFY COLUMN settings JSON NOT NULL DEFAULT ('{}');
