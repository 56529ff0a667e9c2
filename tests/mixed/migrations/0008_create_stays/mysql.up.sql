-- 0008_create_stays on MySQL: makes the table.

CREATE TABLE stays (
    id BINARY(16) NOT NULL,
    team_id VARCHAR(30) NOT NULL,
    floor INT NOT NULL,
    number INT NOT NULL,
    day DATE NOT NULL,
    CONSTRAINT stays_pkey PRIMARY KEY (id),
    CONSTRAINT stays_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (team_id) ON DELETE CASCADE,
    CONSTRAINT stays_team_id_floor_number_fkey FOREIGN KEY (team_id, floor, number) REFERENCES desks (team_id, floor, number) ON DELETE CASCADE,
    CONSTRAINT stays_team_id_check CHECK (team_id NOT LIKE '% '),
    KEY stays_team_id_floor_number_idx (team_id, floor, number)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
