-- 0002_create_badges on MySQL: makes the table.

CREATE TABLE badges (
    id BIGINT AUTO_INCREMENT NOT NULL,
    owner VARCHAR(20) NOT NULL,
    colour VARCHAR(20),
    uses INT NOT NULL DEFAULT 1,
    gone_at DATETIME(6),
    colour_unique VARCHAR(21) GENERATED ALWAYS AS (CASE WHEN gone_at IS NULL THEN COALESCE(CONCAT('=', colour), '') END) VIRTUAL,
    CONSTRAINT badges_pkey PRIMARY KEY (id),
    CONSTRAINT badges_owner_colour_key UNIQUE (owner, colour_unique),
    CONSTRAINT badges_owner_check CHECK (owner NOT LIKE '% '),
    CONSTRAINT badges_colour_check CHECK (colour NOT LIKE '% ')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
