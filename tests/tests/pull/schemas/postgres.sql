-- A database that nobody made with larder: one of each thing that applications have.
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE DOMAIN postcode AS text CHECK (VALUE ~ '^[0-9]+$');

CREATE TABLE countries (
    code char(2) PRIMARY KEY,
    iso3 varchar(3) NOT NULL UNIQUE,
    name text NOT NULL COLLATE "C"
);
COMMENT ON TABLE countries IS 'A country, by its two letters.';
COMMENT ON COLUMN countries.name IS 'In English.';

CREATE TABLE people (
    id serial PRIMARY KEY,
    "fullName" varchar(100) NOT NULL CHECK (char_length("fullName") >= 2),
    email text NOT NULL,
    nick text UNIQUE,
    born_on date DEFAULT CURRENT_DATE,
    feeling mood NOT NULL DEFAULT 'good',
    tags text[] NOT NULL DEFAULT '{}',
    feelings mood[] NOT NULL DEFAULT '{good}',
    address inet,
    postcode postcode,
    plan text NOT NULL DEFAULT 'free' CHECK (plan IN ('free', 'paid')),
    balance numeric(12, 2) NOT NULL DEFAULT 0 CHECK (balance >= 0),
    weight numeric,
    settings jsonb NOT NULL DEFAULT '{"theme": "dark", "size": 3}',
    seen_at timestamp,
    version integer NOT NULL DEFAULT 0,
    deleted_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    initials text GENERATED ALWAYS AS (substr("fullName", 1, 1)) STORED
);
CREATE UNIQUE INDEX people_email_lower ON people (lower(email));
CREATE INDEX people_settings ON people USING gin (settings jsonb_path_ops);
CREATE INDEX people_born ON people (born_on DESC NULLS LAST, "fullName") INCLUDE (plan);
CREATE INDEX people_seen ON people (seen_at) WHERE deleted_at IS NULL;

CREATE TABLE profiles (
    person_id integer PRIMARY KEY REFERENCES people ON DELETE CASCADE,
    about text NOT NULL DEFAULT '',
    country_code varchar(3) REFERENCES countries (iso3) ON UPDATE CASCADE
);

CREATE TABLE labels (
    name varchar(40) PRIMARY KEY,
    token uuid NOT NULL DEFAULT gen_random_uuid()
);

CREATE TABLE people_labels (
    label varchar(40) NOT NULL REFERENCES labels ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    person_id integer NOT NULL REFERENCES people ON DELETE CASCADE,
    PRIMARY KEY (person_id, label)
);

CREATE TABLE label_notes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id integer NOT NULL,
    label varchar(40) NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    FOREIGN KEY (person_id, label) REFERENCES people_labels (person_id, label),
    CONSTRAINT in_order CHECK (ends_on IS NULL OR ends_on >= starts_on)
);

CREATE TABLE audit (
    happened_at timestamptz NOT NULL DEFAULT now(),
    what json NOT NULL
);

CREATE TABLE settings (
    key text PRIMARY KEY,
    number smallint NOT NULL,
    value text
);

CREATE VIEW adults AS SELECT id FROM people WHERE born_on < '2000-01-01';
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.seen_at := now(); RETURN NEW; END';
CREATE TRIGGER touched BEFORE UPDATE ON people FOR EACH ROW EXECUTE FUNCTION touch();

INSERT INTO countries VALUES ('DE', 'EU ', 'Germany');
INSERT INTO people ("fullName", email, nick) VALUES ('Ada', 'Ada@example.org', 'ada '), ('Bob', 'bob@example.org', '');
INSERT INTO profiles VALUES (1, 'About ', 'EU ');
INSERT INTO labels (name) VALUES ('ends in a space ');
INSERT INTO people_labels VALUES ('ends in a space ', 1);
INSERT INTO settings VALUES ('key ', 1, NULL);
