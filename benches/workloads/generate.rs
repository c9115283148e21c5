//! The inputs of the workloads, from a seed: the same on every machine.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

/// How large an input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// About a million rows concluded.
    Small,
    /// About four million.
    Medium,
    /// About fifteen million.
    Large,
}

impl Size {
    /// `s`, `m` or `l`.
    pub fn letter(self) -> &'static str {
        ["s", "m", "l"][self as usize]
    }

    fn pick<T: Copy>(self, of: [T; 3]) -> T {
        of[self as usize]
    }
}

/// Writes the input of a workload into a folder, unless it is there.
pub fn write(workload: &str, size: Size, folder: &Path) -> io::Result<()> {
    let done = folder.join(".done");
    if done.is_file() {
        return Ok(());
    }
    fs::create_dir_all(folder)?;
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let tables = match workload {
        "tc" => closure(&mut random, size.pick([1260, 2810, 5620])),
        "sg" => generations(&mut random, size.pick([420, 920, 1800])),
        "pt" => program(&mut random, size.pick([18_000, 27_000, 36_000])),
        _ => evidence(&mut random, size.pick([100_000, 400_000, 1_000_000])),
    };
    for (name, text) in tables {
        fs::write(folder.join(name), text)?;
    }
    fs::write(done, "")
}

/// Name and text of a file.
type Table = (&'static str, String);

/// A generator of random numbers (xorshift).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, n: usize) -> usize {
        ((self.next() >> 11) % n as u64) as usize
    }

    /// From 0 to 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Numbers below `n` of which the k-th comes in proportion to `k^-slope`.
struct Skewed(Vec<f64>);

impl Skewed {
    fn new(n: usize, slope: f64) -> Self {
        let mut sums: Vec<f64> = Vec::with_capacity(n);
        for k in 1..=n {
            sums.push(sums.last().copied().unwrap_or(0.0) + (k as f64).powf(-slope));
        }
        Self(sums)
    }

    fn draw(&self, random: &mut Random) -> usize {
        let wanted = random.share() * self.0.last().copied().unwrap_or(1.0);
        self.0.partition_point(|sum| *sum <= wanted).min(self.0.len() - 1)
    }
}

fn table<const N: usize>(name: &'static str, rows: impl IntoIterator<Item = [usize; N]>) -> Table {
    let rows: BTreeSet<[usize; N]> = rows.into_iter().collect();
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> = row.iter().map(usize::to_string).collect();
        text.push_str(&cells.join("\t"));
        text.push('\n');
    }
    (name, text)
}

/// A random graph with twice as many edges as nodes.
fn closure(random: &mut Random, nodes: usize) -> Vec<Table> {
    let edges: Vec<[usize; 2]> = (0..2 * nodes).map(|_| [random.below(nodes), random.below(nodes)]).collect();
    vec![table("edge.tsv", edges)]
}

/// Ten layers; everyone has one to three parents in the layer above.
fn generations(random: &mut Random, width: usize) -> Vec<Table> {
    let mut pairs = Vec::new();
    for child in width..10 * width {
        for _ in 0..=random.below(3) {
            pairs.push([child, (child / width - 1) * width + random.below(width)]);
        }
    }
    vec![table("up.tsv", pairs)]
}

/// A program of methods with twelve variables each: assignments, field reads and writes within a
/// method run from lower to higher variables; calls pass arguments to a few methods that many
/// call, mostly ones of lower number, and results back.
fn program(random: &mut Random, variables: usize) -> Vec<Table> {
    const METHOD: usize = 12;
    const FIELDS: usize = 60;
    let methods = variables / METHOD;
    let within = |random: &mut Random| loop {
        let (a, b) = (random.below(METHOD), random.below(METHOD));
        if a != b {
            let method = random.below(methods) * METHOD;
            return (method + a.min(b), method + a.max(b));
        }
    };
    let fields = Skewed::new(FIELDS, 0.8);
    let alloc: Vec<[usize; 2]> = (0..variables / 5).map(|object| [random.below(variables), object]).collect();
    let mut assign: Vec<[usize; 2]> = Vec::new();
    for _ in 0..variables * 46 / 100 {
        let (from, to) = within(random);
        assign.push([to, from]);
    }
    let called = Skewed::new(methods, 0.75);
    for call in 0..variables / 10 {
        let callee = called.draw(random);
        let caller = (callee + 1 + random.below(methods)).min(methods - 1) * METHOD;
        assign.push([callee * METHOD + random.below(3), caller + random.below(METHOD)]);
        if call % 2 == 0 {
            assign.push([caller + random.below(METHOD), callee * METHOD + METHOD - 1]);
        }
    }
    let mut access = |count: usize, swap: bool| -> Vec<[usize; 3]> {
        (0..count)
            .map(|_| {
                let (low, high) = within(random);
                let field = fields.draw(random);
                if swap { [high, field, low] } else { [high, low, field] }
            })
            .collect()
    };
    let load = access(variables * 18 / 100, false);
    let store = access(variables * 14 / 100, true);
    vec![
        table("alloc.tsv", alloc),
        table("assign.tsv", assign),
        table("load.tsv", load),
        table("store.tsv", store),
    ]
}

/// Statements of papers: who does what to whom in which setting; some things and some claims come
/// far more often than others.
fn evidence(random: &mut Random, statements: usize) -> Vec<Table> {
    let (things, settings) = (statements / 40, (statements / 10_000).max(10));
    let (papers, agents) = (statements / 4, (statements / 1000).max(200));
    let claims = claims(random, statements / 3, things, settings);
    let often = Skewed::new(claims.len(), 0.5);
    let mut text = String::new();
    for id in 0..statements {
        // Every claim once, then some again.
        let claim = claims.get(id).unwrap_or_else(|| &claims[often.draw(random)]);
        let (subject, verb, object, setting) = claim;
        let paper = random.below(papers);
        writeln!(text, "{id}\tgene {subject}\t{verb}\tgene {object}\tsetting {setting}\tpaper {paper}")
            .expect("a string takes all");
    }
    let (mut treated, mut outcome, mut target) = (String::new(), String::new(), String::new());
    let given: BTreeSet<(usize, usize)> = (0..settings * 8).map(|n| (n / 8, random.below(agents))).collect();
    for (setting, agent) in given {
        let what = if random.share() < 0.6 { "resistance" } else { "response" };
        writeln!(treated, "setting {setting}\tagent {agent}").expect("a string takes all");
        writeln!(outcome, "setting {setting}\tagent {agent}\t{what}").expect("a string takes all");
    }
    for agent in 0..agents {
        for _ in 0..4 {
            writeln!(target, "agent {agent}\tgene {}", random.below(things)).expect("a string takes all");
        }
    }
    vec![("stmt.tsv", text), ("treated.tsv", treated), ("outcome.tsv", outcome), ("target.tsv", target)]
}

type Claim = (usize, &'static str, usize, usize);

fn claims(random: &mut Random, count: usize, things: usize, settings: usize) -> Vec<Claim> {
    const KNOWN: usize = 2500;
    let (place, popular) = (Skewed::new(settings, 0.6), Skewed::new(KNOWN, 0.8));
    let (first, second) = (shuffled(random, KNOWN), shuffled(random, KNOWN));
    let verb = |share: f64| match share {
        s if s < 0.42 => "activates",
        s if s < 0.70 => "inhibits",
        s if s < 0.78 => "no_effect",
        s if s < 0.92 => "level_high",
        _ => "level_low",
    };
    (0..count)
        .map(|_| {
            let setting = place.draw(random);
            let shift = setting * 997;
            let subject = (first[popular.draw(random)] + shift) % things;
            let object = (second[popular.draw(random)] + shift) % things;
            (subject, verb(random.share()), object, setting)
        })
        .collect()
}

fn shuffled(random: &mut Random, n: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (0..n).collect();
    for at in (1..n).rev() {
        all.swap(at, random.below(at + 1));
    }
    all
}
