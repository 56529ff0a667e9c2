-- 0003_create_awards on MySQL: makes the table.

CREATE TABLE awards (
    id BIGINT AUTO_INCREMENT NOT NULL,
    member_id BIGINT NOT NULL,
    score INT NOT NULL,
    CONSTRAINT awards_pkey PRIMARY KEY (id),
    CONSTRAINT awards_member_id_fkey FOREIGN KEY (member_id) REFERENCES members (id) ON DELETE CASCADE,
    KEY awards_member_id_idx (member_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
