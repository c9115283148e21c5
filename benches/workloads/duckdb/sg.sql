CREATE TABLE up AS FROM read_csv('up.tsv', delim = '\t', header = false, columns = {'child': 'INTEGER', 'parent': 'INTEGER'});
CREATE TABLE same AS WITH RECURSIVE found(a, b) AS (
    SELECT x.child, y.child FROM up x JOIN up y USING (parent) WHERE x.child <> y.child
    UNION SELECT x.child, y.child FROM found JOIN up x ON x.parent = a JOIN up y ON y.parent = b
) FROM found;
SELECT 'same', count(*) FROM same;
