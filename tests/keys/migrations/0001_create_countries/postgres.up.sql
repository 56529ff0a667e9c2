-- 0001_create_countries on PostgreSQL: makes the table.

CREATE TABLE countries (
    code varchar(2) NOT NULL,
    name varchar(100) NOT NULL,
    cities integer NOT NULL DEFAULT 0,
    people bigint NOT NULL DEFAULT 0,
    CONSTRAINT countries_pkey PRIMARY KEY (code),
    CONSTRAINT countries_code_check CHECK (code ~ '^[A-Z]+$')
);

CREATE INDEX countries_name_idx ON countries (name);
