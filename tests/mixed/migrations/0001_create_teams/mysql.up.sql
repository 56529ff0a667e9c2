-- 0001_create_teams on MySQL: makes the table.

CREATE TABLE teams (
    id BINARY(16) NOT NULL,
    team_id VARCHAR(30) NOT NULL,
    name VARCHAR(100) NOT NULL,
    created_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    CONSTRAINT teams_pkey PRIMARY KEY (id),
    CONSTRAINT teams_team_id_key UNIQUE (team_id),
    CONSTRAINT teams_team_id_check CHECK (CHAR_LENGTH(team_id) >= 1 AND team_id NOT LIKE '% ')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
