-- 0002_create_tasks on MySQL: makes the table.

CREATE TABLE tasks (
    id BIGINT AUTO_INCREMENT NOT NULL,
    project_id BIGINT NOT NULL,
    reviewer_id BIGINT,
    owner VARCHAR(20),
    status VARCHAR(6) NOT NULL DEFAULT 'open',
    `rank` INT,
    due_on DATE,
    `dueAt` DATETIME(6),
    `dueAt_nulls` TINYINT GENERATED ALWAYS AS (`dueAt` IS NULL) VIRTUAL,
    rank_nulls TINYINT GENERATED ALWAYS AS (`rank` IS NULL) VIRTUAL,
    due_on_nulls TINYINT GENERATED ALWAYS AS (due_on IS NULL) VIRTUAL,
    CONSTRAINT tasks_pkey PRIMARY KEY (id),
    CONSTRAINT tasks_project_id_fkey FOREIGN KEY (project_id) REFERENCES projects (id) ON DELETE CASCADE,
    CONSTRAINT tasks_reviewer_id_fkey FOREIGN KEY (reviewer_id) REFERENCES projects (id) ON DELETE SET NULL,
    CONSTRAINT tasks_status_check CHECK (status IN ('open', 'closed')),
    KEY `tasks_dueAt_idx` (`dueAt_nulls`, `dueAt`),
    KEY tasks_rank_idx (rank_nulls DESC, `rank` DESC, id DESC),
    KEY tasks_owner_due_on_idx (owner, due_on_nulls DESC, due_on DESC, id DESC),
    KEY tasks_status_rank_due_on_idx (status, rank_nulls, `rank`, due_on DESC, id DESC),
    KEY tasks_project_id_idx (project_id),
    KEY tasks_reviewer_id_idx (reviewer_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
