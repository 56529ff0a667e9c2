-- 0002_create_members on MySQL: makes the table.

CREATE TABLE members (
    id BIGINT AUTO_INCREMENT NOT NULL,
    club_key VARCHAR(50) NOT NULL,
    name VARCHAR(50) NOT NULL,
    score INT NOT NULL DEFAULT 0,
    active TINYINT(1) NOT NULL DEFAULT 1,
    joined_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    CONSTRAINT members_pkey PRIMARY KEY (id),
    CONSTRAINT members_club_key_fkey FOREIGN KEY (club_key) REFERENCES clubs (club_key) ON DELETE CASCADE,
    CONSTRAINT members_club_key_check CHECK (club_key NOT LIKE '% '),
    CONSTRAINT members_active_check CHECK (active IN (0, 1)),
    KEY members_club_key_idx (club_key)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
