-- 0013_create_twinnings on MySQL: makes the table.

CREATE TABLE twinnings (
    city_id INT NOT NULL,
    country_code VARCHAR(2) NOT NULL,
    CONSTRAINT twinnings_pkey PRIMARY KEY (city_id, country_code),
    CONSTRAINT twinnings_city_id_fkey FOREIGN KEY (city_id) REFERENCES cities (id) ON DELETE CASCADE,
    CONSTRAINT twinnings_country_code_fkey FOREIGN KEY (country_code) REFERENCES countries (code) ON DELETE CASCADE,
    CONSTRAINT twinnings_country_code_check CHECK (country_code NOT LIKE '% '),
    KEY twinnings_country_code_idx (country_code)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
