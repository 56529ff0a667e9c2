-- 0002_text_from_json on MySQL: changes users.

-- Changes users.settings to LONGTEXT, required, default ('{}').
ALTER TABLE users MODIFY COLUMN settings LONGTEXT NOT NULL DEFAULT ('{}');
