-- 0005_create_smileys on MySQL: makes the table.

CREATE TABLE smileys (
    id BIGINT AUTO_INCREMENT NOT NULL,
    uses INT NOT NULL DEFAULT 0,
    weight BIGINT NOT NULL DEFAULT 0,
    CONSTRAINT smileys_pkey PRIMARY KEY (id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
