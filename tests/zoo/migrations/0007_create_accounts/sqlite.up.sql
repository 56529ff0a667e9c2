-- 0007_create_accounts on SQLite: makes the table.

CREATE TABLE accounts (
    id INTEGER NOT NULL,
    email TEXT NOT NULL,
    token BLOB NOT NULL,
    number INTEGER NOT NULL,
    region TEXT NOT NULL,
    openid TEXT,
    owner TEXT,
    nick TEXT,
    day TEXT NOT NULL,
    moment INTEGER NOT NULL,
    flag INTEGER NOT NULL,
    pause INTEGER NOT NULL,
    note TEXT,
    color TEXT NOT NULL,
    amount INTEGER NOT NULL DEFAULT 0,
    count INTEGER NOT NULL DEFAULT 0,
    weight REAL NOT NULL DEFAULT 0.0,
    body TEXT,
    extra TEXT,
    pin TEXT NOT NULL,
    notes INTEGER NOT NULL DEFAULT 0,
    revision INTEGER NOT NULL DEFAULT 0,
    deleted_at INTEGER,
    search_tokens TEXT NOT NULL,
    search_id INTEGER,
    CONSTRAINT accounts_pkey PRIMARY KEY (id),
    CONSTRAINT accounts_email_key UNIQUE (email),
    CONSTRAINT accounts_token_key UNIQUE (token),
    CONSTRAINT accounts_pin_key UNIQUE (pin),
    CONSTRAINT accounts_region_number_key UNIQUE (region, number),
    CONSTRAINT accounts_color_moment_flag_pause_key UNIQUE (color, moment, flag, pause),
    CONSTRAINT accounts_search_id_key UNIQUE (search_id),
    CONSTRAINT accounts_email_check CHECK (length(email) <= 100 AND email NOT LIKE '% '),
    CONSTRAINT accounts_region_check CHECK (length(region) <= 10 AND region NOT LIKE '% '),
    CONSTRAINT accounts_openid_check CHECK (length(openid) <= 100 AND openid NOT LIKE '% '),
    CONSTRAINT accounts_owner_check CHECK (length(owner) <= 50 AND owner NOT LIKE '% '),
    CONSTRAINT accounts_nick_check CHECK (length(nick) <= 20 AND nick NOT LIKE '% '),
    CONSTRAINT accounts_flag_check CHECK (flag IN (0, 1)),
    CONSTRAINT accounts_note_check CHECK (length(note) <= 40 AND note NOT LIKE '% '),
    CONSTRAINT accounts_color_check CHECK (color IN ('red', 'green', 'dark-blue', 'type')),
    CONSTRAINT accounts_extra_check CHECK (json_valid(extra)),
    CONSTRAINT accounts_pin_check CHECK (length(pin) <= 64 AND pin NOT LIKE '% ')
) STRICT;

CREATE UNIQUE INDEX accounts_openid_key ON accounts (openid) WHERE openid IS NOT NULL;

CREATE UNIQUE INDEX accounts_owner_day_key ON accounts (coalesce(owner, x''), day);

CREATE UNIQUE INDEX accounts_nick_key ON accounts (coalesce(nick, x''));

CREATE UNIQUE INDEX accounts_note_key ON accounts (note) WHERE flag = 1 AND amount > 3;

CREATE INDEX accounts_color_day_amount_region_idx ON accounts (color, day DESC, amount, region DESC);

CREATE INDEX accounts_day_amount_idx ON accounts (day, amount DESC);

CREATE INDEX accounts_moment_idx ON accounts (moment DESC);

CREATE INDEX accounts_owner_idx ON accounts (owner);

CREATE INDEX accounts_amount_idx ON accounts (amount DESC) WHERE amount > 0 AND color <> 'red';

CREATE INDEX accounts_number_idx ON accounts (number) WHERE deleted_at IS NULL;

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
