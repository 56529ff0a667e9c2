-- 0008_create_parcels on MySQL: makes the table.

CREATE TABLE parcels (
    id BIGINT AUTO_INCREMENT NOT NULL,
    sender VARCHAR(20) NOT NULL,
    `theCode` VARCHAR(20) NOT NULL,
    label VARCHAR(41) GENERATED ALWAYS AS (CONCAT(sender, '-', `theCode`)) STORED,
    width INT NOT NULL,
    height INT,
    area INT GENERATED ALWAYS AS (width * height) STORED,
    is_large TINYINT(1) GENERATED ALWAYS AS (width > 100) STORED,
    cost DECIMAL(10, 2) NOT NULL DEFAULT (4 + 0.5),
    token VARCHAR(40) NOT NULL DEFAULT (uuid()),
    due_on DATE DEFAULT (makedate(2026, 60)),
    gross DECIMAL(12, 2) GENERATED ALWAYS AS (cost * 1.5) STORED,
    sent_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    revision INT NOT NULL DEFAULT 0,
    CONSTRAINT parcels_pkey PRIMARY KEY (id),
    CONSTRAINT parcels_token_key UNIQUE (token),
    CONSTRAINT parcels_label_key UNIQUE (label),
    CONSTRAINT parcels_label_check CHECK (label IS NOT NULL AND label NOT LIKE '% '),
    CONSTRAINT parcels_is_large_check CHECK (is_large IS NOT NULL AND is_large IN (0, 1)),
    CONSTRAINT parcels_token_check CHECK (CHAR_LENGTH(token) >= 3 AND token NOT LIKE '% '),
    CONSTRAINT parcels_gross_check CHECK (gross IS NOT NULL),
    KEY parcels_area_idx (area DESC, id DESC),
    KEY parcels_is_large_sent_at_idx (is_large, sent_at DESC, id DESC)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
