-- 0017_create_players on SQLite: makes the table.

CREATE TABLE players (
    id INTEGER NOT NULL,
    country_id INTEGER NOT NULL,
    team_id INTEGER,
    CONSTRAINT players_pkey PRIMARY KEY (id),
    CONSTRAINT players_country_id_fkey FOREIGN KEY (country_id) REFERENCES countrys (id) ON DELETE RESTRICT,
    CONSTRAINT players_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE
) STRICT;

CREATE INDEX players_country_id_idx ON players (country_id);

CREATE INDEX players_team_id_idx ON players (team_id);
