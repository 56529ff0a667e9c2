-- A database that nobody made with larder: one of each thing that applications have.
CREATE TABLE countries (
    code CHAR(2) PRIMARY KEY NOT NULL,
    iso3 VARCHAR(3) NOT NULL UNIQUE,
    name TEXT NOT NULL COLLATE NOCASE
);

CREATE TABLE people (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "fullName" NVARCHAR(100) NOT NULL,
    email TEXT NOT NULL,
    born_on DATE DEFAULT CURRENT_DATE,
    plan TEXT NOT NULL DEFAULT 'free' CHECK (plan IN ('free', 'paid')),
    balance NUMERIC(12, 2) NOT NULL DEFAULT 0,
    active BOOLEAN NOT NULL DEFAULT 1,
    photo BLOB,
    anything,
    seen_at DATETIME,
    version INTEGER NOT NULL DEFAULT 0,
    initials TEXT AS (substr("fullName", 1, 1)) STORED
);
CREATE UNIQUE INDEX people_email_lower ON people (lower(email));
CREATE INDEX people_born ON people (born_on DESC, "fullName");
CREATE INDEX people_seen ON people (seen_at) WHERE active = 1;

CREATE TABLE profiles (
    person_id INTEGER PRIMARY KEY REFERENCES people ON DELETE CASCADE,
    about TEXT NOT NULL DEFAULT '',
    country VARCHAR(3) REFERENCES countries (iso3) ON UPDATE CASCADE
);

CREATE TABLE people_labels (
    label VARCHAR(40) NOT NULL,
    person_id INTEGER NOT NULL REFERENCES people ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    starts INTEGER NOT NULL,
    ends INTEGER,
    PRIMARY KEY (person_id, label),
    CONSTRAINT in_order CHECK (ends IS NULL OR ends >= starts)
) WITHOUT ROWID;

CREATE TABLE audit (happened_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP, what TEXT NOT NULL);

CREATE VIEW adults AS SELECT id FROM people WHERE born_on < '2000-01-01';
CREATE TRIGGER touched AFTER UPDATE ON people BEGIN UPDATE people SET seen_at = datetime('now') WHERE id = new.id; END;

INSERT INTO countries VALUES ('DE', 'DEU ', 'Germany'), ('long', 'too long', 'Nowhere');
INSERT INTO people (id, "fullName", email, active) VALUES (1, 'Ada', 'Ada@example.org', 1), (2, 'Bob', 'bob@example.org', 7);
INSERT INTO profiles VALUES (1, 'About ', 'DEU ');
INSERT INTO people_labels VALUES ('ends in a space ', 1, 1, NULL);
