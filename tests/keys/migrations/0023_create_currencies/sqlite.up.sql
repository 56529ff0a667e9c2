-- 0023_create_currencies on SQLite: makes the table.

CREATE TABLE currencies (
    id INTEGER NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT currencies_pkey PRIMARY KEY (id),
    CONSTRAINT currencies_code_key UNIQUE (code),
    CONSTRAINT currencies_code_check CHECK (length(code) <= 3 AND code NOT LIKE '% '),
    CONSTRAINT currencies_name_check CHECK (length(name) <= 30)
) STRICT;
