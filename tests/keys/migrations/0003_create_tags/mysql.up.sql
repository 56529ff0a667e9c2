-- 0003_create_tags on MySQL: makes the table.

CREATE TABLE tags (
    word VARCHAR(40) NOT NULL,
    label VARCHAR(40) NOT NULL,
    revision INT NOT NULL DEFAULT 0,
    uses INT NOT NULL DEFAULT 0,
    stops INT NOT NULL DEFAULT 0,
    minutes BIGINT NOT NULL DEFAULT 0,
    gone_at DATETIME(6),
    CONSTRAINT tags_pkey PRIMARY KEY (word),
    CONSTRAINT tags_label_key UNIQUE (label),
    CONSTRAINT tags_word_check CHECK (word NOT LIKE '% '),
    CONSTRAINT tags_label_check CHECK (label NOT LIKE '% ')
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
