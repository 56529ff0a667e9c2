-- 0005_create_events on SQLite: makes the table.

CREATE TABLE events (
    id INTEGER NOT NULL,
    email TEXT NOT NULL,
    title TEXT NOT NULL,
    closed INTEGER NOT NULL DEFAULT 0,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    seats INTEGER NOT NULL DEFAULT 2,
    taken INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT events_pkey PRIMARY KEY (id),
    CONSTRAINT events_email_check CHECK (length(email) <= 100),
    CONSTRAINT events_closed_check CHECK (closed IN (0, 1)),
    CONSTRAINT events_starts_at_ends_at_check CHECK (starts_at < ends_at),
    CONSTRAINT events_seats_taken_check CHECK (taken <= seats and seats % 2 = 0)
) STRICT;

CREATE UNIQUE INDEX events_email_idx ON events (lower(email));

CREATE INDEX events_title_closed_idx ON events (title) where closed or title in ('a', 'b');

CREATE INDEX events_starts_at_title_idx ON events (starts_at);
