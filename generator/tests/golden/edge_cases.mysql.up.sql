-- 0001_create_order on MySQL: makes the table.

CREATE TABLE `order` (
    id BINARY(16) NOT NULL,
    `select` BIGINT NOT NULL DEFAULT 7,
    `rank` INT NOT NULL,
    active TINYINT(1) NOT NULL DEFAULT 1,
    code VARCHAR(20) NOT NULL,
    stage VARCHAR(7) NOT NULL DEFAULT 'new',
    note LONGTEXT NOT NULL DEFAULT ('it''s C:\\'),
    born DATE,
    label VARCHAR(10),
    seen_at DATETIME(6),
    at TIME(6),
    small SMALLINT,
    ratio DOUBLE NOT NULL DEFAULT 0.5,
    raw LONGBLOB,
    waits BIGINT NOT NULL DEFAULT 0,
    code_unique VARCHAR(20) GENERATED ALWAYS AS (CASE WHEN active = 1 THEN code END) VIRTUAL,
    label_unique VARCHAR(11) GENERATED ALWAYS AS (COALESCE(CONCAT('=', label), '')) VIRTUAL,
    small_unique DECIMAL(20, 0) GENERATED ALWAYS AS (COALESCE(small, 9223372036854775808)) VIRTUAL,
    seen_at_unique BIGINT GENERATED ALWAYS AS (COALESCE(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', seen_at), 9223372036854775807)) VIRTUAL,
    born_unique INT GENERATED ALWAYS AS (CASE WHEN active = 1 THEN COALESCE(TO_DAYS(born), 0) END) VIRTUAL,
    CONSTRAINT order_pkey PRIMARY KEY (id),
    CONSTRAINT order_code_stage_key UNIQUE (code, stage),
    CONSTRAINT order_code_key UNIQUE (code_unique),
    CONSTRAINT order_label_small_seen_at_key UNIQUE (label_unique, small_unique, seen_at_unique),
    CONSTRAINT order_stage_born_key UNIQUE (stage, born_unique),
    CONSTRAINT order_rank_check CHECK (`rank` BETWEEN -1 AND 1),
    CONSTRAINT order_active_check CHECK (active IN (0, 1)),
    CONSTRAINT order_code_check CHECK (code REGEXP '^[A-Z]{2}-[0-9]+\\z'),
    CONSTRAINT order_stage_check CHECK (stage IN ('new', 'in_work')),
    CONSTRAINT order_label_check CHECK (label NOT LIKE '% '),
    CONSTRAINT order_ratio_check CHECK (ratio BETWEEN 0.0 AND 1.0),
    KEY order_select_rank_idx (`select`, `rank` DESC, id DESC)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- 0002_create_an_entity_whose_table_has_a_name_that_is_long on MySQL: makes the table.

CREATE TABLE an_entity_whose_table_has_a_name_that_is_long (
    id BIGINT AUTO_INCREMENT NOT NULL,
    first_of_the_columns_in_it INT NOT NULL,
    second_of_the_columns_in_it VARCHAR(9) NOT NULL,
    parent_id BIGINT,
    CONSTRAINT an_entity_whose_table_has_a_name_that_is_long_pkey PRIMARY KEY (id),
    CONSTRAINT an_entity_whose_table_has_a_name_that_is_long_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES an_entity_whose_table_has_a_name_that_is_long (id) ON DELETE SET NULL,
    CONSTRAINT an_entity_whose_table_has_a_name_that_is_long_fi_63f6d4b1_check CHECK (first_of_the_columns_in_it IN (1, 2)),
    CONSTRAINT an_entity_whose_table_has_a_name_that_is_long_se_540651e1_check CHECK (CHAR_LENGTH(second_of_the_columns_in_it) >= 2),
    KEY an_entity_whose_table_has_a_name_that_is_long_firs_49430ea0_idx (first_of_the_columns_in_it, second_of_the_columns_in_it),
    KEY an_entity_whose_table_has_a_name_that_is_long_parent_id_idx (parent_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
