-- 0005_create_documents on MySQL: takes the table back.

DROP TABLE documents;
