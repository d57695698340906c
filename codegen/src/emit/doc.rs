//! Doc comments from the texts of a schema, which are untrusted.

use crate::schema::Documentation;
use crate::text::{floor, is_invisible};
use proc_macro2::{Ident, Span};
use syn::token::Bracket;
use syn::{AttrStyle, Attribute, Expr, ExprLit, Lit, LitStr, Meta, MetaNameValue, Token, parse_quote};

/// The longest text of a doc comment, in bytes: a hundred times the longest of Microsoft's. Formatting takes ten times as much
/// memory.
const MAX_LENGTH: usize = 150_000;

/// Returns the doc comment of an item: the descriptions in the schema, then the facts that the generator adds. Either may be
/// missing.
pub(super) fn lines(documentation: &Documentation, facts: &str) -> Vec<Attribute> {
    let Documentation { description, long_description, .. } = documentation;
    let long_description = long_description.as_ref().filter(|long| Some(*long) != description.as_ref());
    let mut paragraphs = description.iter().chain(long_description).map(|text| escape(text)).collect::<Vec<_>>();
    paragraphs.extend((!facts.is_empty()).then(|| facts.to_owned()));
    let blank = || attribute("");
    let mut lines = Vec::new();
    for paragraph in paragraphs {
        lines.extend((!lines.is_empty()).then(blank));
        lines.push(attribute(&format!(" {paragraph}")));
    }
    lines
}

/// Returns `#[doc = "…"]`. Constructs it directly, because parsing is too slow for that many.
fn attribute(text: &str) -> Attribute {
    let literal = Lit::Str(LitStr::new(text, Span::call_site()));
    Attribute {
        pound_token: Token![#](Span::call_site()),
        style: AttrStyle::Outer,
        bracket_token: Bracket::default(),
        meta: Meta::NameValue(MetaNameValue {
            path: Ident::new("doc", Span::call_site()).into(),
            eq_token: Token![=](Span::call_site()),
            value: Expr::Lit(ExprLit { attrs: Vec::new(), lit: literal }),
        }),
    }
}

/// Returns an inner doc comment.
pub(super) fn inner(text: &str) -> Attribute {
    Attribute {
        style: AttrStyle::Inner(Token![!](Span::call_site())),
        ..attribute(&if text.is_empty() { String::new() } else { format!(" {text}") })
    }
}

/// Returns the `deprecated` attribute. Its note is escaped because rustdoc renders it as Markdown.
pub(super) fn deprecated(documentation: &Documentation) -> Option<Attribute> {
    let note = escape(&documentation.deprecation.as_ref()?.to_string());
    Some(parse_quote!(#[deprecated(note = #note)]))
}

/// Formats a name of the schema as inline code, or as quoted text if it has characters that inline code does not allow.
pub(super) fn code(name: &impl ToString) -> String {
    let name = name.to_string();
    let is_plain = |character: char| character.is_alphanumeric() || "_@.$-(),".contains(character);
    if !name.is_empty() && name.chars().all(is_plain) { format!("`{name}`") } else { format!("\"{}\"", escape(&name)) }
}

/// Escapes a text so that Markdown shows it verbatim, on one line. It cannot become code (and thus a test), a link or HTML. Cuts
/// off what is too long.
fn escape(text: &str) -> String {
    let kept = &text[..floor(text, MAX_LENGTH)];
    let words = kept.split(is_invisible).filter(|word| !word.is_empty()).map(escape_word);
    let words: Vec<_> = words.chain((kept.len() < text.len()).then(|| "…".to_owned())).collect();
    let mut line = words.join(" ");
    // A heading, a list or a rule at the start of a line.
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    if line[digits..].starts_with(['#', '+', '-', '=']) || (digits > 0 && line[digits..].starts_with(['.', ')'])) {
        line.insert(digits, '\\');
    }
    line
}

fn escape_word(word: &str) -> String {
    let is_link = |character: char| character.is_ascii_alphanumeric() || "-._~:/?#@!$&'()+,;=%".contains(character);
    if (word.starts_with("https://") || word.starts_with("http://")) && word.chars().all(is_link) {
        let link = word.trim_end_matches(['.', ',', ';', ':', '!', '?', ')']);
        return format!("<{link}>{}", &word[link.len()..]);
    }
    let mut escaped = String::with_capacity(word.len());
    let mut before = ' ';
    let mut characters = word.chars().peekable();
    while let Some(character) = characters.next() {
        let special = match character {
            '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '&' | '~' | '|' | '$' => true,
            // Not emphasis inside a word.
            '_' => !(before.is_alphanumeric() && characters.peek().is_some_and(|next| next.is_alphanumeric())),
            // An autolink.
            ':' => characters.peek() == Some(&'/'),
            _ => false,
        };
        if special {
            escaped.push('\\');
        }
        escaped.push(character);
        before = character;
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn text_that_is_no_markup_stays_readable() {
        let text = "The id, as in azure_ad_device-id (0001-01-01T00:00:00Z), see https://example.org/a_b.";
        assert_eq!(escape(text), text.replace("https://example.org/a_b", "<https://example.org/a_b>"));
    }

    #[test]
    fn markup_is_shown_rather_than_followed() {
        for (text, shown) in [
            ("```\nfn main() {}\n```", r"\`\`\` fn main() {} \`\`\`"),
            ("<script>x</script>", r"\<script\>x\</script\>"),
            ("[link](javascript:x)", r"\[link\](javascript:x)"),
            ("    indented", "indented"),
            ("# heading", r"\# heading"),
            ("12. list", r"12\. list"),
            ("_emphasis_ and *more*", r"\_emphasis\_ and \*more\*"),
            ("(http://x)", r"(http\://x)"),
            ("a\u{202e}b\u{0}c", "a b c"),
            ("\u{feff}", ""),
        ] {
            assert_eq!(escape(text), shown, "{text:?}");
        }
    }
}
