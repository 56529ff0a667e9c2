-- 0006_create_stations on SQLite: makes the table.

CREATE TABLE stations (
    code INTEGER NOT NULL,
    line INTEGER NOT NULL,
    title TEXT NOT NULL,
    CONSTRAINT stations_pkey PRIMARY KEY (code),
    CONSTRAINT stations_line_fkey FOREIGN KEY (line) REFERENCES lines (number) ON DELETE CASCADE,
    CONSTRAINT stations_code_check CHECK (code >= 1),
    CONSTRAINT stations_title_check CHECK (length(title) <= 50)
) STRICT;

CREATE INDEX stations_line_idx ON stations (line);
