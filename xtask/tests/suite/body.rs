//! The body of the pull request that updates the schema: what its reviewer reads, and how it fills its room.

use crate::git;
use crate::metadata::{SLICE, metadata, with};
use crate::workspace::{update, workspace};
use std::path::Path;
use xtask::schema::report::Format;

/// The maximum length of a report in characters: GitHub allows 65,536, and a person adds notes.
const LIMIT: usize = 62_000;

const DEVICE: &str = "microsoft.graph.windowsAutopilotDeviceIdentity";

/// Returns metadata in which the device has many properties, each of a type of its own and with a description.
fn with_many(count: usize, description: &str) -> String {
    let types = (0..count).map(|number| {
        format!(
            "<ComplexType Name=\"setting{number}\"><Property Name=\"value\" Type=\"Edm.String\">
               <Annotation Term=\"Org.OData.Core.V1.Description\" String=\"{description} {number}\" /></Property></ComplexType>\n"
        )
    });
    let properties = (0..count)
        .map(|number| format!("<Property Name=\"setting{number}\" Type=\"microsoft.graph.setting{number}\" />\n"));
    let (types, properties): (String, String) = (types.collect(), properties.collect());
    with(&metadata(SLICE), &types, "windowsAutopilotDeviceIdentity", &properties)
}

/// Returns the body of an update from one text of the metadata to another.
fn body(old: &str, new: &str) -> String {
    let root = workspace();
    let root: &Path = root.path();
    if old != metadata(SLICE) {
        update(root, old).plan.apply().unwrap();
        git::commit(root);
    }
    let outcome = update(root, new);
    let body = outcome.report(Format::Markdown);
    outcome.plan.apply().unwrap();
    assert!(xtask::codegen::plan(root).unwrap().drift().is_empty());
    assert!(body.chars().count() <= LIMIT, "{}", body.len());
    assert_eq!(body.matches("<details>").count(), body.matches("</details>").count());
    body
}

/// Returns the numbers of omitted rows with their kinds, and the line that counts them.
fn omitted(body: &str) -> (Vec<(usize, String)>, &str) {
    let note = body.lines().find(|line| line.starts_with("This report omits ")).unwrap();
    let (counts, _) = note["This report omits ".len()..].split_once(", because its length is limited. ").unwrap();
    let count = |count: &str| {
        let (number, kind) = count.split_once(' ').unwrap();
        (number.parse().unwrap(), kind.to_owned())
    };
    (counts.split(", ").map(count).collect(), note)
}

#[test]
fn three_hundred_removed_types_are_two_rows() {
    let body = body(&with_many(300, "The setting"), &with_many(0, ""));
    assert!(body.starts_with("## major: "), "{}", &body[..500]);
    let rows: Vec<_> = body.lines().filter(|line| line.starts_with("| 300 ")).collect();
    let [types, properties] = rows.as_slice() else { panic!("{rows:?}") };
    let (types, properties) = if types.contains(" types ") { (types, properties) } else { (properties, types) };
    assert!(
        types.starts_with("| 300 types removed | under `microsoft.graph`<details><summary>list</summary>`setting0`: `complex type`<br>"),
        "{types}"
    );
    assert!(
        types.contains("<br>`setting299`: ")
            && types.ends_with(" | breaking `item-removed` | breaking `type-removed` |"),
        "{types}"
    );
    assert!(properties.starts_with(&format!("| 300 properties removed | under `{DEVICE}`<details>")), "{properties}");
    for expected in [
        "\n### Breaking for Rust code: 600\n",
        "- `graph-models`: `beta::{Setting0, Setting1, Setting10,",
        "\n-    pub setting0: Option<Box<beta::Setting0>>,\n",
        "\n- [ ] Does `CHANGELOG.md` say what users have to do?",
    ] {
        assert!(body.contains(expected), "{expected}\n{body}");
    }
    assert!(!body.contains("[ ] Are the breaking changes worth the release"), "nothing is released");
    let (omitted, note) = omitted(&body);
    assert!(omitted.iter().all(|(_, kind)| kind.starts_with("lines of ")), "all differences fit: {note}");
}

#[test]
fn the_code_that_breaks_is_shown_without_code_that_only_moves() {
    let body = body(&with_many(1, "The setting"), &with_many(0, ""));
    let (_, code) = body.split_once("<details><summary>Generated code that breaks</summary>").unwrap();
    let (code, _) = code.split_once("</details>").unwrap();
    assert!(code.contains("\n-    pub setting0: Option<Box<beta::Setting0>>,\n"), "{code}");
    let headers: Vec<_> = code.lines().filter(|line| line.starts_with("@@ ")).collect();
    let is_of_device = |header: &&str| header.ends_with(" @@ windows_autopilot_device_identity.rs");
    assert!(!headers.is_empty() && headers.iter().all(is_of_device), "the types name what the modules list: {code}");
}

#[test]
fn documentation_goes_first_when_the_page_is_full() {
    let long = |word: &str| format!("{word} {}", "x".repeat(120));
    let mut old = with_many(400, &long("Before"));
    old = old.replace("Name=\"skuNumber\"", "Name=\"oldNumber\"");
    let new = with_many(300, &long("After"));
    let body = body(&old, &new);
    assert!(body.chars().count() > LIMIT * 9 / 10, "the page is full: {}", body.len());
    let (omitted, note) = omitted(&body);
    let kinds: Vec<_> = omitted.iter().map(|(_, kind)| kind.as_str()).collect();
    let last = ["rules", "lines of generated code", "lines of the public API"];
    assert_eq!(kinds, [&["differences without an effect on Rust code"], &last[..]].concat(), "{note}");
    let documentation = omitted[0].0;
    let diff = "`cargo xtask schema diff HEAD:schema/beta.csdl.xml schema/beta.csdl.xml --format json`";
    let commands =
        format!("Run {diff} for all differences and lines of the public API, `git diff HEAD` for the generated code.");
    assert!(note.ends_with(&commands), "{note}");
    let shown = body.matches(": `Before xxx").count();
    assert_eq!(shown + documentation, 300, "{note}");
    assert!(body.contains(&format!("… {documentation} more</details>")), "{body}");
    assert!(
        body.contains("| 100 types removed |") && body.contains("<br>`setting399`: `complex type`"),
        "all that breaks"
    );
    assert!(body.contains("### Decisions for the reviewer"), "the end is there");
}

#[test]
fn what_breaks_is_omitted_last_and_never_without_a_title() {
    let body = body(&with_many(1000, "The setting"), &with_many(0, ""));
    let (omitted, note) = omitted(&body);
    assert_eq!(omitted[0].1, "breaking differences", "{note}");
    assert!(body.chars().count() > LIMIT - 2000, "{}", body.len());
    for row in ["| 1000 types removed | under `microsoft.graph`", "| 1000 properties removed | under `microsoft.graph."]
    {
        assert!(body.contains(row), "{row}\n{body}");
    }
    let lists = body.split("</details>").filter_map(|list| list.rsplit_once("… ")?.1.strip_suffix(" more"));
    let more: usize = lists.map(|more| more.parse::<usize>().unwrap()).sum();
    assert_eq!(more, omitted[0].0, "the lists count what they omit");
}

#[test]
fn rows_name_the_members_of_a_new_enumeration_and_what_moved() {
    let state = "windowsAutopilotDeviceRemediationState";
    let old = metadata(SLICE);
    let start = old.find(&format!("<EnumType Name=\"{state}\"")).unwrap();
    let end = start + old[start..].find("</EnumType>").unwrap();
    let mut members: Vec<&str> = old[start..end].split_inclusive("</Member>").collect();
    let [second, third] = [1, 2].map(|at: usize| {
        let (_, member) = members[at].split_once("<Member Name=\"").unwrap();
        member.split('"').next().unwrap()
    });
    members.swap(1, 2);
    let moved = [&old[..start], &members.concat(), &old[end..]].concat();
    let new = with(
        &moved,
        "<EnumType Name=\"lane\"><Member Name=\"left\" Value=\"0\" /><Member Name=\"right\" Value=\"1\" /></EnumType>",
        "windowsAutopilotDeviceIdentity",
        "<Property Name=\"lane\" Type=\"microsoft.graph.lane\" />",
    );
    let body = body(&old, &new);
    let added = "| type added | `microsoft.graph.lane` | `enumeration: left, right` |";
    let [row] = body.lines().filter(|line| line.contains("order changed")).collect::<Vec<_>>()[..] else {
        panic!("{body}")
    };
    assert!(row.contains(&format!("`{third} before {second}`")), "{row}");
    assert!(body.contains(added), "{body}");
    assert!(!body.contains("<summary>Generated code"), "a member only moves: {body}");
    assert!(body.contains("\n### Added\n\n- `graph-models`: `beta::Lane`.\n- `graph-models`: `beta::WindowsAutopilotDeviceIdentity::lane`.\n"), "{body}");
}
