-- 0002_create_cities on MySQL: makes the table.

CREATE TABLE cities (
    id INT AUTO_INCREMENT NOT NULL,
    country_code VARCHAR(2) NOT NULL,
    name VARCHAR(100) NOT NULL,
    people BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT cities_pkey PRIMARY KEY (id),
    CONSTRAINT cities_country_code_name_key UNIQUE (country_code, name),
    CONSTRAINT cities_country_code_fkey FOREIGN KEY (country_code) REFERENCES countries (code) ON DELETE CASCADE,
    CONSTRAINT cities_country_code_check CHECK (country_code NOT LIKE '% '),
    CONSTRAINT cities_name_check CHECK (name NOT LIKE '% '),
    KEY cities_country_code_name_idx (country_code, name)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
