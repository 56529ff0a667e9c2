-- 0006_create_stations on PostgreSQL: makes the table.

CREATE TABLE stations (
    code bigint NOT NULL,
    line smallint NOT NULL,
    title varchar(50) NOT NULL,
    CONSTRAINT stations_pkey PRIMARY KEY (code),
    CONSTRAINT stations_line_fkey FOREIGN KEY (line) REFERENCES lines (number) ON DELETE CASCADE,
    CONSTRAINT stations_code_check CHECK (code >= 1)
);

CREATE INDEX stations_line_idx ON stations (line);
