-- 0006_create_hosts on SQLite: makes the table.

CREATE TABLE hosts (
    id INTEGER NOT NULL,
    email TEXT COLLATE NOCASE NOT NULL,
    address TEXT,
    path TEXT NOT NULL,
    pause TEXT,
    country TEXT NOT NULL,
    balance INTEGER NOT NULL DEFAULT 50,
    exact TEXT,
    "theBits" TEXT,
    level INTEGER NOT NULL DEFAULT 1,
    words TEXT,
    seen_at INTEGER,
    raw TEXT,
    digest BLOB,
    handle TEXT,
    nickname TEXT,
    token TEXT,
    pinged_from TEXT,
    CONSTRAINT hosts_pkey PRIMARY KEY (id),
    CONSTRAINT hosts_email_key UNIQUE (email),
    CONSTRAINT hosts_country_level_key UNIQUE (country, level),
    CONSTRAINT hosts_nickname_check CHECK (length(nickname) <= 30)
) STRICT;

CREATE INDEX hosts_address_idx ON hosts (address);

CREATE INDEX hosts_path_country_idx ON hosts (path, country DESC);

CREATE INDEX hosts_pause_idx ON hosts (pause);

CREATE INDEX hosts_country_idx ON hosts (country) WHERE address IS NOT NULL;
