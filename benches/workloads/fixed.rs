//! The same programs written by hand on static datafrog: how fast it can be where everything is
//! known when it is compiled.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use datafrog::{Iteration, Relation};

/// Relation → number of rows.
pub type Counts = Vec<(String, usize)>;

/// Loads the files and evaluates.
pub fn run(workload: &str, data: &Path) -> Counts {
    let counts = match workload {
        "tc" => closure(data),
        "sg" => generations(data),
        "pt" => points_to(data),
        _ => evidence(data),
    };
    counts.into_iter().map(|(name, rows)| (name.to_owned(), rows)).collect()
}

type Found = Vec<(&'static str, usize)>;

fn read(data: &Path, name: &str) -> String {
    fs::read_to_string(data.join(name)).expect("the input was generated")
}

fn numbers<const N: usize>(data: &Path, name: &str) -> Vec<[u32; N]> {
    let text = read(data, name);
    let row = |line: &str| {
        let mut cells = line.split('\t').map(|cell| cell.parse().expect("a number"));
        std::array::from_fn(|_| cells.next().expect("a row has all columns"))
    };
    text.lines().map(row).collect()
}

fn pairs(data: &Path, name: &str) -> Vec<(u32, u32)> {
    numbers(data, name).into_iter().map(|[a, b]| (a, b)).collect()
}

fn closure(data: &Path) -> Found {
    let edges = pairs(data, "edge.tsv");
    let mut iteration = Iteration::new();
    let path = iteration.variable::<(u32, u32)>("path");
    path.extend(edges.iter().map(|&(x, y)| (y, x)));
    let edge: Relation<(u32, u32)> = edges.into();
    while iteration.changed() {
        path.from_join(&path, &edge, |_, &x, &z| (z, x));
    }
    vec![("path", path.complete().len())]
}

fn generations(data: &Path) -> Found {
    let down: Relation<(u32, u32)> = pairs(data, "up.tsv").into_iter().map(|(x, p)| (p, x)).collect();
    let mut iteration = Iteration::new();
    let same = iteration.variable::<(u32, u32)>("same");
    let half = iteration.variable::<(u32, u32)>("half");
    let mut siblings = Vec::new();
    for group in down.chunk_by(|a, b| a.0 == b.0) {
        let others = |x: u32| group.iter().map(move |y| (x, y.1)).filter(|(x, y)| x != y);
        siblings.extend(group.iter().flat_map(|x| others(x.1)));
    }
    same.extend(siblings);
    while iteration.changed() {
        half.from_join(&same, &down, |_, &b, &x| (b, x));
        same.from_join(&half, &down, |_, &x, &y| (x, y));
    }
    vec![("same", same.complete().len())]
}

fn points_to(data: &Path) -> Found {
    let assign: Relation<(u32, u32)> =
        pairs(data, "assign.tsv").into_iter().map(|(to, from)| (from, to)).collect();
    let load: Relation<(u32, (u32, u32))> =
        numbers(data, "load.tsv").into_iter().map(|[to, base, field]| (base, (to, field))).collect();
    let store: Relation<(u32, (u32, u32))> =
        numbers(data, "store.tsv").into_iter().map(|[base, field, from]| (base, (field, from))).collect();
    let mut iteration = Iteration::new();
    let points = iteration.variable::<(u32, u32)>("points");
    let holds = iteration.variable::<((u32, u32), u32)>("holds");
    let loaded = iteration.variable::<((u32, u32), u32)>("loaded");
    let stored = iteration.variable::<(u32, (u32, u32))>("stored");
    points.extend(pairs(data, "alloc.tsv"));
    while iteration.changed() {
        points.from_join(&points, &assign, |_, &object, &to| (to, object));
        loaded.from_join(&points, &load, |_, &object, &(to, field)| ((object, field), to));
        points.from_join(&loaded, &holds, |_, &to, &what| (to, what));
        stored.from_join(&points, &store, |_, &object, &(field, from)| (from, (object, field)));
        holds.from_join(&stored, &points, |_, &place, &what| (place, what));
    }
    vec![("points", points.complete().len()), ("holds", holds.complete().len())]
}

/// Texts → numbers, in the order in which they come.
#[derive(Default)]
struct Texts(HashMap<Box<str>, u32>);

impl Texts {
    fn get(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.0.get(text) {
            return number;
        }
        let number = self.0.len() as u32;
        self.0.insert(text.into(), number);
        number
    }

    fn rows<const N: usize>(&mut self, data: &Path, name: &str, skipped: usize) -> Vec<[u32; N]> {
        let text = read(data, name);
        let mut row = |line: &str| {
            let mut cells = line.split('\t').skip(skipped);
            std::array::from_fn(|_| self.get(cells.next().expect("a row has all columns")))
        };
        text.lines().map(&mut row).collect()
    }
}

/// Subject, sign, object, setting.
type Edge = (u32, u32, u32, u32);

fn evidence(data: &Path) -> Found {
    let mut texts = Texts::default();
    // Statements are all different, so that their number is of no use.
    let statements: Vec<[u32; 5]> = texts.rows(data, "stmt.tsv", 1);
    let [activates, inhibits, none, high] =
        ["activates", "inhibits", "no_effect", "level_high"].map(|verb| texts.get(verb));
    let signed = statements.iter().filter(|s| s[1] == activates || s[1] == inhibits);
    let said: Relation<(Edge, u32)> =
        signed.map(|s| ((s[0], u32::from(s[1] == inhibits), s[2], s[3]), s[4])).collect();
    let support: Vec<(Edge, usize)> = said.chunk_by(|a, b| a.0 == b.0).map(|g| (g[0].0, g.len())).collect();
    let edge: Relation<Edge> = support.iter().map(|s| s.0).collect();
    let denying = statements.iter().filter(|s| s[1] == none);
    let refuted: Relation<(u32, u32, u32)> = denying.map(|s| (s[0], s[2], s[3])).collect();
    let has = |edge: &Relation<Edge>, e: &Edge| edge.binary_search(e).is_ok();
    let good: Relation<Edge> = edge
        .iter()
        .filter(|&&(a, s, b, c)| !has(&edge, &(a, 1 - s, b, c)) && refuted.binary_search(&(a, b, c)).is_err())
        .copied()
        .collect();
    let chain = chain(&good);
    let strong: Relation<(u32, u32, u32)> =
        support.iter().filter(|s| s.1 >= 3 && has(&good, &s.0)).map(|s| (s.0.0, s.0.2, s.0.3)).collect();
    let levels = statements.iter().filter(|s| s[1] == high).map(|s| ((s[0], s[3]), s[4])).collect();
    let mut found = vec![
        ("good", good.len()),
        ("support", support.len()),
        ("chain", chain.len()),
        ("strong", strong.len()),
    ];
    found.extend(markers(data, &mut texts, &levels, &chain));
    found
}

/// Object and setting → subject and sign.
type Chain = Relation<((u32, u32), (u32, u32))>;

fn chain(good: &Relation<Edge>) -> Chain {
    let mut iteration = Iteration::new();
    let chain = iteration.variable::<((u32, u32), (u32, u32))>("chain");
    chain.extend(good.iter().map(|&(a, s, b, c)| ((b, c), (a, s))));
    let step: Chain = good.iter().map(|&(a, s, b, c)| ((a, c), (b, s))).collect();
    while iteration.changed() {
        chain.from_join(&chain, &step, |&(_, c), &(a, s), &(d, r)| ((d, c), (a, s ^ r)));
    }
    chain.complete()
}

fn markers(data: &Path, texts: &mut Texts, levels: &Relation<((u32, u32), u32)>, chain: &Chain) -> Found {
    let treated: Relation<(u32, u32)> =
        texts.rows(data, "treated.tsv", 0).into_iter().map(|[c, t]| (c, t)).collect();
    let results: Vec<[u32; 3]> = texts.rows(data, "outcome.tsv", 0);
    let targets: Relation<(u32, u32)> =
        texts.rows(data, "target.tsv", 0).into_iter().map(|[t, e]| (t, e)).collect();
    let mut with = |word: &str| -> Relation<(u32, u32)> {
        let word = texts.get(word);
        let found = results.iter().filter(|r| r[2] == word).map(|r| (r[0], r[1]));
        found.filter(|pair| treated.binary_search(pair).is_ok()).collect()
    };
    let (resisting, responding) = (with("resistance"), with("response"));
    let by_setting: Relation<(u32, u32)> = levels.iter().map(|&((g, c), _)| (c, g)).collect();
    let cand: Relation<(u32, (u32, u32))> =
        Relation::from_join(&by_setting, &resisting, |&c, &g, &t| (t, (g, c)));
    let opposed: Relation<(u32, u32)> = Relation::from_join(&by_setting, &responding, |_, &g, &t| (g, t));
    let wanted: Relation<((u32, u32), (u32, u32))> =
        Relation::from_join(&cand, &targets, |&t, &(g, c), &e| ((e, c), (g, t)));
    let mech: Relation<(u32, u32, u32, u32, u32)> = wanted
        .iter()
        .flat_map(|&((e, c), (g, t))| [0, 1].map(|s| (g, t, e, c, s)))
        .filter(|&(g, _, e, c, s)| chain.binary_search(&((e, c), (g, s))).is_ok())
        .collect();
    let marker: Relation<(u32, u32)> =
        mech.iter().map(|m| (m.0, m.1)).filter(|m| opposed.binary_search(m).is_err()).collect();
    let by_marker: Relation<((u32, u32), u32)> = cand.iter().map(|&(t, (g, c))| ((g, c), t)).collect();
    let papers: Relation<((u32, u32), u32)> =
        Relation::from_join(&by_marker, levels, |&(g, _), &t, &p| ((g, t), p));
    let scored = papers.chunk_by(|a, b| a.0 == b.0).filter(|group| marker.binary_search(&group[0].0).is_ok());
    vec![("cand", cand.len()), ("mech", mech.len()), ("biomarker", marker.len()), ("score", scored.count())]
}
