//! How many lines the tests run, by crate and for the modules on which the outcome of a request depends.

use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::fs;
use std::path::Path;

/// The report of cargo-llvm-cov, relative to the root of the workspace.
pub(super) const REPORT: &str = "target/coverage.json";

/// Names, beginnings of paths, and the least percentage of lines.
const GROUPS: &[(&str, &str, u64)] = &[
    ("codegen", "codegen/src/", 90),
    ("graph-models", "graph-models/src/", 0),
    ("graph-client", "graph-client/src/", 90),
    ("pipeline of graph-client", "graph-client/src/pipeline", 95),
    ("registration of graph-client", "graph-client/src/autopilot", 95),
    ("graph-autopilot", "graph-client/autopilot/src/", 0),
];

#[derive(Deserialize)]
struct Report {
    data: Vec<Data>,
}

#[derive(Deserialize)]
struct Data {
    files: Vec<File>,
}

#[derive(Deserialize)]
struct File {
    filename: String,
    summary: Summary,
}

#[derive(Deserialize)]
struct Summary {
    lines: Lines,
}

#[derive(Deserialize)]
struct Lines {
    count: u64,
    covered: u64,
}

/// Prints the coverage of each group, and fails if one is too low.
pub(super) fn check(root: &Path) -> Result<()> {
    let text = fs::read_to_string(root.join(REPORT)).with_context(|| format!("cannot read {REPORT}"))?;
    let report: Report = serde_json::from_str(&text).with_context(|| format!("cannot read {REPORT}"))?;
    let mut low = Vec::new();
    for (name, start, least) in GROUPS {
        let (mut count, mut covered) = (0, 0);
        for file in report.data.iter().flat_map(|data| &data.files) {
            let path = Path::new(&file.filename).strip_prefix(root).unwrap_or(Path::new("")).to_string_lossy();
            if path.starts_with(start) && !path.contains("/tests") {
                count += file.summary.lines.count;
                covered += file.summary.lines.covered;
            }
        }
        let tenths = (1000 * covered).checked_div(count).unwrap_or_default();
        println!("{name}: {}.{} % of {count} lines", tenths / 10, tenths % 10);
        if tenths < 10 * least {
            low.push(format!("{name}: expected at least {least} %"));
        }
    }
    ensure!(low.is_empty(), "the tests run too few lines:\n{}", low.join("\n"));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{REPORT, check};
    use serde_json::json;
    use std::fs;

    #[test]
    fn each_group_needs_its_part_of_the_lines() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir(root.join("target")).unwrap();
        let measured = |pipeline: u64| {
            let files = [
                ("codegen/src/lib.rs", 90),
                ("graph-client/src/client.rs", 85),
                ("graph-client/src/pipeline/retry.rs", pipeline),
                ("graph-client/src/pipeline/tests.rs", 0),
                ("graph-client/src/autopilot/job.rs", 95),
            ];
            let files = files.map(|(path, covered)| {
                json!({ "filename": root.join(path), "summary": { "lines": { "count": 100, "covered": covered } } })
            });
            fs::write(root.join(REPORT), json!({ "data": [{ "files": files }] }).to_string()).unwrap();
            check(root).map_err(|error| error.to_string())
        };
        assert_eq!(measured(95), Ok(()));
        let error = "the tests run too few lines:\npipeline of graph-client: expected at least 95 %";
        assert_eq!(measured(94).unwrap_err(), error);
    }
}
