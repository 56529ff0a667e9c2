-- 0004_create_tasks on MySQL: makes the table.

CREATE TABLE tasks (
    id BINARY(16) NOT NULL,
    team_id VARCHAR(30) NOT NULL,
    project_id BINARY(16) NOT NULL,
    assignee_id BINARY(16),
    title VARCHAR(200) NOT NULL,
    points INT NOT NULL DEFAULT 1,
    done TINYINT(1) NOT NULL DEFAULT 0,
    remarks INT NOT NULL DEFAULT 0,
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    CONSTRAINT tasks_pkey PRIMARY KEY (id),
    CONSTRAINT tasks_team_id_id_key UNIQUE (team_id, id),
    CONSTRAINT tasks_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (team_id) ON DELETE CASCADE,
    CONSTRAINT tasks_team_id_project_id_fkey FOREIGN KEY (team_id, project_id) REFERENCES projects (team_id, id) ON DELETE CASCADE,
    CONSTRAINT tasks_assignee_id_fkey FOREIGN KEY (assignee_id) REFERENCES members (id) ON DELETE SET NULL,
    CONSTRAINT tasks_team_id_check CHECK (team_id NOT LIKE '% '),
    CONSTRAINT tasks_title_check CHECK (CHAR_LENGTH(title) >= 1),
    CONSTRAINT tasks_points_check CHECK (points BETWEEN 0 AND 100),
    CONSTRAINT tasks_done_check CHECK (done IN (0, 1)),
    KEY tasks_project_id_created_at_idx (project_id, created_at DESC),
    KEY tasks_assignee_id_done_idx (assignee_id, done),
    KEY tasks_team_id_project_id_idx (team_id, project_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
