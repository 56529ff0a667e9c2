-- 0007_create_desks on SQLite: makes the table.

CREATE TABLE desks (
    team_id TEXT NOT NULL,
    floor INTEGER NOT NULL,
    number INTEGER NOT NULL,
    stays INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT desks_pkey PRIMARY KEY (team_id, floor, number),
    CONSTRAINT desks_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (team_id) ON DELETE CASCADE,
    CONSTRAINT desks_team_id_check CHECK (length(team_id) <= 30 AND team_id NOT LIKE '% ')
) STRICT;
