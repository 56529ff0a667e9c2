-- 0002_create_cities on SQLite: makes the table.

CREATE TABLE cities (
    id INTEGER NOT NULL,
    country_code TEXT NOT NULL,
    name TEXT NOT NULL,
    people INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT cities_pkey PRIMARY KEY (id),
    CONSTRAINT cities_country_code_name_key UNIQUE (country_code, name),
    CONSTRAINT cities_country_code_fkey FOREIGN KEY (country_code) REFERENCES countries (code) ON DELETE CASCADE,
    CONSTRAINT cities_country_code_check CHECK (length(country_code) <= 2 AND country_code NOT LIKE '% '),
    CONSTRAINT cities_name_check CHECK (length(name) <= 100 AND name NOT LIKE '% ')
) STRICT;

CREATE INDEX cities_country_code_name_idx ON cities (country_code, name);
