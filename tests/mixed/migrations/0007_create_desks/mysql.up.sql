-- 0007_create_desks on MySQL: makes the table.

CREATE TABLE desks (
    team_id VARCHAR(30) NOT NULL,
    floor INT NOT NULL,
    number INT NOT NULL,
    stays INT NOT NULL DEFAULT 0,
    CONSTRAINT desks_pkey PRIMARY KEY (team_id, floor, number),
    CONSTRAINT desks_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (team_id) ON DELETE CASCADE,
    CONSTRAINT desks_team_id_check CHECK (team_id NOT LIKE '% ')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
