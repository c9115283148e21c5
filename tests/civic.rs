//! Contradictions in a table of curated evidence: all that are there, and none across drugs.
//!
//! The table is not shipped: `REASON_CIVIC` names CIViC's `ClinicalEvidenceSummaries.tsv`, or the
//! folder that it lies in. Without it the comparison is left out.

#![allow(clippy::print_stderr)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use reason::judgement::{Clash, Conclusion, Contrast, Judgement, Opponent, Other, Standing};
use reason::session::{Options, Session};

/// Gene, variant, disease, drugs in whatever order.
type Group = (String, String, String, BTreeSet<String>);

/// A row that foretells the response to a drug.
struct Row {
    group: Group,
    /// The drugs as they are written.
    drugs: String,
    supports: bool,
    outcome: String,
}

fn table() -> Option<PathBuf> {
    let path = PathBuf::from(std::env::var_os("REASON_CIVIC")?);
    let inside = path.join("nightly-ClinicalEvidenceSummaries.tsv");
    Some(if path.is_dir() { inside } else { path })
}

/// The rows by their evidence numbers.
fn rows(path: &Path) -> BTreeMap<String, Row> {
    let text = std::fs::read_to_string(path).expect("a table");
    let mut lines = text.lines();
    let header: Vec<&str> = lines.next().expect("a header").split('\t').collect();
    let mut found = BTreeMap::new();
    for line in lines {
        let fields: Vec<&str> = line.split('\t').collect();
        let get = |name: &str| {
            header.iter().position(|h| *h == name).and_then(|at| fields.get(at)).copied().unwrap_or_default()
        };
        if get("evidence_type") != "Predictive" || fields.len() != header.len() {
            continue;
        }
        let drugs = get("drugs").to_owned();
        let names = drugs.split(',').map(|d| d.trim().to_owned()).collect();
        let row = Row {
            group: (get("gene").to_owned(), get("variant").to_owned(), get("disease").to_owned(), names),
            drugs,
            supports: get("evidence_direction") == "Supports",
            outcome: get("clinical_significance").to_owned(),
        };
        found.insert(get("evidence_id").to_owned(), row);
    }
    found
}

/// The groups in which rows, one by one, contradict each other, by the drugs as they are written.
fn contradictions(rows: &BTreeMap<String, Row>) -> (BTreeSet<Group>, BTreeSet<Group>) {
    let mut outcomes: BTreeMap<(&Group, &str), BTreeSet<&str>> = BTreeMap::new();
    let mut directions: BTreeMap<(&Group, &str, &str), BTreeSet<bool>> = BTreeMap::new();
    for row in rows.values() {
        if ["Resistance", "Sensitivity/Response"].contains(&row.outcome.as_str()) {
            if row.supports {
                outcomes.entry((&row.group, &row.drugs)).or_default().insert(&row.outcome);
            }
            directions.entry((&row.group, &row.drugs, &row.outcome)).or_default().insert(row.supports);
        }
    }
    let opposite = outcomes.into_iter().filter(|(_, o)| o.len() == 2).map(|((group, _), _)| group.clone());
    let denied = directions.into_iter().filter(|(_, d)| d.len() == 2).map(|((group, ..), _)| group.clone());
    (opposite.collect(), denied.collect())
}

struct Judged<'a> {
    session: &'a Session,
    judgement: &'a Judgement,
    rows: &'a BTreeMap<String, Row>,
}

impl Judged<'_> {
    fn groups(&self, findings: &[u32]) -> BTreeSet<Group> {
        let group = |f: &u32| {
            let entry = self.session.corpus.findings.get(*f as usize)?;
            let number = entry.finding.curation.as_ref()?.get("evidence")?.as_str()?;
            Some(self.rows.get(number)?.group.clone())
        };
        findings.iter().filter_map(group).collect()
    }

    fn of(&self, conclusion: &Conclusion) -> BTreeSet<Group> {
        self.groups(&conclusion.support.findings())
    }

    fn against(&self, opponent: &Opponent) -> BTreeSet<Group> {
        match &opponent.other {
            Other::Conclusion(index) => self.of(&self.judgement.conclusions[*index]),
            Other::Stated { findings, .. } => self.groups(findings),
        }
    }

    fn opposed(&self, clash: Clash) -> impl Iterator<Item = (&Conclusion, &Opponent)> {
        let all =
            self.judgement.conclusions.iter().flat_map(|c| c.verdict.opponents.iter().map(move |o| (c, o)));
        all.filter(move |(_, o)| o.clash == clash)
    }
}

#[test]
fn every_contradiction_of_the_table_is_found_and_none_across_drugs() {
    let Some(path) = table() else {
        eprintln!("REASON_CIVIC names no table: the comparison with curated evidence is left out");
        return;
    };
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/curated-evidence/responses.rules");
    let (session, diagnostics) =
        Session::load(Options { paths: vec![rules, path.clone()], ..Options::default() });
    assert!(diagnostics.iter().all(|d| !d.is_error()), "{diagnostics:#?}");
    let evaluated =
        session.evaluate(&Arc::new(AtomicBool::new(false)), &mut |_| {}).expect("within the limits");
    let rows = rows(&path);
    let judged = Judged { session: &session, judgement: &evaluated.judgement, rows: &rows };
    let (opposite, denied) = contradictions(&rows);
    let mut found = [BTreeSet::new(), BTreeSet::new()];
    for (conclusion, opponent) in judged.opposed(Clash::Same) {
        let (ours, theirs) = (judged.of(conclusion), judged.against(opponent));
        let drugs = |groups: &BTreeSet<Group>| groups.iter().map(|g| g.3.clone()).collect::<BTreeSet<_>>();
        assert_eq!(drugs(&ours), drugs(&theirs), "across drugs: {ours:?} {theirs:?}");
        assert!(conclusion.verdict.standing >= Standing::Contested, "{ours:?}");
        let stated = matches!(opponent.other, Other::Stated { .. });
        found[usize::from(stated)].extend(ours.intersection(&theirs).cloned());
    }
    let missing: Vec<&Group> = opposite.difference(&found[0]).chain(denied.difference(&found[1])).collect();
    assert!(missing.is_empty(), "{missing:#?}");
    for (_, opponent) in judged.opposed(Clash::Unclear) {
        assert!(!opponent.differences.is_empty());
        let kinds: BTreeSet<Contrast> = opponent.differences.iter().map(|d| d.contrast).collect();
        assert!(!kinds.contains(&Contrast::Different), "{kinds:?}");
    }
    let both: BTreeSet<&Group> = opposite.iter().chain(&denied).collect();
    eprintln!(
        "{} groups with opposite outcomes, {} with a denial, {} in all; found {} and {}, whatever the order of \
         the drugs; {} pairs of a thing and a wider one",
        opposite.len(),
        denied.len(),
        both.len(),
        found[0].len(),
        found[1].len(),
        judged.opposed(Clash::Unclear).count(),
    );
}
