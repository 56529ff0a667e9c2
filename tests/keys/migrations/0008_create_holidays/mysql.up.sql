-- 0008_create_holidays on MySQL: makes the table.

CREATE TABLE holidays (
    day DATE NOT NULL,
    title VARCHAR(50) NOT NULL,
    events INT NOT NULL DEFAULT 0,
    CONSTRAINT holidays_pkey PRIMARY KEY (day)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
