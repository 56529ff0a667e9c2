-- 0005_create_lines on SQLite: makes the table.

CREATE TABLE lines (
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    CONSTRAINT lines_pkey PRIMARY KEY (number),
    CONSTRAINT lines_title_check CHECK (length(title) <= 50)
) STRICT;
