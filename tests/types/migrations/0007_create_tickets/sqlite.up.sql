-- 0007_create_tickets on SQLite: makes the table.

CREATE TABLE tickets (
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

CREATE UNIQUE INDEX tickets_title_key ON tickets (title) WHERE state <> 'closed';

CREATE INDEX tickets_state_priority_idx ON tickets (state, priority DESC);

CREATE INDEX tickets_title_idx ON tickets (title) WHERE state = 'open';
