-- 0006_create_stations on MySQL: makes the table.

CREATE TABLE stations (
    code BIGINT NOT NULL,
    line SMALLINT NOT NULL,
    title VARCHAR(50) NOT NULL,
    CONSTRAINT stations_pkey PRIMARY KEY (code),
    CONSTRAINT stations_line_fkey FOREIGN KEY (line) REFERENCES `lines` (number) ON DELETE CASCADE,
    CONSTRAINT stations_code_check CHECK (code >= 1),
    KEY stations_line_idx (line)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
