-- 0003_create_threads on MySQL: makes the table.

CREATE TABLE threads (
    id BIGINT AUTO_INCREMENT NOT NULL,
    category_id BIGINT NOT NULL,
    starter_id BIGINT,
    length SMALLINT NOT NULL DEFAULT 0,
    posts INT NOT NULL DEFAULT 0,
    words BIGINT NOT NULL DEFAULT 0,
    changed_at DATETIME(6) NOT NULL DEFAULT (UTC_TIMESTAMP(6)),
    CONSTRAINT threads_pkey PRIMARY KEY (id),
    CONSTRAINT threads_category_id_fkey FOREIGN KEY (category_id) REFERENCES categorys (id) ON DELETE CASCADE,
    CONSTRAINT threads_starter_id_fkey FOREIGN KEY (starter_id) REFERENCES authors (id) ON DELETE SET NULL,
    KEY threads_category_id_idx (category_id),
    KEY threads_starter_id_idx (starter_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
