-- 0006_create_links on SQLite: makes the table.

CREATE TABLE links (
    id INTEGER NOT NULL,
    project_id INTEGER NOT NULL,
    url TEXT NOT NULL,
    label TEXT,
    title TEXT NOT NULL,
    target TEXT NOT NULL,
    nick TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT 'page',
    open INTEGER NOT NULL DEFAULT 1,
    CONSTRAINT links_pkey PRIMARY KEY (id),
    CONSTRAINT links_url_key UNIQUE (url),
    CONSTRAINT links_kind_id_key UNIQUE (kind, id),
    CONSTRAINT links_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE,
    CONSTRAINT links_url_check CHECK (url NOT LIKE '% '),
    CONSTRAINT links_label_check CHECK (label NOT LIKE '% '),
    CONSTRAINT links_target_check CHECK (target NOT LIKE '% '),
    CONSTRAINT links_nick_check CHECK (length(nick) <= 20),
    CONSTRAINT links_kind_check CHECK (kind IN ('page', 'file')),
    CONSTRAINT links_open_check CHECK (open IN (0, 1))
) STRICT;

CREATE UNIQUE INDEX links_project_id_label_key ON links (project_id, coalesce(label, x''));

CREATE UNIQUE INDEX links_target_key ON links (target) WHERE open = 1;

CREATE INDEX links_title_idx ON links (title);

CREATE INDEX links_project_id_title_idx ON links (project_id, title);

CREATE INDEX links_kind_target_idx ON links (kind, target);

CREATE INDEX links_title_idx2 ON links (lower(title));

CREATE INDEX links_project_id_nick_idx ON links (project_id, upper(nick));
