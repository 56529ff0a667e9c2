-- 0011_create_members on SQLite: makes the table.

CREATE TABLE members (
    id BLOB NOT NULL,
    org_code TEXT NOT NULL,
    code TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT 'in',
    nick TEXT,
    name TEXT NOT NULL,
    about TEXT,
    card TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    score INTEGER NOT NULL DEFAULT 0,
    extra TEXT NOT NULL DEFAULT '{}',
    hits INTEGER NOT NULL DEFAULT 0,
    boss_id BLOB,
    mentor_id BLOB,
    seen_at INTEGER,
    rev INTEGER NOT NULL DEFAULT 0,
    left_at INTEGER,
    search_tokens TEXT NOT NULL,
    search_id INTEGER,
    CONSTRAINT members_pkey PRIMARY KEY (id),
    CONSTRAINT members_org_code_code_key UNIQUE (org_code, code),
    CONSTRAINT members_card_key UNIQUE (card),
    CONSTRAINT members_key_hash_key UNIQUE (key_hash),
    CONSTRAINT members_org_code_kind_code_key UNIQUE (org_code, kind, code),
    CONSTRAINT members_org_code_id_key UNIQUE (org_code, id),
    CONSTRAINT members_search_id_key UNIQUE (search_id),
    CONSTRAINT members_org_code_fkey FOREIGN KEY (org_code) REFERENCES orgs (org_code) ON DELETE CASCADE,
    CONSTRAINT members_boss_id_fkey FOREIGN KEY (boss_id) REFERENCES members (id) ON DELETE SET NULL,
    CONSTRAINT members_org_code_mentor_id_fkey FOREIGN KEY (org_code, mentor_id) REFERENCES members (org_code, id) ON DELETE RESTRICT,
    CONSTRAINT members_org_code_check CHECK (length(org_code) <= 20 AND org_code NOT LIKE '% '),
    CONSTRAINT members_code_check CHECK (length(code) <= 20 AND code NOT LIKE '% '),
    CONSTRAINT members_kind_check CHECK (kind IN ('in', 'out')),
    CONSTRAINT members_nick_check CHECK (length(nick) <= 20 AND nick NOT LIKE '% '),
    CONSTRAINT members_name_check CHECK (length(name) <= 50),
    CONSTRAINT members_card_check CHECK (length(card) <= 20 AND card NOT LIKE '% '),
    CONSTRAINT members_key_hash_check CHECK (length(key_hash) <= 64 AND key_hash NOT LIKE '% '),
    CONSTRAINT members_extra_check CHECK (json_valid(extra))
) STRICT;

CREATE UNIQUE INDEX members_org_code_nick_key ON members (org_code, coalesce(nick, x''));

CREATE INDEX members_org_code_kind_score_name_idx ON members (org_code, kind, score DESC, name);

CREATE INDEX members_org_code_mentor_id_idx ON members (org_code, mentor_id);

CREATE INDEX members_boss_id_idx ON members (boss_id);

CREATE VIRTUAL TABLE members_search USING fts5(search_tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');

CREATE TRIGGER members_search_insert AFTER INSERT ON members BEGIN
    UPDATE members SET search_id = (SELECT coalesce(max(search_id), 0) + 1 FROM members) WHERE rowid = new.rowid;
    INSERT INTO members_search (rowid, search_tokens) SELECT search_id, search_tokens FROM members WHERE rowid = new.rowid;
END;

CREATE TRIGGER members_search_update AFTER UPDATE OF search_tokens ON members BEGIN
    UPDATE members_search SET search_tokens = new.search_tokens WHERE rowid = new.search_id;
END;

CREATE TRIGGER members_search_delete AFTER DELETE ON members BEGIN
    DELETE FROM members_search WHERE rowid = old.search_id;
END;
