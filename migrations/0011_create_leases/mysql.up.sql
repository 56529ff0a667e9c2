-- 0011_create_leases on MySQL: makes the table.

CREATE TABLE leases (
    id BINARY(16) NOT NULL,
    name VARCHAR(50) NOT NULL,
    holder VARCHAR(50) NOT NULL,
    expires_at DATETIME(6) NOT NULL,
    version BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT leases_pkey PRIMARY KEY (id),
    CONSTRAINT leases_name_key UNIQUE (name),
    CONSTRAINT leases_name_check CHECK (CHAR_LENGTH(name) >= 1 AND name NOT LIKE '% ')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
