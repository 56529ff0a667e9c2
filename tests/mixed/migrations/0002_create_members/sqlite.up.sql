-- 0002_create_members on SQLite: makes the table.

CREATE TABLE members (
    id BLOB NOT NULL,
    team_id TEXT NOT NULL,
    email TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT members_pkey PRIMARY KEY (id),
    CONSTRAINT members_team_id_email_key UNIQUE (team_id, email),
    CONSTRAINT members_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (team_id) ON DELETE CASCADE,
    CONSTRAINT members_team_id_check CHECK (length(team_id) <= 30 AND team_id NOT LIKE '% '),
    CONSTRAINT members_email_check CHECK (length(email) <= 100 AND email NOT LIKE '% '),
    CONSTRAINT members_name_check CHECK (length(name) BETWEEN 1 AND 50)
) STRICT;
