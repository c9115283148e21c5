//! INDRA statements: what machine readers and databases say, statement by statement.
//!
//! In: statements as JSON. Out: a finding for each evidence that has a text, with that text as the
//! quote and its reader as the extractor; the entities by their identifiers. Belief scores are
//! kept out: they are another program's judgement.

use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::curated::{Collector, Stated, entity, own_id};
use crate::corpus::Paper;
use crate::corpus::finding::{Certainty, Finding, Participant, Polarity};
use crate::diagnostic::Diagnostic;
use crate::vocabulary::{KnownBy, Supplement};

const ANY: &[&str] = &[
    "molecule",
    "gene",
    "family",
    "complex",
    "chemical",
    "drug",
    "therapy",
    "process",
    "disease",
    "cell",
    "outcome",
    "signature",
    "tissue",
    "organism",
];

#[derive(Debug, Default, Deserialize)]
struct Statement {
    #[serde(rename = "type")]
    kind: String,
    subj: Option<Agent>,
    obj: Option<Agent>,
    enz: Option<Agent>,
    sub: Option<Agent>,
    gef: Option<Agent>,
    gap: Option<Agent>,
    ras: Option<Agent>,
    #[serde(default)]
    members: Vec<Option<Agent>>,
    #[serde(default)]
    evidence: Vec<Evidence>,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Agent {
    name: Option<String>,
    #[serde(default)]
    db_refs: serde_json::Map<String, Value>,
    #[serde(default)]
    mutations: Vec<Mutation>,
    #[serde(default)]
    bound_conditions: Vec<Bound>,
    concept: Option<Box<Agent>>,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Mutation {
    position: Option<String>,
    residue_from: Option<String>,
    residue_to: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
struct Bound {
    agent: Agent,
    #[serde(default)]
    is_bound: bool,
}

#[derive(Debug, Default, Deserialize)]
struct Evidence {
    source_api: Option<String>,
    pmid: Option<String>,
    text: Option<String>,
    #[serde(default)]
    text_refs: serde_json::Map<String, Value>,
    #[serde(default)]
    epistemics: serde_json::Map<String, Value>,
    #[serde(default)]
    annotations: serde_json::Map<String, Value>,
}

/// Modifications, each with what undoes it.
const MODIFICATIONS: [&str; 11] = [
    "phosphorylation",
    "ubiquitination",
    "sumoylation",
    "hydroxylation",
    "acetylation",
    "glycosylation",
    "farnesylation",
    "geranylgeranylation",
    "palmitoylation",
    "myristoylation",
    "ribosylation",
];

/// Whether an element of a JSON file is a statement.
pub(super) fn is_statement(value: &Value) -> bool {
    value.get("type").is_some_and(Value::is_string)
        && ["evidence", "belief", "matches_hash"].iter().any(|name| value.get(name).is_some())
}

/// Adds what a statement says.
pub(super) fn statement(path: &Path, value: Value, line: u32, collector: &mut Collector) {
    collector.statement();
    let statement: Statement = match serde_json::from_value(value) {
        Ok(statement) => statement,
        Err(error) => {
            let message =
                format!("{}:{line}: a statement that ends here is of another shape: {error}", path.display());
            let help = "write it as INDRA's schema of statements says";
            return collector.fault(Diagnostic::error("E0514", message).help(help));
        }
    };
    let (says, participants) = match says(&statement) {
        Ok(says) => says,
        Err(reason) => return collector.leave_out(reason, line),
    };
    if statement.evidence.is_empty() {
        return collector.leave_out("without evidence", line);
    }
    for evidence in &statement.evidence {
        match finding(evidence, says, &participants) {
            Ok((paper, finding)) => {
                let stated = Stated { locator: None, text: finding.quote.clone(), line };
                collector.add(paper, stated, vec![finding]);
                participants.iter().flat_map(Named::supplements).for_each(|s| collector.supplement(s));
            }
            Err(reason) => collector.leave_out(reason, line),
        }
    }
}

/// An agent with what becomes of it.
struct Named<'a> {
    agent: &'a Agent,
    aspect: Option<String>,
}

/// The predicate and its participants; else why no predicate says it.
fn says(statement: &Statement) -> Result<(&'static str, Vec<Named<'_>>), String> {
    let kind = statement.kind.as_str();
    let lower = kind.to_lowercase();
    let undoes = |name: &str| lower.strip_prefix("de").is_some_and(|rest| rest == name);
    let modification = MODIFICATIONS.iter().find(|m| lower == **m || undoes(m));
    let aspect = modification.map(|_| lower.clone());
    let (says, pair) = match kind {
        "Activation" => ("activates", [&statement.subj, &statement.obj]),
        "Inhibition" => ("inhibits", [&statement.subj, &statement.obj]),
        "IncreaseAmount" => ("increases", [&statement.subj, &statement.obj]),
        "DecreaseAmount" => ("decreases", [&statement.subj, &statement.obj]),
        "Gef" => ("activates", [&statement.gef, &statement.ras]),
        "Gap" => ("inhibits", [&statement.gap, &statement.ras]),
        "Complex" => match statement.members.as_slice() {
            [a, b] => ("binds", [a, b]),
            _ => return Err("Complex, of other than two members".to_owned()),
        },
        _ if modification.is_some() => ("modifies", [&statement.enz, &statement.sub]),
        _ => return Err(format!("{kind}, which no predicate says")),
    };
    let [Some(first), Some(second)] = pair else { return Err(format!("{kind}, without one of its agents")) };
    Ok((
        says,
        vec![Named { agent: first.concept(), aspect: None }, Named { agent: second.concept(), aspect }],
    ))
}

impl Agent {
    /// What an event or influence is about.
    fn concept(&self) -> &Self {
        self.concept.as_deref().unwrap_or(self)
    }
}

fn finding(
    evidence: &Evidence,
    says: &'static str,
    participants: &[Named<'_>],
) -> Result<(Paper, Finding), String> {
    let source = evidence.source_api.as_deref().unwrap_or("unknown");
    let text = evidence.text.as_deref().map(str::trim).filter(|t| !t.is_empty());
    let text = text.ok_or_else(|| format!("by {source}, without a text"))?;
    if let Some(tag) =
        evidence.annotations.get("curation_tag").and_then(Value::as_str).filter(|t| *t != "correct")
    {
        return Err(format!("which a curator found to be of the kind \"{tag}\""));
    }
    let paper = paper(evidence).ok_or_else(|| format!("by {source}, without a paper"))?;
    let holds = |name: &str| evidence.epistemics.get(name).and_then(Value::as_bool) == Some(true);
    let finding = Finding {
        says: says.to_owned(),
        args: participants
            .iter()
            .enumerate()
            .map(|(i, n)| n.participant(text, evidence.raw_text(i)))
            .collect(),
        polarity: if holds("negated") { Polarity::Denied } else { Polarity::Affirmed },
        certainty: if holds("hypothesis") || holds("hypothetical") {
            Certainty::Proposed
        } else {
            Certainty::Asserted
        },
        paper: paper.id.clone(),
        section: evidence.epistemics.get("section_type").and_then(Value::as_str).map(str::to_owned),
        quote: text.to_owned(),
        extractor: source.to_owned(),
        ..Finding::default()
    };
    Ok((paper, finding))
}

impl Evidence {
    /// What the text calls an agent, where the reader kept it.
    fn raw_text(&self, position: usize) -> Option<&str> {
        self.annotations.get("agents")?.get("raw_text")?.get(position)?.as_str()
    }
}

fn paper(evidence: &Evidence) -> Option<Paper> {
    let reference = |name: &str| evidence.text_refs.get(name).and_then(Value::as_str).map(str::to_owned);
    let doi = reference("DOI");
    let pmid = reference("PMID").or_else(|| evidence.pmid.clone()).filter(|p| !p.is_empty());
    let number = reference("PMCID").map(|p| format!("pmc:{p}"));
    // The number in PubMed first: evidence of one paper may lack its DOI.
    let id = super::identifier(None, pmid.as_deref())
        .or_else(|| super::identifier(doi.as_deref(), None))
        .or(number)?;
    Some(Paper { id, doi, pmid, ..Paper::default() })
}

impl Named<'_> {
    fn participant(&self, text: &str, raw: Option<&str>) -> Participant {
        let single = self.agent.participant(text, raw);
        let bound: Vec<Participant> = self.agent.bound().map(|a| a.participant(text, None)).collect();
        let whole = match bound.is_empty() {
            true => single,
            false => Participant {
                complex: std::iter::once(single).chain(bound).collect(),
                ..Participant::default()
            },
        };
        Participant { aspect: self.aspect.clone(), ..whole }
    }

    fn supplements(&self) -> Vec<Supplement> {
        std::iter::once(self.agent).chain(self.agent.bound()).map(Agent::supplement).collect()
    }
}

impl Agent {
    fn bound(&self) -> impl Iterator<Item = &Self> {
        self.bound_conditions.iter().filter(|b| b.is_bound).map(|b| &b.agent)
    }

    fn name(&self) -> &str {
        let text = self.db_refs.get("TEXT").and_then(Value::as_str);
        self.name.as_deref().or(text).unwrap_or_default().trim()
    }

    /// By the words of the text where they stand in it.
    fn participant(&self, text: &str, raw: Option<&str>) -> Participant {
        let said =
            raw.or_else(|| self.db_refs.get("TEXT").and_then(Value::as_str)).filter(|t| text.contains(*t));
        Participant {
            text: Some(said.unwrap_or(self.name()).to_owned()),
            id: Some(self.id()),
            alteration: self.mutations.first().and_then(Mutation::name),
            ..Participant::default()
        }
    }

    /// The identifier of the register that is best known, in the names of registers.
    fn id(&self) -> String {
        let get = |name: &str| self.db_refs.get(name).and_then(Value::as_str).filter(|id| !id.is_empty());
        let registers = [
            ("HGNC", "HGNC"),
            ("FPLX", "FPLX"),
            ("EGID", "NCBIGene"),
            ("CHEBI", "CHEBI"),
            ("GO", "GO"),
            ("MESH", "MESH"),
            ("DOID", "DOID"),
            ("UP", "UniProt"),
            ("PUBCHEM", "PUBCHEM"),
            ("EFO", "EFO"),
            ("HP", "HP"),
        ];
        let known = registers.iter().find_map(|(register, prefix)| Some((get(register)?, prefix)));
        match known {
            Some((id, prefix)) if id.starts_with(&format!("{prefix}:")) => id.to_owned(),
            Some((id, prefix)) => format!("{prefix}:{id}"),
            None => own_id(self.name()),
        }
    }

    fn supplement(&self) -> Supplement {
        let id = self.id();
        let (kinds, known_by): (&'static [&'static str], _) = match id.split(':').next().unwrap_or_default() {
            "HGNC" | "NCBIGene" | "UniProt" => {
                (&["gene", "family", "complex", "molecule"], KnownBy::PreferredName)
            }
            "FPLX" => (&["family", "complex", "molecule"], KnownBy::AnyName),
            "CHEBI" | "PUBCHEM" => (&["chemical", "drug", "therapy"], KnownBy::AnyName),
            "GO" => (&["process"], KnownBy::AnyName),
            "DOID" | "EFO" | "HP" => (&["disease", "process"], KnownBy::AnyName),
            _ => (ANY, KnownBy::AnyName),
        };
        entity(&id, self.name(), kinds, known_by)
    }
}

impl Mutation {
    fn name(&self) -> Option<String> {
        let (from, position, to) =
            (self.residue_from.as_ref()?, self.position.as_ref()?, self.residue_to.as_ref()?);
        Some(format!("{from}{position}{to}"))
    }
}
