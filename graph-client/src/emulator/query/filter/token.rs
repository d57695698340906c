//! The tokens of filters.

use crate::emulator::query::error::QueryError;

/// A token and the place where it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: TokenKind<'a>,
    /// The number of characters before it.
    pub(super) position: usize,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenKind<'a> {
    Open,
    Close,
    Comma,
    /// A string without its quotes.
    Text(String),
    /// A name, a path, an operator or a literal that is not in quotes.
    Word(&'a str),
    End,
}

/// Splits a filter into tokens. The last one is the end.
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, QueryError> {
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut position = 0;
    loop {
        let start = rest;
        let (kind, behind) = match rest.chars().next() {
            None => {
                tokens.push(Token { kind: TokenKind::End, position });
                return Ok(tokens);
            }
            Some('(') => (Some(TokenKind::Open), &rest['('.len_utf8()..]),
            Some(')') => (Some(TokenKind::Close), &rest[')'.len_utf8()..]),
            Some(',') => (Some(TokenKind::Comma), &rest[','.len_utf8()..]),
            Some('\'') => {
                let (string, behind) = string(rest).ok_or_else(|| {
                    let message =
                        format!("There is an unterminated string literal at position {position} in '{text}'.");
                    QueryError::bad_request(message)
                })?;
                (Some(TokenKind::Text(string)), behind)
            }
            Some(space) if space.is_whitespace() => (None, rest.trim_start()),
            Some(_) => {
                let is_delimiter = |character: char| character.is_whitespace() || "(),'".contains(character);
                let (word, behind) = rest.split_at(rest.find(is_delimiter).unwrap_or(rest.len()));
                (Some(TokenKind::Word(word)), behind)
            }
        };
        tokens.extend(kind.map(|kind| Token { kind, position }));
        position += start[..start.len() - behind.len()].chars().count();
        rest = behind;
    }
}

/// Parses a quoted string, in which quotes are doubled. Returns it and the rest of the text.
fn string(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut rest = text.strip_prefix('\'')?;
    loop {
        let (part, behind) = rest.split_once('\'')?;
        value.push_str(part);
        match behind.strip_prefix('\'') {
            Some(more) => {
                value.push('\'');
                rest = more;
            }
            None => return Some((value, behind)),
        }
    }
}
