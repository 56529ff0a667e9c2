-- 0003_create_topics on PostgreSQL: makes the table.

CREATE TABLE topics (
    "topicId" uuid NOT NULL,
    "workspaceKey" varchar(50) NOT NULL,
    "Name" varchar(20) NOT NULL,
    "useCount" integer NOT NULL DEFAULT 0,
    CONSTRAINT topics_pkey PRIMARY KEY ("topicId"),
    CONSTRAINT "topics_workspaceKey_fkey" FOREIGN KEY ("workspaceKey") REFERENCES workspaces ("workspaceKey") ON DELETE CASCADE,
    CONSTRAINT "topics_workspaceKey_check" CHECK ("workspaceKey" NOT LIKE '% ')
);

CREATE INDEX "topics_workspaceKey_idx" ON topics ("workspaceKey");
