-- 0004_create_articles on SQLite: makes the table.

CREATE TABLE articles (
    "articleId" BLOB NOT NULL,
    "workspaceKey" TEXT NOT NULL,
    "writtenBy" INTEGER NOT NULL,
    "aboutTopic" BLOB,
    "url-slug" TEXT NOT NULL,
    "Titel 1" TEXT NOT NULL,
    "bodyText" TEXT NOT NULL,
    "State" TEXT NOT NULL,
    "wordCount" INTEGER NOT NULL,
    "Thema/Größe" TEXT,
    "dueOn" TEXT,
    "extra#" TEXT NOT NULL DEFAULT '{}',
    "changedAt" INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    "createdAt" INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    search_tokens TEXT NOT NULL,
    search_id INTEGER,
    CONSTRAINT articles_pkey PRIMARY KEY ("articleId"),
    CONSTRAINT "articles_workspaceKey_writtenBy_url-slug_key" UNIQUE ("workspaceKey", "writtenBy", "url-slug"),
    CONSTRAINT articles_search_id_key UNIQUE (search_id),
    CONSTRAINT "articles_workspaceKey_fkey" FOREIGN KEY ("workspaceKey") REFERENCES workspaces ("workspaceKey") ON DELETE CASCADE,
    CONSTRAINT "articles_workspaceKey_writtenBy_fkey" FOREIGN KEY ("workspaceKey", "writtenBy") REFERENCES authors ("workspaceKey", "authorId") ON DELETE CASCADE,
    CONSTRAINT "articles_aboutTopic_fkey" FOREIGN KEY ("aboutTopic") REFERENCES topics ("topicId") ON DELETE SET NULL,
    CONSTRAINT "articles_workspaceKey_check" CHECK (length("workspaceKey") <= 50 AND "workspaceKey" NOT LIKE '% '),
    CONSTRAINT "articles_url-slug_check" CHECK (length("url-slug") <= 40 AND "url-slug" NOT LIKE '% '),
    CONSTRAINT "articles_Titel 1_check" CHECK (length("Titel 1") BETWEEN 1 AND 80),
    CONSTRAINT "articles_State_check" CHECK (length("State") <= 10 AND "State" IN ('draft', 'live')),
    CONSTRAINT "articles_wordCount_check" CHECK ("wordCount" BETWEEN 0 AND 10000),
    CONSTRAINT "articles_Thema/Größe_check" CHECK (length("Thema/Größe") <= 20),
    CONSTRAINT "articles_extra#_check" CHECK (json_valid("extra#"))
) STRICT;

CREATE INDEX "articles_writtenBy_createdAt_idx" ON articles ("writtenBy", "createdAt" DESC);

CREATE INDEX "articles_wordCount_idx" ON articles ("wordCount" DESC) WHERE "wordCount" > 10 AND "State" = 'live';

CREATE INDEX "articles_aboutTopic_dueOn_idx" ON articles ("aboutTopic", "dueOn");

CREATE VIRTUAL TABLE articles_search USING fts5(search_tokens, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii');

CREATE TRIGGER articles_search_insert AFTER INSERT ON articles BEGIN
    UPDATE articles SET search_id = (SELECT coalesce(max(search_id), 0) + 1 FROM articles) WHERE rowid = new.rowid;
    INSERT INTO articles_search (rowid, search_tokens) SELECT search_id, search_tokens FROM articles WHERE rowid = new.rowid;
END;

CREATE TRIGGER articles_search_update AFTER UPDATE OF search_tokens ON articles BEGIN
    UPDATE articles_search SET search_tokens = new.search_tokens WHERE rowid = new.search_id;
END;

CREATE TRIGGER articles_search_delete AFTER DELETE ON articles BEGIN
    DELETE FROM articles_search WHERE rowid = old.search_id;
END;
