//! The steps of the workflow that updates the schema every week, run in a repository of their own. Scripts stand in for GitHub's
//! command line, the download and the generator.

use crate::script;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use xtask::workspace_root;

/// `gh`: logs its arguments. There is a pull request or an issue once one was created.
const GH: &str = r#"#!/bin/bash
echo "$*" >> "$HUB/log"
case "$1 $2" in
  'pr list') [ ! -e "$HUB/pr" ] || echo 7 ;;
  'pr view') sed 's/$/\r/' "$HUB/body-pr"; echo ;;
  'issue list') [ ! -e "$HUB/issue" ] || echo 8 ;;
  'pr create') touch "$HUB/pr" ;;
  'issue create') touch "$HUB/issue" ;;
esac
for last; do :; done
case "$*" in *--body-file*) cp "$last" "$HUB/body-$1" ;; esac
"#;

/// `cargo`: the update writes the slice and prints the body, or fails with diagnostics.
const CARGO: &str = r#"#!/bin/bash
case "$*" in *'--since '*' --format markdown') ;; *) echo "unexpected: $*" >&2; exit 2 ;; esac
[ ! -e "$HUB/broken" ] || { echo 'error: unknown type `a.b`' >&2; exit 1; }
cp "$HUB/slice" schema/beta.csdl.xml
cat "$HUB/report"
"#;

/// The last line of a report.
const END: &str = "<!-- The end of the report. The next update replaces it, except for ticks; write below. -->";

/// A repository, its copy on GitHub, and a folder with the state of GitHub.
struct Rehearsal {
    folder: TempDir,
    /// The steps of the update, and those that open an issue.
    jobs: [Vec<(String, String)>; 2],
}

impl Rehearsal {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rehearsal = Self { folder, jobs: ["update", "issue"].map(steps) };
        for name in ["hub", "bin", "temp"] {
            fs::create_dir(rehearsal.path(name)).unwrap();
        }
        for (name, script) in [("gh", GH), ("cargo", CARGO), ("curl", "#!/bin/bash\n")] {
            script::write(&rehearsal.path("bin").join(name), script);
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
        for line in self.read("temp/env").lines().chain(self.read("hub/needs").lines()) {
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
        let [update, issue] = &self.jobs;
        let mut has_failed = false;
        for (condition, script) in update {
            if has_failed == (condition == "failure()") {
                has_failed |= self.run("runner", script).is_none();
            }
        }
        let check_fails = self.read("hub/checks") == "fail";
        if has_failed || check_fails {
            let output = self.read("temp/output");
            let diagnostics = output.lines().find_map(|line| line.strip_prefix("diagnostics=")).unwrap_or_default();
            let result = |fails| if fails { "failure" } else { "success" };
            let needs = format!(
                "DIAGNOSTICS={diagnostics}\nUPDATE={}\nCHECK={}\n",
                result(has_failed),
                if has_failed { "skipped" } else { result(check_fails) }
            );
            fs::write(self.path("hub/needs"), needs).unwrap();
            for (_, script) in issue {
                self.shell(".", script);
            }
        }
        self.read("hub/log")
    }

    /// Returns the subjects of the commits of the pull request.
    fn commits(&self) -> String {
        self.shell("origin.git", "git log --format=%s schema-update")
    }
}

/// Returns the conditions and scripts of the steps of a job.
fn steps(job: &str) -> Vec<(String, String)> {
    let path: &Path = &workspace_root().join(".github/workflows/schema-update.yml");
    let text = fs::read_to_string(path).unwrap();
    let job = text.split(&format!("\n  {job}:\n")).nth(1).unwrap().split("\n    steps:\n").nth(1).unwrap();
    let job = job.split("\n\n  ").next().unwrap();
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
    assert!(!calls.contains("issue"), "{calls}");
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
fn the_body_keeps_ticks_and_what_a_person_wrote_below_the_report() {
    let rehearsal = Rehearsal::new();
    let report =
        |questions: &str| rehearsal.answer("new", &format!("## minor\n\n### Decisions\n\n{questions}\n{END}\n"));
    report("- [ ] Which is a secret: `a/b`?\n- [ ] Should models cover `c`?\n");
    rehearsal.week();
    let body = rehearsal.read("hub/body-pr");
    let edited = body.replace("- [ ] ", "- [x] ") + "\nWait for the [release](https://x).\n- [x] Asked & answered.\n";
    fs::write(rehearsal.path("hub/body-pr"), edited).unwrap();
    report("- [ ] Which is a secret: `a/b, a/d`?\n- [ ] Should models cover `c`?\n");
    let expected = format!(
        "## minor\n\n### Decisions\n\n- [ ] Which is a secret: `a/b, a/d`?\n- [x] Should models cover `c`?\n\n{END}\n\n\
         Wait for the [release](https://x).\n- [x] Asked & answered.\n"
    );
    for _ in 0..2 {
        rehearsal.week();
        assert_eq!(rehearsal.read("hub/body-pr"), expected);
    }
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

#[test]
fn the_issue_has_what_any_step_printed() {
    let rehearsal = Rehearsal::new();
    let body = || rehearsal.read("hub/body-issue");
    let stand_in = |name: &str, script: &str| script::write(&rehearsal.path("bin").join(name), script);
    stand_in("curl", "#!/bin/bash\necho 'curl: (22) error: 404' >&2; exit 22\n");
    rehearsal.week();
    assert!(body().contains("\nUpdate: failure. Checks of the pull request: skipped."), "{}", body());
    assert!(body().contains("\n    curl: (22) error: 404\n"), "{}", body());

    stand_in("curl", "#!/bin/bash\n");
    rehearsal.week();
    // A person and the main branch change the same line.
    rehearsal.shell("person", "git fetch --quiet && git switch --quiet schema-update && echo a > x && git add . && git commit --quiet -m a && git push --quiet");
    rehearsal.shell(
        "person",
        "git switch --quiet main && echo b > x && git add . && git commit --quiet -m b && git push --quiet",
    );
    rehearsal.week();
    assert!(body().contains("\n    CONFLICT (add/add): Merge conflict in x\n"), "{}", body());
}

#[test]
fn failing_checks_of_the_pull_request_open_an_issue() {
    let rehearsal = Rehearsal::new();
    fs::write(rehearsal.path("hub/checks"), "fail").unwrap();
    let calls = rehearsal.week();
    assert!(calls.contains("pr create") && calls.contains("issue create"), "{calls}");
    let body = rehearsal.read("hub/body-issue");
    assert!(body.contains("\nUpdate: success. Checks of the pull request: failure."), "{body}");
}
