-- 0003_create_bookings on SQLite: makes the table.

CREATE TABLE bookings (
    id INTEGER NOT NULL,
    day TEXT NOT NULL,
    hall TEXT NOT NULL,
    seat INTEGER NOT NULL,
    guest TEXT NOT NULL,
    channel TEXT NOT NULL,
    paid INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT bookings_pkey PRIMARY KEY (id),
    CONSTRAINT bookings_day_hall_seat_key UNIQUE (day, hall, seat),
    CONSTRAINT bookings_hall_check CHECK (length(hall) <= 10 AND hall NOT LIKE '% '),
    CONSTRAINT bookings_guest_check CHECK (length(guest) <= 20),
    CONSTRAINT bookings_channel_check CHECK (channel IN ('desk', 'web'))
) STRICT;

CREATE INDEX bookings_guest_day_paid_idx ON bookings (guest, day, paid DESC);

CREATE INDEX bookings_channel_hall_idx ON bookings (channel, hall);

CREATE INDEX bookings_channel_seat_idx ON bookings (channel, seat);

CREATE INDEX bookings_paid_idx ON bookings (paid DESC);
