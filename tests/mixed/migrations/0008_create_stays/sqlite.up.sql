-- 0008_create_stays on SQLite: makes the table.

CREATE TABLE stays (
    id BLOB NOT NULL,
    team_id TEXT NOT NULL,
    floor INTEGER NOT NULL,
    number INTEGER NOT NULL,
    day TEXT NOT NULL,
    CONSTRAINT stays_pkey PRIMARY KEY (id),
    CONSTRAINT stays_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (team_id) ON DELETE CASCADE,
    CONSTRAINT stays_team_id_floor_number_fkey FOREIGN KEY (team_id, floor, number) REFERENCES desks (team_id, floor, number) ON DELETE CASCADE,
    CONSTRAINT stays_team_id_check CHECK (length(team_id) <= 30 AND team_id NOT LIKE '% ')
) STRICT;

CREATE INDEX stays_team_id_floor_number_idx ON stays (team_id, floor, number);
