-- 0008_create_holidays on SQLite: makes the table.

CREATE TABLE holidays (
    day TEXT NOT NULL,
    title TEXT NOT NULL,
    events INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT holidays_pkey PRIMARY KEY (day),
    CONSTRAINT holidays_title_check CHECK (length(title) <= 50)
) STRICT;
