-- 0012_change_tickets on SQLite: takes the change back.

-- SQLite cannot change tickets so in place: it is made anew, and its rows are copied.
-- The values of tickets.moods are lost.
-- The values of tickets.past_moods are lost.
-- The values of tickets.colors are lost.
-- The values of tickets.sizes are lost.
PRAGMA legacy_alter_table = ON;
CREATE TABLE larder_new_tickets (
    id INTEGER NOT NULL,
    title TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'open',
    mood TEXT,
    first_mood TEXT NOT NULL DEFAULT 'so-so',
    priority INTEGER NOT NULL DEFAULT 0,
    tags TEXT NOT NULL DEFAULT '[]',
    counts TEXT NOT NULL DEFAULT '[1,2]',
    watchers TEXT,
    times TEXT,
    shares TEXT,
    notes TEXT,
    CONSTRAINT tickets_pkey PRIMARY KEY (id),
    CONSTRAINT tickets_title_check CHECK (length(title) <= 40 AND title NOT LIKE '% '),
    CONSTRAINT tickets_state_check CHECK (state IN ('open', 'waiting', 'closed')),
    CONSTRAINT tickets_mood_check CHECK (mood IN ('happy', 'so-so', 'sad')),
    CONSTRAINT tickets_first_mood_check CHECK (first_mood IN ('happy', 'so-so', 'sad')),
    CONSTRAINT tickets_tags_check CHECK (json_valid(tags)),
    CONSTRAINT tickets_counts_check CHECK (json_valid(counts)),
    CONSTRAINT tickets_watchers_check CHECK (json_valid(watchers)),
    CONSTRAINT tickets_times_check CHECK (json_valid(times)),
    CONSTRAINT tickets_shares_check CHECK (json_valid(shares)),
    CONSTRAINT tickets_notes_check CHECK (json_valid(notes))
) STRICT;
INSERT INTO larder_new_tickets (id, title, state, mood, first_mood, priority, tags, counts, watchers, times, shares, notes)
SELECT id, title, state, mood, first_mood, priority, tags, counts, watchers, times, shares, notes
FROM tickets;
DROP TABLE tickets;
ALTER TABLE larder_new_tickets RENAME TO tickets;
PRAGMA legacy_alter_table = OFF;
CREATE UNIQUE INDEX tickets_title_key ON tickets (title) WHERE state <> 'closed';
CREATE INDEX tickets_state_priority_idx ON tickets (state, priority DESC);
CREATE INDEX tickets_title_idx ON tickets (title) WHERE state = 'open';
