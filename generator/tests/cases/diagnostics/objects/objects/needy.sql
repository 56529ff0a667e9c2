-- needs: sane
CREATE VIEW needy AS SELECT name FROM same;
