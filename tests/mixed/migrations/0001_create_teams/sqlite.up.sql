-- 0001_create_teams on SQLite: makes the table.

CREATE TABLE teams (
    id BLOB NOT NULL,
    team_id TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT teams_pkey PRIMARY KEY (id),
    CONSTRAINT teams_team_id_key UNIQUE (team_id),
    CONSTRAINT teams_team_id_check CHECK (length(team_id) BETWEEN 1 AND 30 AND team_id NOT LIKE '% '),
    CONSTRAINT teams_name_check CHECK (length(name) <= 100)
) STRICT;
