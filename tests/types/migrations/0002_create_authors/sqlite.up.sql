-- 0002_create_authors on SQLite: makes the table.

CREATE TABLE authors (
    "authorId" INTEGER NOT NULL,
    "workspaceKey" TEXT NOT NULL,
    "eMail" TEXT NOT NULL,
    "Select" TEXT,
    "order" TEXT NOT NULL DEFAULT 'open',
    "articleCount" INTEGER NOT NULL DEFAULT 0,
    "sum of words" INTEGER NOT NULL DEFAULT 0,
    "group" INTEGER NOT NULL DEFAULT 0,
    "secretHash" TEXT,
    "seenAt" INTEGER,
    "createdAt" INTEGER NOT NULL DEFAULT (CAST(round(unixepoch('subsec') * 1000) AS INTEGER) * 1000),
    "deletedAt" INTEGER,
    CONSTRAINT authors_pkey PRIMARY KEY ("authorId"),
    CONSTRAINT "authors_workspaceKey_eMail_key" UNIQUE ("workspaceKey", "eMail"),
    CONSTRAINT "authors_secretHash_key" UNIQUE ("secretHash"),
    CONSTRAINT "authors_workspaceKey_authorId_key" UNIQUE ("workspaceKey", "authorId"),
    CONSTRAINT "authors_workspaceKey_fkey" FOREIGN KEY ("workspaceKey") REFERENCES workspaces ("workspaceKey") ON DELETE CASCADE,
    CONSTRAINT "authors_workspaceKey_check" CHECK (length("workspaceKey") <= 50 AND "workspaceKey" NOT LIKE '% '),
    CONSTRAINT "authors_eMail_check" CHECK (length("eMail") <= 100 AND "eMail" NOT LIKE '% '),
    CONSTRAINT "authors_Select_check" CHECK (length("Select") <= 30 AND "Select" NOT LIKE '% '),
    CONSTRAINT authors_order_check CHECK ("order" IN ('open', 'closed')),
    CONSTRAINT "authors_secretHash_check" CHECK (length("secretHash") <= 64 AND "secretHash" NOT LIKE '% ')
) STRICT;

CREATE UNIQUE INDEX "authors_workspaceKey_Select_key" ON authors ("workspaceKey", "Select") WHERE "Select" IS NOT NULL;

CREATE INDEX "authors_order_createdAt_idx" ON authors ("order", "createdAt" DESC);
