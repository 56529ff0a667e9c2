-- 0016_create_teams on SQLite: makes the table.

CREATE TABLE teams (
    id INTEGER NOT NULL,
    country_id INTEGER NOT NULL,
    captain_id INTEGER,
    CONSTRAINT teams_pkey PRIMARY KEY (id),
    CONSTRAINT teams_country_id_fkey FOREIGN KEY (country_id) REFERENCES countrys (id) ON DELETE RESTRICT
) STRICT;

CREATE INDEX teams_country_id_idx ON teams (country_id);

CREATE INDEX teams_captain_id_idx ON teams (captain_id);
