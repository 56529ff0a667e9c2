-- 0003_create_tags on PostgreSQL: makes the table.

CREATE TABLE tags (
    word varchar(40) NOT NULL,
    label varchar(40) NOT NULL,
    revision integer NOT NULL DEFAULT 0,
    uses integer NOT NULL DEFAULT 0,
    stops integer NOT NULL DEFAULT 0,
    minutes bigint NOT NULL DEFAULT 0,
    gone_at timestamptz,
    CONSTRAINT tags_pkey PRIMARY KEY (word),
    CONSTRAINT tags_label_key UNIQUE (label),
    CONSTRAINT tags_word_check CHECK (word NOT LIKE '% '),
    CONSTRAINT tags_label_check CHECK (label NOT LIKE '% ')
);
