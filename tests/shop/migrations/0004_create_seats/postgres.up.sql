-- 0004_create_seats on PostgreSQL: makes the table.

CREATE TABLE seats (
    id uuid NOT NULL,
    hall varchar(20) NOT NULL,
    row_name varchar(20) NOT NULL,
    kind varchar(20) NOT NULL DEFAULT 'plain',
    taken boolean NOT NULL DEFAULT TRUE,
    ticket varchar(20) NOT NULL,
    guests integer NOT NULL DEFAULT 1,
    CONSTRAINT seats_pkey PRIMARY KEY (id),
    CONSTRAINT seats_guests_hall_ticket_key UNIQUE (guests, hall, ticket),
    CONSTRAINT seats_hall_check CHECK (hall NOT LIKE '% '),
    CONSTRAINT seats_row_name_check CHECK (row_name NOT LIKE '% '),
    CONSTRAINT seats_ticket_check CHECK (ticket NOT LIKE '% ')
);

CREATE UNIQUE INDEX seats_hall_row_name_key ON seats (hall, row_name) WHERE taken = TRUE AND kind <> 'box';
