-- 0009_create_accounts on SQLite: makes the table.

CREATE TABLE accounts (
    id INTEGER NOT NULL,
    number TEXT NOT NULL,
    holder TEXT NOT NULL,
    balance INTEGER NOT NULL DEFAULT 0,
    closed_at INTEGER,
    revision INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT accounts_pkey PRIMARY KEY (id),
    CONSTRAINT accounts_number_key UNIQUE (number),
    CONSTRAINT accounts_number_check CHECK (length(number) <= 20 AND number NOT LIKE '% '),
    CONSTRAINT accounts_holder_check CHECK (length(holder) <= 20)
) STRICT;
