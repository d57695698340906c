use super::document;
use crate::benchmarks::machine::Machine;
use crate::benchmarks::results::{Measured, Results};
use crate::scale::table::Scale;
use measure::{Entry, Report, Spread, Table, Time};
use std::time::{Duration, SystemTime};

fn machine() -> Machine {
    Machine {
        processor: "Analytical Engine".to_owned(),
        cores: 2,
        memory_bytes: 8 * 1024 * 1024 * 1024,
        system: "Linux".to_owned(),
        compiler: "rustc 1.89.0".to_owned(),
    }
}

fn time(seconds: f64, ratio: f64) -> Time {
    let spread = |median| Spread { lower: median - 0.01, median, upper: median + 0.01 };
    Time { seconds: spread(seconds), ratio: spread(ratio) }
}

fn table(title: &str, ours: f64) -> Table {
    let entry = |name, ratio| Entry { wall: Some(time(1.0, ratio)), ..Entry::new(name) };
    Table { title: title.to_owned(), entries: vec![entry("serde derive", 1.0), entry("graph-models", ours)] }
}

fn measured() -> Results {
    let mut models = Measured::default();
    let tables = vec![
        table("read a device", 0.85),
        table("write a device", 0.76),
        table("clone a device", 1.4),
        table("read a page of 1000 devices", 1.02),
    ];
    models.add(Report { command: "cargo bench -p graph-models --bench time".to_owned(), tables });
    let mut client = Measured::default();
    let entries = [("reqwest", 1.0), ("graph-client", 1.125)]
        .map(|(name, ratio)| Entry { cpu: Some(time(1.0, ratio)), ..Entry::new(name) });
    let cpu = Table { title: "create a device, one at a time".to_owned(), entries: entries.to_vec() };
    let entries = [("reqwest", 7_000_000), ("graph-client", 7_250_000)]
        .map(|(name, bytes)| Entry { resident_bytes: Some(bytes), ..Entry::new(name) });
    let memory = Table { title: "create 20000 devices in a process".to_owned(), entries: entries.to_vec() };
    client.add(Report { command: "cargo bench -p graph-client --bench memory".to_owned(), tables: vec![cpu, memory] });
    let mut registration = Measured::default();
    let kept =
        Entry::new("register, records kept").with("imports", 50.0, "").with("lists per page and round", 1.25, "");
    let few_requests = Table { title: "register 10000 devices".to_owned(), entries: vec![kept] };
    let streamed = Entry { resident_bytes: Some(120_000_000), ..Entry::new("1000000 rows") };
    let memory = Table { title: "register rows of 4 kB".to_owned(), entries: vec![streamed] };
    let command = "cargo bench -p graph-client --bench registration".to_owned();
    registration.add(Report { command, tables: vec![few_requests, memory] });
    Results {
        sections: [("Models", models), ("Client", client), ("Registration", registration)].into(),
        scale: None,
        date: Some(SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600)),
    }
}

#[test]
fn the_document_begins_with_the_targets_and_whether_they_hold() {
    let files = document(&measured(), &machine());
    let text = &files["BENCHMARKS.md"];
    let expected = "\
Measured on 2026-01-01:

- Analytical Engine, 2 cores, 8 GiB of memory
- Linux
- rustc 1.89.0

## Targets

| target | | measured | |
| --- | --: | --: | --- |
| generate all of Graph | at most 0.4 s | – | not measured |
";
    assert!(text.contains(expected), "{text}");
    for row in [
        "| read a device: time of serde derive | at most 0.88× | 0.850× | holds |",
        "| clone a device: time of serde derive | at most 1.5× | 1.400× | holds |",
        "| read a page of 1,000 devices: time of serde derive | at most 1× | 1.020× | **does not hold** |",
        "| write a device: time of serde derive | at most 0.75× | 0.760× | **does not hold** |",
        "| 20,000 creates: memory beyond bare reqwest | at most 2 MB | 0.250 MB | holds |",
        "| create a device: time of bare reqwest | at most 1.05× | – | not measured |",
        "| create a device: client CPU time of bare reqwest | at most 1.1× | 1.125× | **does not hold** |",
        "| register 10,000 devices: writes for 200 of them | at most 1 | 1.000 | holds |",
        "| register 10,000 devices: lists per page and round | at most 1 | 1.250 | **does not hold** |",
        "| register 1,000,000 rows of 4 kB: peak memory | at most 150 MB | 120.000 MB | holds |",
    ] {
        assert!(text.contains(row), "{text}");
    }
}

#[test]
fn each_package_has_its_commands_its_plot_and_its_tables() {
    let files = document(&measured(), &machine());
    let text = &files["BENCHMARKS.md"];
    assert!(text.contains("\n- `cargo bench -p graph-models --bench time`\n\n![Models: "), "{text}");
    assert!(text.contains("](xtask/plots/models.svg)\n\n| read a device | time |"), "{text}");
    assert!(text.contains("| graph-models | 1.00 s | 1.00 | **0.850** | 0.840 – 0.860 |"), "{text}");
    assert!(files["xtask/plots/models.svg"].contains(">0.85</text>"));
    assert!(!text.contains("## Generator") && !text.contains("## Compile cost"), "{text}");
}

fn scale() -> Scale {
    let scale = r#"{
        "command": "cargo xtask scale --metadata FILE",
        "types": 3822,
        "models": { "files": 3830, "lines": 134521 },
        "derived": { "files": 3825, "lines": 63165 },
        "generation": { "wall_seconds": 0.39, "cpu_seconds": 0.61, "mebibytes": 120 },
        "rows": [{
            "command": "cargo check",
            "models": { "wall_seconds": 12.5, "cpu_seconds": 10, "mebibytes": 900 },
            "derived": { "wall_seconds": 100, "cpu_seconds": 95, "mebibytes": 3500 }
        }],
        "selections": [{
            "root": "microsoft.graph.user", "types": 27, "size": { "files": 29, "lines": 1204 },
            "check": { "wall_seconds": 0.5, "cpu_seconds": 0.45, "mebibytes": 151 }
        }],
        "operations": {
            "operations": 1183, "types": 4687, "size": { "files": 4700, "lines": 155012 },
            "check": { "wall_seconds": 15, "cpu_seconds": 12, "mebibytes": 1000 }
        },
        "undeclared": ["microsoft.graph.message", "microsoft.graph.driveItem"]
    }"#;
    serde_json::from_str(scale).expect("the file of `cargo xtask scale` has this form")
}

#[test]
fn the_targets_of_the_compile_cost_are_gains_in_cpu_time() {
    let files = document(&Results { scale: Some(scale()), ..measured() }, &machine());
    let text = &files["BENCHMARKS.md"];
    for row in [
        "| generate all of Graph | at most 0.4 s | 0.390 s | holds |",
        "| generate all of Graph: peak memory | at most 200 MB | 125.829 MB | holds |",
        "| `cargo check` of it: less CPU time than serde derive | at least 8× | 9.500× | holds |",
        "| `cargo check` of it: less memory than serde derive | at least 4.5× | 3.889× | **does not hold** |",
        "| `cargo build` of it: less CPU time than serde derive | at least 8× | – | not measured |",
        "| `cargo build` of it: less memory than serde derive | at least 4.5× | – | not measured |",
    ] {
        assert!(text.contains(row), "{row}\n{text}");
    }
}

#[test]
fn the_compile_cost_has_both_times_of_both_variants_and_of_selections() {
    let files = document(&Results { scale: Some(scale()), ..measured() }, &machine());
    let text = &files["BENCHMARKS.md"];
    let expected = "\
`cargo xtask scale --metadata FILE`

![Compile cost: serde derive relative to the models (dashed); higher is better](xtask/plots/compile.svg)

| time for 3822 types | models: wall | models: CPU | serde derive: wall | serde derive: CPU | gain: wall | gain: CPU |
| --- | --: | --: | --: | --: | --: | --: |
| generate | **0.39 s** | 0.61 s | | | | |
| `cargo check` | 12.5 s | 10.0 s | 100.0 s | 95.0 s | 8.0× | **9.5×** |

| memory and size for 3822 types | models | serde derive | gain |
| --- | --: | --: | --: |
| generate, peak memory | **120 MiB** | | |
| `cargo check`, peak memory | 900 MiB | 3500 MiB | **3.9×** |
| files | 3830 | 3825 | |
| lines | 134521 | 63165 | |

| `cargo check` of the models | types | lines | wall | CPU | peak memory |
| --- | --: | --: | --: | --: | --: |
| `--root microsoft.graph.user` | 27 | 1204 | 0.50 s | 0.45 s | 151 MiB |
| `--all` | 3822 | 134521 | 12.50 s | 10.00 s | 900 MiB |
| `--all --operations` | 4687 | 155012 | 15.00 s | 12.00 s | 1000 MiB |

Skipped, because the metadata does not declare them: `microsoft.graph.message`, `microsoft.graph.driveItem`.
";
    assert!(text.ends_with(expected), "{text}");
    let plot = &files["xtask/plots/compile.svg"];
    let bars: Vec<_> = [">CPU time</text>", ">wall time</text>", ">9.50</text>", ">8.00</text>", ">3.89</text>"]
        .iter()
        .map(|bar| plot.find(bar))
        .collect();
    assert!(bars.iter().all(Option::is_some) && bars.is_sorted(), "{plot}");
}
