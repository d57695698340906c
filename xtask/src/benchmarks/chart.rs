//! Bar charts in SVG: groups of horizontal bars, and a dashed line at the baseline.

use std::fmt::{self, Display, Formatter};

/// A chart of numbers relative to a baseline.
pub(super) struct Chart {
    pub(super) title: String,
    /// The legend of the bars in each group.
    pub(super) series: Vec<String>,
    pub(super) groups: Vec<Group>,
}

/// A group of bars, one for each series.
pub(super) struct Group {
    pub(super) name: String,
    pub(super) values: Vec<f64>,
}

const WIDTH: f64 = 760.0;
/// The left edge of the bars, and the length of the longest.
const LEFT: f64 = 210.0;
const LENGTH: f64 = 480.0;
/// The height of title and legend.
const TOP: f64 = 64.0;
const BAR: f64 = 14.0;
const GAP: f64 = 14.0;

/// A palette for people with any colour vision, on a dark or light background.
const COLOURS: [&str; 4] = ["#0072b2", "#e69f00", "#009e73", "#cc79a7"];

impl Display for Chart {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let bars = self.groups.iter().flat_map(|group| &group.values);
        let scale = LENGTH / bars.fold(1.0_f64, |longest, value| longest.max(*value));
        let height = TOP + self.groups.iter().map(Group::height).sum::<f64>();
        writeln!(f, r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">"#)?;
        writeln!(f, "<title>{}</title>", Escaped(&self.title))?;
        writeln!(f, "<style>text {{ font: 12px sans-serif; fill: #1f2328 }} line {{ stroke: #1f2328 }}")?;
        writeln!(
            f,
            "@media (prefers-color-scheme: dark) {{ text {{ fill: #e6edf3 }} line {{ stroke: #e6edf3 }} }}</style>"
        )?;
        writeln!(f, r#"<text x="8" y="18" font-weight="bold">{}</text>"#, Escaped(&self.title))?;
        for (place, (name, colour)) in (0_u8..).zip(self.series.iter().zip(COLOURS)) {
            let x = 8.0 + f64::from(place) * 250.0;
            writeln!(f, r#"<rect x="{x}" y="32" width="10" height="10" fill="{colour}"/>"#)?;
            writeln!(f, r#"<text x="{}" y="41">{}</text>"#, x + 16.0, Escaped(name))?;
        }
        let mut y = TOP;
        for group in &self.groups {
            let middle = y + (group.height() - GAP) / 2.0 + 4.0;
            writeln!(f, r#"<text x="{}" y="{middle}" text-anchor="end">{}</text>"#, LEFT - 8.0, Escaped(&group.name))?;
            for (value, colour) in group.values.iter().zip(COLOURS) {
                let length = value * scale;
                writeln!(
                    f,
                    r#"<rect x="{LEFT}" y="{y}" width="{length:.1}" height="{}" fill="{colour}"/>"#,
                    BAR - 2.0
                )?;
                writeln!(f, r#"<text x="{:.1}" y="{}">{value:.2}</text>"#, LEFT + length + 4.0, y + 10.0)?;
                y += BAR;
            }
            y += GAP;
        }
        let x = LEFT + scale;
        writeln!(
            f,
            r#"<line x1="{x:.1}" y1="{}" x2="{x:.1}" y2="{}" stroke-dasharray="4 3"/>"#,
            TOP - 6.0,
            height - GAP
        )?;
        writeln!(f, "</svg>")
    }
}

impl Group {
    fn height(&self) -> f64 {
        self.values.iter().map(|_| BAR).sum::<f64>() + GAP
    }
}

/// Text with markup escaped, and without backticks.
struct Escaped<'a>(&'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.replace('`', "").replace('&', "&amp;").replace('<', "&lt;"))
    }
}

#[cfg(test)]
mod tests {
    use super::{Chart, Group};

    #[test]
    fn the_length_of_a_bar_is_proportional_to_its_value() {
        let chart = Chart {
            title: "time & memory".to_owned(),
            series: vec!["ours".to_owned()],
            groups: vec![
                Group { name: "read `a`".to_owned(), values: vec![0.5] },
                Group { name: "write".to_owned(), values: vec![2.0] },
            ],
        };
        let text = chart.to_string();
        assert!(text.contains("<title>time &amp; memory</title>"), "{text}");
        assert!(text.contains(r#"y="64" width="120.0""#), "{text}");
        assert!(text.contains(r#"y="92" width="480.0""#), "{text}");
        assert!(text.contains(r#"<line x1="450.0" y1="58" x2="450.0" y2="106""#), "{text}");
        assert!(text.contains(">read a</text>"), "{text}");
    }
}
