-- 0003_create_projects on SQLite: makes the table.

CREATE TABLE projects (
    id BLOB NOT NULL,
    team_id TEXT NOT NULL,
    lead_id BLOB,
    title TEXT NOT NULL,
    task_count INTEGER NOT NULL DEFAULT 0,
    points INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT projects_pkey PRIMARY KEY (id),
    CONSTRAINT projects_team_id_id_key UNIQUE (team_id, id),
    CONSTRAINT projects_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (team_id) ON DELETE CASCADE,
    CONSTRAINT projects_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES members (id) ON DELETE SET NULL,
    CONSTRAINT projects_team_id_check CHECK (length(team_id) <= 30 AND team_id NOT LIKE '% '),
    CONSTRAINT projects_title_check CHECK (length(title) BETWEEN 1 AND 100)
) STRICT;

CREATE INDEX projects_lead_id_created_at_idx ON projects (lead_id, created_at DESC);
