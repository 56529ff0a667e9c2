-- 0004_create_tasks on SQLite: makes the table.

CREATE TABLE tasks (
    id BLOB NOT NULL,
    team_id TEXT NOT NULL,
    project_id BLOB NOT NULL,
    assignee_id BLOB,
    title TEXT NOT NULL,
    points INTEGER NOT NULL DEFAULT 1,
    done INTEGER NOT NULL DEFAULT 0,
    remarks INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    CONSTRAINT tasks_pkey PRIMARY KEY (id),
    CONSTRAINT tasks_team_id_id_key UNIQUE (team_id, id),
    CONSTRAINT tasks_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (team_id) ON DELETE CASCADE,
    CONSTRAINT tasks_team_id_project_id_fkey FOREIGN KEY (team_id, project_id) REFERENCES projects (team_id, id) ON DELETE CASCADE,
    CONSTRAINT tasks_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES members (id) ON DELETE SET NULL,
    CONSTRAINT tasks_team_id_check CHECK (length(team_id) <= 30 AND team_id NOT LIKE '% '),
    CONSTRAINT tasks_title_check CHECK (length(title) BETWEEN 1 AND 200),
    CONSTRAINT tasks_points_check CHECK (points BETWEEN 0 AND 100),
    CONSTRAINT tasks_done_check CHECK (done IN (0, 1))
) STRICT;

CREATE INDEX tasks_project_id_created_at_idx ON tasks (project_id, created_at DESC);

CREATE INDEX tasks_assignee_id_done_idx ON tasks (assignee_id, done);

CREATE INDEX tasks_team_id_project_id_idx ON tasks (team_id, project_id);
