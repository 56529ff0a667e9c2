-- 0004_create_articles on PostgreSQL: makes the table.

CREATE EXTENSION IF NOT EXISTS btree_gin;

CREATE TABLE articles (
    "articleId" uuid NOT NULL,
    "workspaceKey" varchar(50) NOT NULL,
    "writtenBy" bigint NOT NULL,
    "aboutTopic" uuid,
    "url-slug" varchar(40) NOT NULL,
    "Titel 1" varchar(80) NOT NULL,
    "bodyText" text NOT NULL,
    "State" varchar(10) NOT NULL,
    "wordCount" integer NOT NULL,
    "Thema/Größe" varchar(20),
    "dueOn" date,
    "extra#" jsonb NOT NULL DEFAULT '{}',
    "changedAt" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "createdAt" timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    search_tokens text[] NOT NULL,
    CONSTRAINT articles_pkey PRIMARY KEY ("articleId"),
    CONSTRAINT "articles_workspaceKey_writtenBy_url-slug_key" UNIQUE ("workspaceKey", "writtenBy", "url-slug"),
    CONSTRAINT "articles_workspaceKey_fkey" FOREIGN KEY ("workspaceKey") REFERENCES workspaces ("workspaceKey") ON DELETE CASCADE,
    CONSTRAINT "articles_workspaceKey_writtenBy_fkey" FOREIGN KEY ("workspaceKey", "writtenBy") REFERENCES authors ("workspaceKey", "authorId") ON DELETE CASCADE,
    CONSTRAINT "articles_aboutTopic_fkey" FOREIGN KEY ("aboutTopic") REFERENCES topics ("topicId") ON DELETE SET NULL,
    CONSTRAINT "articles_workspaceKey_check" CHECK ("workspaceKey" NOT LIKE '% '),
    CONSTRAINT "articles_url-slug_check" CHECK ("url-slug" NOT LIKE '% '),
    CONSTRAINT "articles_Titel 1_check" CHECK (char_length("Titel 1") >= 1),
    CONSTRAINT "articles_State_check" CHECK ("State" IN ('draft', 'live')),
    CONSTRAINT "articles_wordCount_check" CHECK ("wordCount" BETWEEN 0 AND 10000)
);

CREATE INDEX "articles_writtenBy_createdAt_idx" ON articles ("writtenBy", "createdAt" DESC);

CREATE INDEX "articles_wordCount_idx" ON articles ("wordCount" DESC) WHERE "wordCount" > 10 AND "State" = 'live';

CREATE INDEX "articles_aboutTopic_dueOn_idx" ON articles ("aboutTopic", "dueOn" NULLS FIRST);

CREATE INDEX "articles_extra#_idx" ON articles USING gin ("extra#" jsonb_path_ops);

CREATE INDEX articles_search_idx ON articles USING gin ("workspaceKey", search_tokens);
