-- 0013_create_twinnings on SQLite: makes the table.

CREATE TABLE twinnings (
    city_id INTEGER NOT NULL,
    country_code TEXT NOT NULL,
    CONSTRAINT twinnings_pkey PRIMARY KEY (city_id, country_code),
    CONSTRAINT twinnings_city_id_fkey FOREIGN KEY (city_id) REFERENCES cities (id) ON DELETE CASCADE,
    CONSTRAINT twinnings_country_code_fkey FOREIGN KEY (country_code) REFERENCES countries (code) ON DELETE CASCADE,
    CONSTRAINT twinnings_country_code_check CHECK (length(country_code) <= 2 AND country_code NOT LIKE '% ')
) STRICT;

CREATE INDEX twinnings_country_code_idx ON twinnings (country_code);
