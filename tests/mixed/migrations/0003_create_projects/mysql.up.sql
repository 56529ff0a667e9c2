-- 0003_create_projects on MySQL: makes the table.

CREATE TABLE projects (
    id BINARY(16) NOT NULL,
    team_id VARCHAR(30) NOT NULL,
    lead_id BINARY(16),
    title VARCHAR(100) NOT NULL,
    task_count INT NOT NULL DEFAULT 0,
    points BIGINT NOT NULL DEFAULT 0,
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    CONSTRAINT projects_pkey PRIMARY KEY (id),
    CONSTRAINT projects_team_id_id_key UNIQUE (team_id, id),
    CONSTRAINT projects_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (team_id) ON DELETE CASCADE,
    CONSTRAINT projects_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES members (id) ON DELETE SET NULL,
    CONSTRAINT projects_team_id_check CHECK (team_id NOT LIKE '% '),
    CONSTRAINT projects_title_check CHECK (CHAR_LENGTH(title) >= 1),
    KEY projects_lead_id_created_at_idx (lead_id, created_at DESC)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
