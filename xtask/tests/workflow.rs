//! The steps of the workflow that updates the schema every week, run in a repository of their own. Scripts stand in for GitHub's
//! command line, the download and the generator.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use xtask::workspace_root;

/// `gh`: logs its arguments. There is a pull request or an issue once one was created.
const GH: &str = r#"#!/bin/bash
echo "$*" >> "$HUB/log"
case "$1 $2" in
  'pr list') [ ! -e "$HUB/pr" ] || echo 7 ;;
  'issue list') [ ! -e "$HUB/issue" ] || echo 8 ;;
  'pr create') touch "$HUB/pr" ;;
  'issue create') touch "$HUB/issue" ;;
esac
for last; do :; done
case "$*" in *--body-file*) cp "$last" "$HUB/body-$1" ;; esac
"#;

/// `cargo`: the update writes the slice and prints the body, or fails with diagnostics.
const CARGO: &str = r#"#!/bin/bash
[ "$1" = build ] && exit
case "$*" in *'--since '*' --format markdown') ;; *) echo "unexpected: $*" >&2; exit 2 ;; esac
[ ! -e "$HUB/broken" ] || { echo 'error: unknown type `a.b`' >&2; exit 1; }
cp "$HUB/slice" schema/beta.csdl.xml
cat "$HUB/report"
"#;

/// A repository, its copy on GitHub, and a folder with the state of GitHub.
struct Rehearsal {
    folder: TempDir,
    steps: Vec<(String, String)>,
}

impl Rehearsal {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rehearsal = Self { folder, steps: steps() };
        for name in ["hub", "bin", "temp"] {
            fs::create_dir(rehearsal.path(name)).unwrap();
        }
        for (name, script) in [("gh", GH), ("cargo", CARGO), ("curl", "#!/bin/bash\n")] {
            let path = rehearsal.path("bin").join(name);
            fs::write(&path, script).unwrap();
            fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        rehearsal.shell(
            ".",
            "git init --quiet --bare --initial-branch main origin.git && git clone --quiet origin.git person 2>&1",
        );
        rehearsal.shell("person", "git switch --quiet --create main; mkdir schema; echo old > schema/beta.csdl.xml; git add . && git commit --quiet -m First && git push --quiet origin main");
        rehearsal.answer("new", "## minor: graph-models\n");
        rehearsal
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_default()
    }

    /// Sets the slice and the report of the next update.
    fn answer(&self, slice: &str, report: &str) {
        fs::write(self.path("hub/slice"), format!("{slice}\n")).unwrap();
        fs::write(self.path("hub/report"), report).unwrap();
    }

    /// Runs a script as the runner does, and returns its output if it succeeds.
    fn run(&self, folder: &str, script: &str) -> Option<String> {
        let path = format!("{}:{}", self.path("bin").display(), std::env::var("PATH").unwrap());
        let mut command = Command::new("bash");
        command
            .args(["-e", "-c", script])
            .current_dir(self.path(folder))
            .env("PATH", path)
            .env("HUB", self.path("hub"));
        for person in ["AUTHOR", "COMMITTER"] {
            command.env(format!("GIT_{person}_NAME"), "a").env(format!("GIT_{person}_EMAIL"), "a@example.org");
        }
        // The metadata is in the same repository, so that no step needs the network.
        command
            .env("GIT_CONFIG_COUNT", "1")
            .env("GIT_CONFIG_KEY_0", format!("url.{}.insteadOf", self.path("origin.git").display()));
        command.env("GIT_CONFIG_VALUE_0", "https://github.com/microsoftgraph/msgraph-metadata");
        for (name, value) in
            [("BRANCH", "schema-update"), ("TITLE", "Update"), ("FAILURE", "It fails"), ("METADATA", "https://x")]
        {
            command.env(name, value);
        }
        command
            .env("RUNNER_TEMP", self.path("temp"))
            .env("GITHUB_ENV", self.path("temp/env"))
            .env("GITHUB_OUTPUT", self.path("temp/output"));
        for line in self.read("temp/env").lines() {
            let (name, value) = line.split_once('=').unwrap();
            command.env(name, value);
        }
        let output = command.output().unwrap();
        output.status.success().then(|| String::from_utf8(output.stdout).unwrap())
    }

    fn shell(&self, folder: &str, script: &str) -> String {
        self.run(folder, script).unwrap_or_else(|| panic!("{script}"))
    }

    /// Runs the workflow on a fresh clone, and returns the calls of `gh`.
    fn week(&self) -> String {
        for old in ["runner", "temp"] {
            let _ = fs::remove_dir_all(self.path(old));
        }
        fs::create_dir(self.path("temp")).unwrap();
        let _ = fs::remove_file(self.path("hub/log"));
        self.shell(".", "git clone --quiet origin.git runner");
        let mut has_failed = false;
        for (condition, script) in &self.steps {
            if has_failed == (condition == "failure()") {
                has_failed |= self.run("runner", script).is_none();
            }
        }
        self.read("hub/log")
    }

    /// Returns the subjects of the commits of the pull request.
    fn commits(&self) -> String {
        self.shell("origin.git", "git log --format=%s schema-update")
    }
}

/// Returns the conditions and scripts of the steps of the first job.
fn steps() -> Vec<(String, String)> {
    let path: &Path = &workspace_root().join(".github/workflows/schema-update.yml");
    let text = fs::read_to_string(path).unwrap();
    let job = text.split("\n    steps:\n").nth(1).unwrap().split("\n  check:\n").next().unwrap();
    let steps = job.split("\n      - ").filter_map(|step| {
        let (head, script) = step.split_once("run: ")?;
        let condition = head.lines().find_map(|line| line.trim().strip_prefix("if: ")).unwrap_or_default();
        let lines =
            script.trim_start_matches("|\n").lines().map(|line| line.strip_prefix("          ").unwrap_or(line));
        Some((condition.to_owned(), lines.collect::<Vec<_>>().join("\n")))
    });
    steps.collect()
}

#[test]
fn the_weekly_run_continues_an_open_pull_request() {
    let rehearsal = Rehearsal::new();
    let calls = rehearsal.week();
    assert!(calls.contains("pr create --head schema-update --title Update --body-file "), "{calls}");
    assert!(calls.contains("pr edit schema-update --remove-label credentials"), "{calls}");
    assert_eq!(rehearsal.read("hub/body-pr"), "## minor: graph-models\n");
    assert_eq!(rehearsal.read("temp/output"), "pushed=true\n");
    assert_eq!(rehearsal.commits(), "Update\nFirst\n");

    // A person adds to the pull request, and the main branch goes on.
    rehearsal.shell("person", "git fetch --quiet && git switch --quiet schema-update && echo by hand > notes && git add . && git commit --quiet -m Person && git push --quiet");
    rehearsal.shell(
        "person",
        "git switch --quiet main && echo x > other && git add . && git commit --quiet -m Main && git push --quiet",
    );
    rehearsal.answer("newer", "## minor: graph-models\n\n### Possible credentials: 1\n");
    let calls = rehearsal.week();
    assert!(calls.contains("pr edit 7 --body-file ") && !calls.contains("pr create"), "{calls}");
    assert!(calls.contains("pr edit schema-update --add-label credentials"), "{calls}");
    let commits = rehearsal.commits();
    assert!(commits.starts_with("Update\nMerge commit ") && commits.contains("\nPerson\n"), "{commits}");
    assert_eq!(
        rehearsal
            .shell("origin.git", "git show schema-update:notes schema-update:other schema-update:schema/beta.csdl.xml"),
        "by hand\nx\nnewer\n"
    );

    // The pull request is closed: the branch starts anew.
    fs::remove_file(rehearsal.path("hub/pr")).unwrap();
    rehearsal.week();
    assert_eq!(rehearsal.commits(), "Update\nMain\nFirst\n");
}

#[test]
fn a_week_without_changes_opens_nothing() {
    let rehearsal = Rehearsal::new();
    rehearsal.answer("old", "## Nothing changed\n");
    let calls = rehearsal.week();
    assert!(!calls.contains("create") && !calls.contains("edit"), "{calls}");
    assert_eq!(rehearsal.read("temp/output"), "");
}

#[test]
fn a_failure_opens_an_issue_with_the_diagnostics_and_the_next_one_updates_it() {
    let rehearsal = Rehearsal::new();
    fs::write(rehearsal.path("hub/broken"), "").unwrap();
    let calls = rehearsal.week();
    assert!(calls.contains("issue create --title It fails --body-file ") && !calls.contains("pr create"), "{calls}");
    let body = rehearsal.read("hub/body-issue");
    assert!(body.contains("\n    error: unknown type `a.b`\n"), "{body}");
    let calls = rehearsal.week();
    assert!(calls.contains("issue edit 8 --body-file ") && !calls.contains("issue create"), "{calls}");
}
