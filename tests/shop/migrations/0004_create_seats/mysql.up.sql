-- 0004_create_seats on MySQL: makes the table.

CREATE TABLE seats (
    id BINARY(16) NOT NULL,
    hall VARCHAR(20) NOT NULL,
    row_name VARCHAR(20) NOT NULL,
    kind VARCHAR(20) NOT NULL DEFAULT 'plain',
    taken TINYINT(1) NOT NULL DEFAULT 1,
    ticket VARCHAR(20) NOT NULL,
    guests INT NOT NULL DEFAULT 1,
    row_name_unique VARCHAR(20) GENERATED ALWAYS AS (CASE WHEN taken = 1 AND kind <> 'box' THEN row_name END) VIRTUAL,
    CONSTRAINT seats_pkey PRIMARY KEY (id),
    CONSTRAINT seats_hall_row_name_key UNIQUE (hall, row_name_unique),
    CONSTRAINT seats_guests_hall_ticket_key UNIQUE (guests, hall, ticket),
    CONSTRAINT seats_hall_check CHECK (hall NOT LIKE '% '),
    CONSTRAINT seats_row_name_check CHECK (row_name NOT LIKE '% '),
    CONSTRAINT seats_taken_check CHECK (taken IN (0, 1)),
    CONSTRAINT seats_ticket_check CHECK (ticket NOT LIKE '% ')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
