-- 0005_create_documents on PostgreSQL: takes the table back.

DROP TABLE documents;
