-- 0005_create_documents on SQLite: takes the table back.

DROP TABLE documents;
DROP TABLE documents_search;
