-- 0013_create_accounts on SQLite: makes the table.

CREATE TABLE accounts (
    id INTEGER NOT NULL,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    guest_id INTEGER,
    credit INTEGER NOT NULL DEFAULT 0,
    payments INTEGER NOT NULL DEFAULT 0,
    paid INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 0,
    search_tokens TEXT NOT NULL,
    search_id INTEGER,
    CONSTRAINT accounts_pkey PRIMARY KEY (id),
    CONSTRAINT accounts_number_key UNIQUE (number),
    CONSTRAINT accounts_search_id_key UNIQUE (search_id),
    CONSTRAINT accounts_guest_id_fkey FOREIGN KEY (guest_id) REFERENCES guests (id) ON DELETE SET NULL,
    CONSTRAINT accounts_number_check CHECK (length(number) <= 20 AND number NOT LIKE '% '),
    CONSTRAINT accounts_title_check CHECK (length(title) <= 60)
) STRICT;

CREATE INDEX accounts_guest_id_title_idx ON accounts (guest_id, title);

CREATE VIRTUAL TABLE accounts_search USING fts5(search_tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');

CREATE TRIGGER accounts_search_insert AFTER INSERT ON accounts BEGIN
    UPDATE accounts SET search_id = (SELECT coalesce(max(search_id), 0) + 1 FROM accounts) WHERE rowid = new.rowid;
    INSERT INTO accounts_search (rowid, search_tokens) SELECT search_id, search_tokens FROM accounts WHERE rowid = new.rowid;
END;

CREATE TRIGGER accounts_search_update AFTER UPDATE OF search_tokens ON accounts BEGIN
    UPDATE accounts_search SET search_tokens = new.search_tokens WHERE rowid = new.search_id;
END;

CREATE TRIGGER accounts_search_delete AFTER DELETE ON accounts BEGIN
    DELETE FROM accounts_search WHERE rowid = old.search_id;
END;
