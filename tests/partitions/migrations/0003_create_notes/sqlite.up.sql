-- 0003_create_notes on SQLite: makes the table.

CREATE TABLE notes (
    id BLOB NOT NULL,
    shop_code TEXT NOT NULL,
    room_id BLOB NOT NULL,
    nonce TEXT NOT NULL,
    body TEXT NOT NULL,
    weight INTEGER NOT NULL DEFAULT 1,
    revision INTEGER NOT NULL DEFAULT 0,
    made_at INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    search_tokens TEXT NOT NULL,
    search_id INTEGER,
    CONSTRAINT notes_pkey PRIMARY KEY (id),
    CONSTRAINT notes_shop_code_nonce_made_at_key UNIQUE (shop_code, nonce, made_at),
    CONSTRAINT notes_search_id_key UNIQUE (search_id),
    CONSTRAINT notes_shop_code_fkey FOREIGN KEY (shop_code) REFERENCES shops (shop_code) ON DELETE CASCADE,
    CONSTRAINT notes_shop_code_room_id_fkey FOREIGN KEY (shop_code, room_id) REFERENCES rooms (shop_code, id) ON DELETE CASCADE,
    CONSTRAINT notes_shop_code_check CHECK (length(shop_code) <= 20 AND shop_code NOT LIKE '% '),
    CONSTRAINT notes_nonce_check CHECK (length(nonce) <= 20 AND nonce NOT LIKE '% '),
    CONSTRAINT notes_body_check CHECK (length(body) BETWEEN 1 AND 1000)
) STRICT;

CREATE INDEX notes_room_id_made_at_idx ON notes (room_id, made_at DESC);

CREATE INDEX notes_shop_code_room_id_idx ON notes (shop_code, room_id);

CREATE VIRTUAL TABLE notes_search USING fts5(search_tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');

CREATE TRIGGER notes_search_insert AFTER INSERT ON notes BEGIN
    UPDATE notes SET search_id = (SELECT coalesce(max(search_id), 0) + 1 FROM notes) WHERE rowid = new.rowid;
    INSERT INTO notes_search (rowid, search_tokens) SELECT search_id, search_tokens FROM notes WHERE rowid = new.rowid;
END;

CREATE TRIGGER notes_search_update AFTER UPDATE OF search_tokens ON notes BEGIN
    UPDATE notes_search SET search_tokens = new.search_tokens WHERE rowid = new.search_id;
END;

CREATE TRIGGER notes_search_delete AFTER DELETE ON notes BEGIN
    DELETE FROM notes_search WHERE rowid = old.search_id;
END;
