-- 0014_change_maybes_and_defaulteds on SQLite: changes defaulteds and maybes.

-- SQLite cannot change defaulteds so in place: it is made anew, and its rows are copied.
PRAGMA legacy_alter_table = ON;
CREATE TABLE larder_new_defaulteds (
    id BLOB NOT NULL,
    flag INTEGER NOT NULL DEFAULT 1,
    tiny INTEGER NOT NULL DEFAULT -7,
    small INTEGER NOT NULL DEFAULT -2147483648,
    least INTEGER NOT NULL DEFAULT -9223372036854775808,
    most INTEGER NOT NULL DEFAULT 9223372036854775807,
    single REAL NOT NULL DEFAULT 1.5,
    double REAL NOT NULL DEFAULT -1e300,
    whole REAL NOT NULL DEFAULT 3.0,
    token BLOB NOT NULL,
    moment INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    pause INTEGER NOT NULL DEFAULT 90000,
    name TEXT NOT NULL DEFAULT 'it''s "C:\" – 猫 %s {x} $1 ?',
    body TEXT NOT NULL DEFAULT 'line
	tab 🐈',
    anything TEXT NOT NULL DEFAULT '{"tokens":100000,"list":[1,2.5,"it''s",true],"nest":{"a":"\""}}',
    words TEXT NOT NULL DEFAULT '["a","it''s"]',
    numbers TEXT NOT NULL DEFAULT '[1,20000]',
    places TEXT NOT NULL DEFAULT '[]',
    mark TEXT NOT NULL DEFAULT '{}',
    color TEXT NOT NULL DEFAULT 'dark-blue',
    mood TEXT NOT NULL DEFAULT 'very-bad',
    maybe_name TEXT DEFAULT 'x',
    maybe_flag INTEGER DEFAULT 0,
    made_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    changed_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    old_name TEXT,
    old_flag INTEGER NOT NULL DEFAULT 1,
    last_seen INTEGER,
    hits INTEGER NOT NULL DEFAULT 0,
    day TEXT NOT NULL DEFAULT (date('now')),
    clock TEXT NOT NULL DEFAULT (strftime('%H:%M:%f000', 'now')),
    local TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now')),
    CONSTRAINT defaulteds_pkey PRIMARY KEY (id),
    CONSTRAINT defaulteds_flag_check CHECK (flag IN (0, 1)),
    CONSTRAINT defaulteds_name_check CHECK (length(name) <= 40),
    CONSTRAINT defaulteds_anything_check CHECK (json_valid(anything)),
    CONSTRAINT defaulteds_words_check CHECK (json_valid(words)),
    CONSTRAINT defaulteds_numbers_check CHECK (json_valid(numbers)),
    CONSTRAINT defaulteds_places_check CHECK (json_valid(places)),
    CONSTRAINT defaulteds_mark_check CHECK (json_valid(mark)),
    CONSTRAINT defaulteds_color_check CHECK (color IN ('red', 'green', 'dark-blue', 'type')),
    CONSTRAINT defaulteds_mood_check CHECK (mood IN ('good', 'very-bad')),
    CONSTRAINT defaulteds_maybe_name_check CHECK (length(maybe_name) <= 10),
    CONSTRAINT defaulteds_maybe_flag_check CHECK (maybe_flag IN (0, 1)),
    CONSTRAINT defaulteds_old_flag_check CHECK (old_flag IN (0, 1))
) STRICT;
INSERT INTO larder_new_defaulteds (id, flag, tiny, small, least, most, single, double, whole, token, moment, pause, name, body, anything, words, numbers, places, mark, color, mood, maybe_name, maybe_flag, made_at, changed_at, old_name, old_flag, last_seen, hits, day, clock, local)
SELECT id, flag, tiny, small, least, most, single, double, whole, token, moment, pause, name, body, anything, words, numbers, places, mark, color, mood, maybe_name, maybe_flag, made_at, changed_at, old_name, old_flag, last_seen, hits, (date('now')), (strftime('%H:%M:%f000', 'now')), (strftime('%Y-%m-%d %H:%M:%f000', 'now'))
FROM defaulteds;
DROP TABLE defaulteds;
ALTER TABLE larder_new_defaulteds RENAME TO defaulteds;
PRAGMA legacy_alter_table = OFF;

ALTER TABLE maybes ADD COLUMN local TEXT;
