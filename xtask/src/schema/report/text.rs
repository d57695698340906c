//! Reports for a terminal.

use super::line;
use super::page::{Rank, Row, Section};
use super::style::{Form, Style};

/// Plain text.
pub(super) struct Text;

impl Style for Text {
    // As much as one scrolls through.
    const LIMIT: usize = 400_000;

    // Git shows the code.
    const HAS_CODE: bool = false;

    fn quote(text: &str) -> String {
        line(text)
    }

    fn head(line: &str) -> String {
        format!("{line}\n")
    }

    fn difference(what: &str, place: &str, values: &[String], group: &[String], [rust, wire]: &[String; 2]) -> Row {
        let values: String = values.iter().flat_map(|value| ["\n    ", value]).collect();
        Row {
            start: format!("{what} {place}{values}\n    Rust: {rust}; wire: {wire}\n"),
            items: group.iter().map(|item| format!("        {item}\n")).collect(),
            end: String::new(),
        }
    }

    fn section(rank: Rank, title: &str, form: Form, mut rows: Vec<Row>) -> Vec<Section> {
        let (before, indent) = match form {
            Form::Paragraphs => (String::new(), "\n"),
            Form::Table => (format!("\n{title}\n\n"), ""),
            Form::List | Form::Code(_) => (format!("\n{title}\n"), "    "),
        };
        for row in &mut rows {
            row.start.insert_str(0, indent);
        }
        vec![Section { rank, before, rows, after: String::new() }]
    }
}
