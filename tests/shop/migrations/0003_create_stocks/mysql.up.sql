-- 0003_create_stocks on MySQL: makes the table.

CREATE TABLE stocks (
    id BIGINT AUTO_INCREMENT NOT NULL,
    place VARCHAR(20),
    day DATE NOT NULL,
    rack INT NOT NULL,
    box INT NOT NULL,
    pin VARCHAR(40) NOT NULL,
    label VARCHAR(20),
    open TINYINT(1) NOT NULL DEFAULT 1,
    amount BIGINT NOT NULL DEFAULT 0,
    small SMALLINT NOT NULL DEFAULT 0,
    weight DOUBLE NOT NULL DEFAULT 0.0,
    revision INT NOT NULL DEFAULT 0,
    gone_at DATETIME(6),
    changed_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    place_unique VARCHAR(21) GENERATED ALWAYS AS (COALESCE(CONCAT('=', place), '')) VIRTUAL,
    label_unique VARCHAR(20) GENERATED ALWAYS AS (CASE WHEN open = 1 AND amount > 3 THEN label END) VIRTUAL,
    CONSTRAINT stocks_pkey PRIMARY KEY (id),
    CONSTRAINT stocks_pin_key UNIQUE (pin),
    CONSTRAINT stocks_place_day_key UNIQUE (place_unique, day),
    CONSTRAINT stocks_label_key UNIQUE (label_unique),
    CONSTRAINT stocks_rack_box_key UNIQUE (rack, box),
    CONSTRAINT stocks_place_check CHECK (place NOT LIKE '% '),
    CONSTRAINT stocks_pin_check CHECK (pin NOT LIKE '% '),
    CONSTRAINT stocks_label_check CHECK (label NOT LIKE '% '),
    CONSTRAINT stocks_open_check CHECK (open IN (0, 1))
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
