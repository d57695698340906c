//! Reports for the body of a pull request.

use super::line;
use super::page::{Rank, Row, Section};
use super::style::{Form, Style};

/// The maximum number of rows outside a folded section.
const OPEN: usize = 25;

const TABLE: &str = "| What | Where | Old → new | Rust API | Wire |\n|---|---|---|---|---|\n";

/// Markdown as GitHub renders it.
pub(super) struct Markdown;

impl Style for Markdown {
    // GitHub rejects more than 65,536 characters. The rest is for what a person adds.
    const LIMIT: usize = 62_000;

    const HAS_CODE: bool = true;

    fn quote(text: &str) -> String {
        let text = line(text);
        let fence = fence([text.as_str()], 1);
        let text = text.replace('|', "\\|");
        let blank = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
        format!("{fence}{blank}{text}{blank}{fence}")
    }

    fn head(line: &str) -> String {
        format!("## {line}\n")
    }

    fn difference(what: &str, place: &str, values: &[String], group: &[String], [rust, wire]: &[String; 2]) -> Row {
        let [fold, folded] =
            if group.is_empty() { ["", ""] } else { ["<details><summary>list</summary>", "</details>"] };
        Row {
            start: format!("| {what} | {place}{fold}"),
            items: group.iter().map(|item| format!("{item}<br>")).collect(),
            end: format!("{folded} | {} | {rust} | {wire} |\n", values.join("<br>")),
        }
    }

    fn section(rank: Rank, title: &str, form: Form, mut rows: Vec<Row>) -> Vec<Section> {
        let (before, after, mark) = match form {
            Form::Paragraphs => (String::new(), String::new(), "\n"),
            Form::List => (String::new(), String::new(), "- "),
            Form::Table => (TABLE.to_owned(), String::new(), ""),
            Form::Code(language) => {
                let fence =
                    fence(rows.iter().flat_map(|row| row.items.iter().chain([&row.start])).map(String::as_str), 3);
                (format!("{fence}{language}\n"), format!("{fence}\n"), "")
            }
        };
        for row in &mut rows {
            row.start.insert_str(0, mark);
        }
        let is_open = matches!(rank, Rank::Decision | Rank::Breaking | Rank::Additive);
        let folded = rows.split_off(if is_open { rows.len().min(OPEN) } else { 0 });
        let more = format!("{} more", folded.iter().map(Row::len).sum::<usize>());
        let summary = if is_open { &more } else { title };
        let heading = if form == Form::Paragraphs { String::new() } else { format!("\n### {title}\n\n{before}") };
        let fold = format!("\n<details><summary>{summary}</summary>\n\n{before}");
        vec![
            Section { rank, before: heading, rows, after: after.clone() },
            Section { rank, before: fold, rows: folded, after: after + "\n</details>\n" },
        ]
    }
}

/// Returns more backticks than any sequence in the texts, and at least a minimum.
fn fence<'a>(texts: impl IntoIterator<Item = &'a str>, min: usize) -> String {
    let runs = texts.into_iter().flat_map(|text| text.split(|character| character != '`'));
    "`".repeat(runs.map(|run| run.len() + 1).max().unwrap_or_default().max(min))
}
