CREATE TABLE stmt AS FROM read_csv('stmt.tsv', delim = '\t', header = false, quote = '', columns = {'id': 'INTEGER', 'subject': 'VARCHAR', 'relation': 'VARCHAR', 'object': 'VARCHAR', 'setting': 'VARCHAR', 'paper': 'VARCHAR'});
CREATE TABLE treated AS FROM read_csv('treated.tsv', delim = '\t', header = false, columns = {'setting': 'VARCHAR', 'agent': 'VARCHAR'});
CREATE TABLE result AS FROM read_csv('outcome.tsv', delim = '\t', header = false, columns = {'setting': 'VARCHAR', 'agent': 'VARCHAR', 'what': 'VARCHAR'});
CREATE TABLE target AS FROM read_csv('target.tsv', delim = '\t', header = false, columns = {'agent': 'VARCHAR', 'object': 'VARCHAR'});
CREATE TABLE support AS SELECT subject, CASE relation WHEN 'activates' THEN 1 ELSE -1 END AS sign, object, setting, count(DISTINCT paper) AS papers
    FROM stmt WHERE relation IN ('activates', 'inhibits') GROUP BY ALL;
CREATE TABLE edge AS SELECT subject, sign, object, setting FROM support;
CREATE TABLE refuted AS SELECT DISTINCT subject, object, setting FROM stmt WHERE relation = 'no_effect';
CREATE TABLE contra AS SELECT e.* FROM edge e JOIN edge f USING (subject, object, setting) WHERE e.sign = -f.sign;
CREATE TABLE good AS SELECT * FROM edge ANTI JOIN contra USING (subject, sign, object, setting) ANTI JOIN refuted USING (subject, object, setting);
CREATE TABLE chain AS WITH RECURSIVE found(subject, sign, object, setting) AS (
    FROM good UNION SELECT found.subject, found.sign * good.sign, good.object, found.setting
    FROM found JOIN good ON good.subject = found.object AND good.setting = found.setting
) FROM found;
CREATE TABLE high AS SELECT DISTINCT subject AS marker, setting, paper FROM stmt WHERE relation = 'level_high';
CREATE TABLE met AS SELECT DISTINCT marker, agent, setting, what FROM high JOIN treated USING (setting) JOIN result USING (setting, agent);
CREATE TABLE cand AS SELECT marker, agent, setting FROM met WHERE what = 'resistance';
CREATE TABLE opposed AS SELECT DISTINCT marker, agent FROM met WHERE what = 'response';
CREATE TABLE mech AS SELECT DISTINCT marker, agent, target.object, cand.setting, sign
    FROM cand JOIN target USING (agent) JOIN chain ON chain.subject = marker AND chain.object = target.object AND chain.setting = cand.setting;
CREATE TABLE biomarker AS SELECT DISTINCT marker, agent FROM mech ANTI JOIN opposed USING (marker, agent);
CREATE TABLE papers AS SELECT DISTINCT marker, agent, paper FROM cand JOIN high USING (marker, setting);
CREATE TABLE score AS SELECT marker, agent, count(paper) AS papers FROM biomarker JOIN papers USING (marker, agent) GROUP BY ALL;
CREATE TABLE strong AS SELECT DISTINCT subject, object, setting FROM support JOIN good USING (subject, sign, object, setting) WHERE papers >= 3;
SELECT 'good', count(*) FROM good UNION ALL SELECT 'support', count(*) FROM support UNION ALL SELECT 'chain', count(*) FROM chain
    UNION ALL SELECT 'strong', count(*) FROM strong UNION ALL SELECT 'cand', count(*) FROM cand UNION ALL SELECT 'mech', count(*) FROM mech
    UNION ALL SELECT 'biomarker', count(*) FROM biomarker UNION ALL SELECT 'score', count(*) FROM score;
