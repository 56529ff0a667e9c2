-- 0004_create_tasks on PostgreSQL: makes the table.

CREATE TABLE tasks (
    id uuid NOT NULL,
    team_id varchar(30) NOT NULL,
    project_id uuid NOT NULL,
    assignee_id uuid,
    title varchar(200) NOT NULL,
    points integer NOT NULL DEFAULT 1,
    done boolean NOT NULL DEFAULT FALSE,
    remarks integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT tasks_pkey PRIMARY KEY (id),
    CONSTRAINT tasks_team_id_id_key UNIQUE (team_id, id),
    CONSTRAINT tasks_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (team_id) ON DELETE CASCADE,
    CONSTRAINT tasks_team_id_project_id_fkey FOREIGN KEY (team_id, project_id) REFERENCES projects (team_id, id) ON DELETE CASCADE,
    CONSTRAINT tasks_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES members (id) ON DELETE SET NULL,
    CONSTRAINT tasks_team_id_check CHECK (team_id NOT LIKE '% '),
    CONSTRAINT tasks_title_check CHECK (char_length(title) >= 1),
    CONSTRAINT tasks_points_check CHECK (points BETWEEN 0 AND 100)
);

CREATE INDEX tasks_project_id_created_at_idx ON tasks (project_id, created_at DESC);

CREATE INDEX tasks_assignee_id_done_idx ON tasks (assignee_id, done);

CREATE INDEX tasks_team_id_project_id_idx ON tasks (team_id, project_id);
