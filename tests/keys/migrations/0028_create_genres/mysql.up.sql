-- 0028_create_genres on MySQL: makes the table.

CREATE TABLE genres (
    id VARCHAR(20) NOT NULL,
    bands INT NOT NULL DEFAULT 0,
    gone_at DATETIME(6),
    CONSTRAINT genres_pkey PRIMARY KEY (id),
    CONSTRAINT genres_id_check CHECK (id NOT LIKE '% ')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
