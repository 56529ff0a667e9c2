-- 0003_create_bookings on MySQL: makes the table.

CREATE TABLE bookings (
    id BIGINT AUTO_INCREMENT NOT NULL,
    day DATE NOT NULL,
    hall VARCHAR(10) NOT NULL,
    seat INT NOT NULL,
    guest VARCHAR(20) NOT NULL,
    channel VARCHAR(4) NOT NULL,
    paid INT NOT NULL DEFAULT 0,
    CONSTRAINT bookings_pkey PRIMARY KEY (id),
    CONSTRAINT bookings_day_hall_seat_key UNIQUE (day, hall, seat),
    CONSTRAINT bookings_hall_check CHECK (hall NOT LIKE '% '),
    CONSTRAINT bookings_channel_check CHECK (channel IN ('desk', 'web')),
    KEY bookings_guest_day_paid_idx (guest, day, paid DESC, id DESC),
    KEY bookings_channel_hall_idx (channel, hall),
    KEY bookings_channel_seat_idx (channel, seat),
    KEY bookings_paid_idx (paid DESC, id DESC)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
