-- 0008_create_exacts on MySQL: makes the table.

CREATE TABLE exacts (
    id BINARY(16) NOT NULL,
    moment DATETIME(6) NOT NULL,
    clock TIME(6) NOT NULL,
    pause BIGINT NOT NULL,
    later DATETIME(6),
    rest BIGINT,
    anything JSON NOT NULL,
    other JSON,
    single FLOAT NOT NULL,
    `double` DOUBLE NOT NULL,
    fixed DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    CONSTRAINT exacts_pkey PRIMARY KEY (id),
    CONSTRAINT exacts_moment_pause_key UNIQUE (moment, pause)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
