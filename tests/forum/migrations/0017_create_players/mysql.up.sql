-- 0017_create_players on MySQL: makes the table.

CREATE TABLE players (
    id BIGINT AUTO_INCREMENT NOT NULL,
    country_id BIGINT NOT NULL,
    team_id BIGINT,
    CONSTRAINT players_pkey PRIMARY KEY (id),
    CONSTRAINT players_country_id_fkey FOREIGN KEY (country_id) REFERENCES countrys (id) ON DELETE RESTRICT,
    CONSTRAINT players_team_id_fkey FOREIGN KEY (team_id) REFERENCES teams (id) ON DELETE CASCADE,
    KEY players_country_id_idx (country_id),
    KEY players_team_id_idx (team_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
