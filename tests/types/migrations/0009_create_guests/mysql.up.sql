-- 0009_create_guests on MySQL: makes the table.

CREATE TABLE guests (
    id BIGINT AUTO_INCREMENT NOT NULL,
    name VARCHAR(40) COLLATE utf8mb4_general_ci NOT NULL COMMENT 'As the guest
wrote it.',
    city VARCHAR(30) COLLATE utf8mb4_unicode_ci,
    remark LONGTEXT,
    visits INT NOT NULL DEFAULT 0 COMMENT 'So far.',
    interests JSON NOT NULL DEFAULT ('[]'),
    CONSTRAINT guests_pkey PRIMARY KEY (id),
    CONSTRAINT guests_name_key UNIQUE (name),
    KEY guests_city_name_idx (city, name),
    KEY guests_visits_idx (visits DESC, id DESC),
    KEY guests_visits_idx2 (visits),
    KEY guests_city_idx (city)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin COMMENT = 'Who came; it isn''t "everybody".';
