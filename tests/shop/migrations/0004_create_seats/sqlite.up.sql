-- 0004_create_seats on SQLite: makes the table.

CREATE TABLE seats (
    id BLOB NOT NULL,
    hall TEXT NOT NULL,
    row_name TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT 'plain',
    taken INTEGER NOT NULL DEFAULT 1,
    ticket TEXT NOT NULL,
    guests INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT seats_pkey PRIMARY KEY (id),
    CONSTRAINT seats_guests_hall_ticket_key UNIQUE (guests, hall, ticket),
    CONSTRAINT seats_hall_check CHECK (length(hall) <= 20 AND hall NOT LIKE '% '),
    CONSTRAINT seats_row_name_check CHECK (length(row_name) <= 20 AND row_name NOT LIKE '% '),
    CONSTRAINT seats_kind_check CHECK (length(kind) <= 20),
    CONSTRAINT seats_taken_check CHECK (taken IN (0, 1)),
    CONSTRAINT seats_ticket_check CHECK (length(ticket) <= 20 AND ticket NOT LIKE '% ')
) STRICT;

CREATE UNIQUE INDEX seats_hall_row_name_key ON seats (hall, row_name) WHERE taken = 1 AND kind <> 'box';
