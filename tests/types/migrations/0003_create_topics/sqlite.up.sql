-- 0003_create_topics on SQLite: makes the table.

CREATE TABLE topics (
    "topicId" BLOB NOT NULL,
    "workspaceKey" TEXT NOT NULL,
    "Name" TEXT NOT NULL,
    "useCount" INTEGER NOT NULL DEFAULT 0,
    CONSTRAINT topics_pkey PRIMARY KEY ("topicId"),
    CONSTRAINT "topics_workspaceKey_fkey" FOREIGN KEY ("workspaceKey") REFERENCES workspaces ("workspaceKey") ON DELETE CASCADE,
    CONSTRAINT "topics_workspaceKey_check" CHECK (length("workspaceKey") <= 50 AND "workspaceKey" NOT LIKE '% '),
    CONSTRAINT "topics_Name_check" CHECK (length("Name") <= 20)
) STRICT;

CREATE INDEX "topics_workspaceKey_idx" ON topics ("workspaceKey");
