-- 0005_create_events on MySQL: makes the table.

CREATE TABLE events (
    id BIGINT AUTO_INCREMENT NOT NULL,
    email VARCHAR(100) NOT NULL,
    title LONGTEXT NOT NULL,
    closed TINYINT(1) NOT NULL DEFAULT 0,
    starts_at DATETIME(6) NOT NULL,
    ends_at DATETIME(6) NOT NULL,
    seats INT NOT NULL DEFAULT 2,
    taken INT NOT NULL DEFAULT 0,
    email_lower VARCHAR(100) GENERATED ALWAYS AS (LOWER(email)) VIRTUAL,
    CONSTRAINT events_pkey PRIMARY KEY (id),
    CONSTRAINT events_closed_check CHECK (closed IN (0, 1)),
    CONSTRAINT events_starts_at_ends_at_check CHECK (starts_at < ends_at),
    CONSTRAINT events_seats_taken_check CHECK (taken <= seats and mod(seats, 2) = 0),
    UNIQUE KEY events_email_idx (email_lower),
    KEY events_title_closed_idx (title(40), closed),
    KEY events_starts_at_title_idx (starts_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
