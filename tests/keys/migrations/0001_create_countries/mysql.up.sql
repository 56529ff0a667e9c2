-- 0001_create_countries on MySQL: makes the table.

CREATE TABLE countries (
    code VARCHAR(2) NOT NULL,
    name VARCHAR(100) NOT NULL,
    cities INT NOT NULL DEFAULT 0,
    people BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT countries_pkey PRIMARY KEY (code),
    CONSTRAINT countries_code_check CHECK (code <> '' AND code NOT REGEXP '[^A-Z]'),
    KEY countries_name_idx (name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
