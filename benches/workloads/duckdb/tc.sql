CREATE TABLE edge AS FROM read_csv('edge.tsv', delim = '\t', header = false, columns = {'source': 'INTEGER', 'goal': 'INTEGER'});
CREATE TABLE path AS WITH RECURSIVE found(source, goal) AS (
    FROM edge UNION SELECT found.source, edge.goal FROM found JOIN edge ON edge.source = found.goal
) FROM found;
SELECT 'path', count(*) FROM path;
