-- 0004_create_readings on MySQL: makes the table.

CREATE TABLE readings (
    id BIGINT AUTO_INCREMENT NOT NULL,
    station VARCHAR(20) NOT NULL,
    `rank` INT,
    taken_at DATETIME(6),
    due_on DATE,
    CONSTRAINT readings_pkey PRIMARY KEY (id),
    KEY readings_rank_idx (`rank`),
    KEY readings_taken_at_idx (taken_at DESC),
    KEY readings_station_due_on_idx (station, due_on),
    KEY readings_due_on_idx (due_on DESC)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
