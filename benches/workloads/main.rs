//! Four plain programs at three sizes: `reason` beside static datafrog, and beside Soufflé, Nemo
//! and DuckDB where they are installed.
//!
//! `cargo bench --bench workloads [-- WORKLOAD … --sizes sml --runs 3 --write docs/performance.md]`
//! generates the inputs, checks that all engines count the same rows, then times them: whole
//! processes, loading included, one thread each, taking turns; medians are shown. Soufflé, Nemo and
//! DuckDB's command line are looked for on the path and in the environment variables SOUFFLE, NEMO
//! and DUCKDB; Soufflé's programs are compiled before they are timed. Nemo tells how many rows it
//! concluded in all; it takes minutes at size l and is left out there. DuckDB has no way to say
//! recursion through two relations, so it has no program for pt. REASON names another build of
//! `reason`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a bench prints its figures")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;

mod fixed;
mod generate;

use fixed::Counts;
use generate::Size;

const WORKLOADS: [&str; 4] = ["tc", "sg", "pt", "ev"];
const SIZES: [Size; 3] = [Size::Small, Size::Medium, Size::Large];
const START: &str = "<!-- workloads: written by the bench of this name -->";
const END: &str = "<!-- end of workloads -->";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|a| a != "--bench").collect();
    match &arguments[..] {
        [mode, program, rest @ ..] if mode == "--measure" => measure(program, rest),
        [mode, workload, data] if mode == "--static" => {
            fixed::run(workload, Path::new(data)).iter().for_each(|(name, rows)| println!("{name}\t{rows}"));
        }
        _ => compare(&Wanted::of(&arguments)),
    }
}

/// What the arguments ask for.
struct Wanted {
    workloads: Vec<&'static str>,
    sizes: Vec<Size>,
    runs: usize,
    file: Option<PathBuf>,
}

impl Wanted {
    fn of(arguments: &[String]) -> Self {
        let after = |name: &str| {
            let place = arguments.iter().position(|a| a == name)?;
            arguments.get(place + 1).map(String::as_str)
        };
        let named = |w: &&&str| arguments.iter().any(|a| a == **w);
        let workloads: Vec<&str> = match WORKLOADS.iter().filter(named).count() {
            0 => WORKLOADS.to_vec(),
            _ => WORKLOADS.iter().filter(named).copied().collect(),
        };
        let letters = after("--sizes").unwrap_or("sml");
        Self {
            workloads,
            sizes: SIZES.into_iter().filter(|size| letters.contains(size.letter())).collect(),
            runs: after("--runs").map_or(3, |n| n.parse().expect("--runs takes a number")),
            file: after("--write").map(PathBuf::from),
        }
    }
}

/// Something that evaluates the workloads.
struct Engine {
    name: &'static str,
    command: Vec<String>,
    counts: fn(&str) -> Counts,
}

/// Seconds, megabytes and rows of one run.
#[derive(Clone, Debug)]
struct Run {
    wall: f64,
    cpu: f64,
    peak: f64,
    counts: Counts,
}

fn compare(wanted: &Wanted) {
    let peers = [("Soufflé", "SOUFFLE", "souffle"), ("Nemo", "NEMO", "nmo"), ("DuckDB", "DUCKDB", "duckdb")];
    let found = peers.map(|(name, variable, program)| (name, variable, installed(variable, program)));
    for (name, variable, _) in found.iter().filter(|(_, _, path)| path.is_none()) {
        println!("left out: {name} is not on the path, and {variable} does not name it\n");
    }
    let peers: Vec<(&str, PathBuf)> =
        found.into_iter().filter_map(|(name, _, path)| Some((name, path?))).collect();
    let mut table = heading(&peers);
    print!("{table}");
    for workload in &wanted.workloads {
        for &size in &wanted.sizes {
            let data = target().join(workload).join(size.letter());
            generate::write(workload, size, &data).expect("the input can be written");
            let engines = engines(workload, size, &data, &peers);
            let line = line(workload, size, &engines, &peers, wanted.runs);
            print!("{line}");
            table.push_str(&line);
        }
    }
    if let Some(file) = &wanted.file {
        write(file, &table);
    }
}

/// Where inputs and programs lie.
fn target() -> PathBuf {
    let program = std::env::current_exe().expect("a running program has a path");
    let folder = program.ancestors().nth(3).expect("it lies in target/release/deps");
    folder.join("workloads")
}

fn engines(workload: &str, size: Size, data: &Path, peers: &[(&'static str, PathBuf)]) -> Vec<Engine> {
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/workloads");
    let bench = text(&std::env::current_exe().expect("a running program has a path"));
    let reason = std::env::var("REASON").unwrap_or_else(|_| env!("CARGO_BIN_EXE_reason").to_owned());
    let rules = text(&here.join(format!("{workload}.rules")));
    let run = ["run", &rules, &text(data), "--quiet", "--format", "json", "--jobs", "1"].map(str::to_owned);
    let mut engines = vec![
        Engine {
            name: "static datafrog",
            command: vec![bench, "--static".to_owned(), workload.to_owned(), text(data)],
            counts: by_line,
        },
        Engine { name: "reason", command: [vec![reason], run.to_vec()].concat(), counts: by_relation },
    ];
    engines.extend(peers.iter().filter_map(|(name, path)| peer(name, path, workload, size, data)));
    engines
}

/// Another engine with its program for a workload, if there is one.
fn peer(name: &'static str, path: &Path, workload: &str, size: Size, data: &Path) -> Option<Engine> {
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/workloads");
    let source = |folder: &str, ending: &str| here.join(folder).join(format!("{workload}.{ending}"));
    let (program, folder) = (text(path), text(data));
    let (command, counts): (Vec<String>, fn(&str) -> Counts) = match name {
        "Soufflé" => {
            let program = text(&compiled(path, &source("souffle", "dl"), workload));
            (vec![program, "-F".to_owned(), folder.clone(), "-D".to_owned(), folder], by_line)
        }
        "Nemo" if size != Size::Large => {
            let options = ["--export", "none", "--report", "short", "--import-dir"].map(str::to_owned);
            let files = vec![folder, text(&source("nemo", "rls"))];
            ([vec![program], options.to_vec(), files].concat(), in_all)
        }
        "DuckDB" if source("duckdb", "sql").is_file() => {
            let settings = format!("SET threads = 1; SET file_search_path = '{folder}';");
            let layout = ["-list", "-noheader", "-separator", "\t", "-c"].map(str::to_owned);
            let script = vec![settings, "-f".to_owned(), text(&source("duckdb", "sql"))];
            ([vec![program], layout.to_vec(), script].concat(), by_line)
        }
        _ => return None,
    };
    Some(Engine { name, command, counts })
}

/// A program that an environment variable names, or that is on the path.
fn installed(variable: &str, program: &str) -> Option<PathBuf> {
    let named = std::env::var_os(variable).map(PathBuf::from);
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&folders).map(|folder| folder.join(program)).find(|p| p.is_file());
    named.filter(|p| p.is_file()).or(on_path)
}

fn compiled(souffle: &Path, source: &Path, workload: &str) -> PathBuf {
    let program = target().join(format!("souffle-{workload}"));
    if !program.is_file() {
        let status = Command::new(souffle).arg("-o").arg(&program).arg(source).status();
        assert!(status.expect("Soufflé starts").success(), "Soufflé compiles {}", source.display());
    }
    program
}

/// `name<tab>rows` a line.
fn by_line(output: &str) -> Counts {
    let line =
        |line: &str| Some((line.split('\t').next()?.to_owned(), line.split('\t').nth(1)?.parse().ok()?));
    output.lines().filter_map(line).collect()
}

/// What an engine counts that does not say of which relation its rows are.
const ALL: &str = "all that was concluded";

/// `Derived 5 facts.`
fn in_all(output: &str) -> Counts {
    let number = output.split("Derived ").nth(1).and_then(|rest| rest.split(' ').next()?.parse().ok());
    number.map(|rows| (ALL.to_owned(), rows)).into_iter().collect()
}

/// The relations of a report, and all of them together that no file holds.
fn by_relation(output: &str) -> Counts {
    let report: serde_json::Value = serde_json::from_str(output).expect("a report is JSON");
    let relations = report["relations"].as_array().cloned().unwrap_or_default();
    let pair = |r: &serde_json::Value| {
        (r["predicate"].as_str().unwrap_or_default().to_owned(), r["rows"].as_u64().unwrap_or(0) as usize)
    };
    let mut counts: Counts = relations.iter().map(pair).collect();
    let concluded = counts.iter().zip(&relations).filter(|(_, r)| r["loaded"] == 0);
    counts.push((ALL.to_owned(), concluded.map(|((_, rows), _)| rows).sum()));
    counts
}

/// Runs all engines in turns, and words the medians.
fn line(
    workload: &str,
    size: Size,
    engines: &[Engine],
    peers: &[(&'static str, PathBuf)],
    runs: usize,
) -> String {
    let first: Vec<Run> = engines.iter().map(child).collect();
    let rows = agreed(engines, &first);
    let mut all: Vec<Vec<Run>> = first.into_iter().map(|run| vec![run]).collect();
    for _ in 1..runs {
        all.iter_mut().zip(engines).for_each(|(runs, engine)| runs.push(child(engine)));
    }
    let median = |runs: &[Run], pick: fn(&Run) -> f64| {
        let mut values: Vec<f64> = runs.iter().map(pick).collect();
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let cpu: Vec<f64> = all.iter().map(|runs| median(runs, |r| r.cpu)).collect();
    let peak: Vec<f64> = all.iter().map(|runs| median(runs, |r| r.peak)).collect();
    let wall = median(&all[1], |r| r.wall);
    let mut line = format!(
        "| {workload} {} | {rows} | {:.2} | {:.2} | {:.2} × | {wall:.2} | {:.2} | {:.0} | {:.0} | {:.2} × |",
        size.letter(),
        cpu[0],
        cpu[1],
        cpu[1] / cpu[0],
        1e6 * cpu[1] / rows as f64,
        peak[0],
        peak[1],
        peak[1] / peak[0],
    );
    for (name, _) in peers {
        match engines.iter().position(|engine| engine.name == *name) {
            Some(place) => line.push_str(&format!(" {:.2} | {:.0} |", cpu[place], peak[place])),
            None => line.push_str(" – | – |"),
        }
    }
    line + "\n"
}

fn heading(peers: &[(&'static str, PathBuf)]) -> String {
    let more: String = peers.iter().map(|(name, _)| format!(" {name} CPU s | {name} MB |")).collect();
    let rule = " --- | --- |".repeat(peers.len());
    format!(
        "| workload | rows | static CPU s | reason CPU s | ratio | reason wall s | reason µs a row \
         | static MB | reason MB | ratio |{more}\n\
         | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |{rule}\n"
    )
}

/// How many rows were concluded, if every engine says the same of every relation that two of them
/// count.
fn agreed(engines: &[Engine], runs: &[Run]) -> usize {
    let mut known: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    for (engine, run) in engines.iter().zip(runs) {
        for (relation, rows) in &run.counts {
            let (expected, by) = *known.entry(relation).or_insert((*rows, engine.name));
            assert_eq!(*rows, expected, "{relation}: {} and {by} disagree", engine.name);
        }
    }
    let counted = &runs[0].counts;
    assert!(!counted.is_empty(), "the static program counts what it concludes");
    for (engine, run) in engines.iter().zip(runs) {
        let has = |name: &String| run.counts.iter().any(|(n, _)| n == name || n == ALL);
        assert!(counted.iter().all(|(name, _)| has(name)), "{} counts all relations", engine.name);
    }
    counted.iter().map(|(_, rows)| rows).sum()
}

/// Runs a program as the only child of a process, which can so measure it.
fn child(engine: &Engine) -> Run {
    let bench = std::env::current_exe().expect("a running program has a path");
    let output = Command::new(bench).arg("--measure").args(&engine.command).stderr(Stdio::piped()).output();
    let output = output.expect("the bench can start itself");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{}: {told}", engine.name);
    let last = told.lines().last().unwrap_or_default();
    let figures: Vec<f64> = last.split(' ').filter_map(|n| n.parse().ok()).collect();
    let &[wall, cpu, peak] = &figures[..] else { panic!("no measurement: {told}") };
    Run { wall, cpu, peak, counts: (engine.counts)(&String::from_utf8_lossy(&output.stdout)) }
}

fn measure(program: &str, arguments: &[String]) {
    let start = Instant::now();
    let status = Command::new(program).args(arguments).status().expect("the program starts");
    let wall = start.elapsed().as_secs_f64();
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("a process can be asked for its usage");
    let cpu = (usage.user_time().num_microseconds() + usage.system_time().num_microseconds()) as f64 / 1e6;
    eprintln!("{wall} {cpu} {}", usage.max_rss() as f64 / 1024.0);
    std::process::exit(status.code().unwrap_or(1));
}

/// Puts the table between its marks.
fn write(file: &Path, table: &str) {
    let text = std::fs::read_to_string(file).expect("the page can be read");
    let marks = text.find(START).zip(text.find(END));
    let (start, end) = marks.expect("the page has the marks of this bench");
    let page = format!("{}{START}\n\n{table}\n{}", &text[..start], &text[end..]);
    std::fs::write(file, page).expect("the page can be written");
}
