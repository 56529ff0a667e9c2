-- 0006_create_clerks on SQLite: makes the table.

CREATE TABLE clerks (
    id BLOB NOT NULL,
    shop_code TEXT NOT NULL,
    nick TEXT NOT NULL,
    card TEXT NOT NULL,
    title TEXT NOT NULL,
    about TEXT,
    desk TEXT,
    day TEXT NOT NULL,
    sales INTEGER NOT NULL DEFAULT 0,
    boss_id BLOB,
    visits INTEGER NOT NULL DEFAULT 0,
    minutes INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 0,
    search_tokens TEXT NOT NULL,
    search_id INTEGER,
    CONSTRAINT clerks_pkey PRIMARY KEY (id),
    CONSTRAINT clerks_card_key UNIQUE (card),
    CONSTRAINT clerks_shop_code_nick_key UNIQUE (shop_code, nick),
    CONSTRAINT clerks_shop_code_id_key UNIQUE (shop_code, id),
    CONSTRAINT clerks_search_id_key UNIQUE (search_id),
    CONSTRAINT clerks_shop_code_fkey FOREIGN KEY (shop_code) REFERENCES shops (shop_code) ON DELETE CASCADE,
    CONSTRAINT clerks_boss_id_fkey FOREIGN KEY (boss_id) REFERENCES clerks (id) ON DELETE SET NULL,
    CONSTRAINT clerks_shop_code_check CHECK (length(shop_code) <= 20 AND shop_code NOT LIKE '% '),
    CONSTRAINT clerks_nick_check CHECK (length(nick) <= 20 AND nick NOT LIKE '% '),
    CONSTRAINT clerks_card_check CHECK (length(card) <= 20 AND card NOT LIKE '% '),
    CONSTRAINT clerks_desk_check CHECK (length(desk) <= 20 AND desk NOT LIKE '% ')
) STRICT;

CREATE UNIQUE INDEX clerks_shop_code_desk_day_key ON clerks (shop_code, coalesce(desk, x''), day);

CREATE INDEX clerks_boss_id_idx ON clerks (boss_id);

CREATE VIRTUAL TABLE clerks_search USING fts5(search_tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');

CREATE TRIGGER clerks_search_insert AFTER INSERT ON clerks BEGIN
    UPDATE clerks SET search_id = (SELECT coalesce(max(search_id), 0) + 1 FROM clerks) WHERE rowid = new.rowid;
    INSERT INTO clerks_search (rowid, search_tokens) SELECT search_id, search_tokens FROM clerks WHERE rowid = new.rowid;
END;

CREATE TRIGGER clerks_search_update AFTER UPDATE OF search_tokens ON clerks BEGIN
    UPDATE clerks_search SET search_tokens = new.search_tokens WHERE rowid = new.search_id;
END;

CREATE TRIGGER clerks_search_delete AFTER DELETE ON clerks BEGIN
    DELETE FROM clerks_search WHERE rowid = old.search_id;
END;
