-- 0009_create_plates on SQLite: makes the table.

CREATE TABLE plates (
    id BLOB NOT NULL,
    text TEXT NOT NULL,
    size INTEGER NOT NULL DEFAULT 0,
    search_tokens TEXT NOT NULL,
    search_id INTEGER,
    CONSTRAINT plates_pkey PRIMARY KEY (id),
    CONSTRAINT plates_search_id_key UNIQUE (search_id)
) STRICT;

CREATE VIRTUAL TABLE plates_search USING fts5(search_tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');

CREATE TRIGGER plates_search_insert AFTER INSERT ON plates BEGIN
    UPDATE plates SET search_id = (SELECT coalesce(max(search_id), 0) + 1 FROM plates) WHERE rowid = new.rowid;
    INSERT INTO plates_search (rowid, search_tokens) SELECT search_id, search_tokens FROM plates WHERE rowid = new.rowid;
END;

CREATE TRIGGER plates_search_update AFTER UPDATE OF search_tokens ON plates BEGIN
    UPDATE plates_search SET search_tokens = new.search_tokens WHERE rowid = new.search_id;
END;

CREATE TRIGGER plates_search_delete AFTER DELETE ON plates BEGIN
    DELETE FROM plates_search WHERE rowid = old.search_id;
END;
