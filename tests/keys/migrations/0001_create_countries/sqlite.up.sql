-- 0001_create_countries on SQLite: makes the table.

CREATE TABLE countries (
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    cities INTEGER NOT NULL DEFAULT 0,
    people INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT countries_pkey PRIMARY KEY (code),
    CONSTRAINT countries_code_check CHECK (length(code) <= 2 AND code <> '' AND code NOT GLOB '*[^A-Z]*'),
    CONSTRAINT countries_name_check CHECK (length(name) <= 100)
) STRICT;

CREATE INDEX countries_name_idx ON countries (name);
