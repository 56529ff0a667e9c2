-- 0011_create_sightings on MySQL: makes the table.

CREATE TABLE sightings (
    id BIGINT AUTO_INCREMENT NOT NULL,
    place VARCHAR(20) NOT NULL,
    kind VARCHAR(20),
    times INT NOT NULL DEFAULT 1,
    visits BIGINT NOT NULL DEFAULT 0,
    first_day DATE NOT NULL,
    last_at DATETIME(6),
    best DECIMAL(8, 2) NOT NULL,
    worst DOUBLE,
    most SMALLINT,
    note LONGTEXT,
    mood VARCHAR(10) NOT NULL DEFAULT 'calm',
    label VARCHAR(20),
    revision INT NOT NULL DEFAULT 0,
    gone_at DATETIME(6),
    changed_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    kind_unique VARCHAR(21) GENERATED ALWAYS AS (COALESCE(CONCAT('=', kind), '')) VIRTUAL,
    CONSTRAINT sightings_pkey PRIMARY KEY (id),
    CONSTRAINT sightings_label_key UNIQUE (label),
    CONSTRAINT sightings_place_kind_key UNIQUE (place, kind_unique),
    CONSTRAINT sightings_place_check CHECK (place NOT LIKE '% '),
    CONSTRAINT sightings_kind_check CHECK (kind NOT LIKE '% '),
    CONSTRAINT sightings_mood_check CHECK (mood IN ('calm', 'wild')),
    CONSTRAINT sightings_label_check CHECK (label NOT LIKE '% ')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
