-- 0016_create_teams on MySQL: makes the table.

CREATE TABLE teams (
    id BIGINT AUTO_INCREMENT NOT NULL,
    country_id BIGINT NOT NULL,
    captain_id BIGINT,
    CONSTRAINT teams_pkey PRIMARY KEY (id),
    CONSTRAINT teams_country_id_fkey FOREIGN KEY (country_id) REFERENCES countrys (id) ON DELETE RESTRICT,
    KEY teams_country_id_idx (country_id),
    KEY teams_captain_id_idx (captain_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
