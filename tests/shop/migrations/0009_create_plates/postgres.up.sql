-- 0009_create_plates on PostgreSQL: makes the table.

CREATE TABLE plates (
    id uuid NOT NULL,
    text text NOT NULL,
    size integer NOT NULL DEFAULT 0,
    search_tokens text[] NOT NULL,
    CONSTRAINT plates_pkey PRIMARY KEY (id)
);

CREATE INDEX plates_search_idx ON plates USING gin (search_tokens);
