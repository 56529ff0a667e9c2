-- 0003_create_tags on SQLite: makes the table.

CREATE TABLE tags (
    word TEXT NOT NULL,
    label TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 0,
    uses INTEGER NOT NULL DEFAULT 0,
    stops INTEGER NOT NULL DEFAULT 0,
    minutes INTEGER NOT NULL DEFAULT 0,
    gone_at INTEGER,
    CONSTRAINT tags_pkey PRIMARY KEY (word),
    CONSTRAINT tags_label_key UNIQUE (label),
    CONSTRAINT tags_word_check CHECK (length(word) <= 40 AND word NOT LIKE '% '),
    CONSTRAINT tags_label_check CHECK (length(label) <= 40 AND label NOT LIKE '% ')
) STRICT;
