//! The parser of filters.
//!
//! ```text
//! all       = term *( "and" term )
//! term      = "(" all ")" / function "(" property "," string ")" / property "eq" literal
//! function  = "contains" / "startswith"
//! ```

use super::Filter;
use super::literal::Literal;
use super::token::{Token, TokenKind, tokens};
use crate::emulator::query::entity_type::EntityType;
use crate::emulator::query::error::QueryError;
use crate::emulator::query::property_path::PropertyPath;

/// The number of parentheses around a condition.
const MAX_DEPTH: usize = 50;

/// The operators of OData that the service does not take here.
const UNSUPPORTED: [&str; 13] = ["or", "not", "ne", "gt", "ge", "lt", "le", "in", "has", "add", "sub", "mul", "div"];

/// Parses a filter.
pub(super) fn parse(text: &str, entity: &EntityType) -> Result<Filter, QueryError> {
    let mut parser = Parser { text, entity, tokens: tokens(text)?.into_iter().peekable() };
    let filter = parser.all(0)?;
    match parser.next() {
        None => Ok(filter),
        Some(token) => Err(parser.unexpected(&token)),
    }
}

struct Parser<'a> {
    text: &'a str,
    entity: &'a EntityType,
    tokens: std::iter::Peekable<std::vec::IntoIter<Token<'a>>>,
}

impl<'a> Parser<'a> {
    fn all(&mut self, depth: usize) -> Result<Filter, QueryError> {
        if depth > MAX_DEPTH {
            return Err(QueryError::bad_request("Recursion depth exceeded allowed limit."));
        }
        let first = self.term(depth)?;
        let mut filters = vec![first];
        while self.tokens.next_if(|token| is_operator(&token.kind, "and")).is_some() {
            filters.push(self.term(depth)?);
        }
        Ok(Filter::All(filters))
    }

    fn term(&mut self, depth: usize) -> Result<Filter, QueryError> {
        let Some(token) = self.next() else { return Err(self.at_end("Expression expected")) };
        match token.kind {
            TokenKind::Open => {
                let inner = self.all(depth + 1)?;
                self.expect(&TokenKind::Close, "')' or operator expected")?;
                Ok(inner)
            }
            TokenKind::Word(word) if self.tokens.next_if(|next| next.kind == TokenKind::Open).is_some() => {
                self.function(word, &token)
            }
            TokenKind::Word(word) => self.comparison(word, &token),
            _ => Err(self.unexpected(&token)),
        }
    }

    /// Parses the arguments of a function, behind the parenthesis.
    fn function(&mut self, name: &str, at: &Token<'_>) -> Result<Filter, QueryError> {
        let construct = match name.to_ascii_lowercase().as_str() {
            "contains" => Filter::Contains,
            "startswith" => Filter::StartsWith,
            operator if UNSUPPORTED.contains(&operator) => return Err(self.unsupported(name, at)),
            _ => {
                let message = format!("An unknown function with name '{name}' was found");
                return Err(self.error(&message, at.position));
            }
        };
        let property = match self.next() {
            Some(Token { kind: TokenKind::Word(word), position }) => self.property(word, position)?,
            other => return Err(self.unexpected_or_end(other.as_ref())),
        };
        self.expect(&TokenKind::Comma, "')' or ',' expected")?;
        let text = match self.next() {
            Some(Token { kind: TokenKind::Text(text), .. }) => text,
            Some(Token { kind: TokenKind::Word(_), position }) => {
                let message = format!("No function signature for '{name}' matches: expected a string");
                return Err(self.error(&message, position));
            }
            other => return Err(self.unexpected_or_end(other.as_ref())),
        };
        self.expect(&TokenKind::Close, "')' or ',' expected")?;
        Ok(construct(property, text.to_lowercase()))
    }

    /// Parses a comparison, behind its property.
    fn comparison(&mut self, word: &str, at: &Token<'_>) -> Result<Filter, QueryError> {
        if UNSUPPORTED.contains(&word.to_ascii_lowercase().as_str()) {
            return Err(self.unsupported(word, at));
        }
        let property = self.property(word, at.position)?;
        match self.next() {
            Some(token) if is_operator(&token.kind, "eq") => {}
            other => return Err(self.unexpected_or_end(other.as_ref())),
        }
        let literal = match self.next() {
            Some(Token { kind: TokenKind::Text(text), .. }) => Literal::text(&text),
            Some(Token { kind: TokenKind::Word(word), position }) => {
                let unrecognized = || self.error(&format!("Unrecognized literal '{word}'"), position);
                Literal::parse(word).ok_or_else(unrecognized)?
            }
            other => return Err(self.unexpected_or_end(other.as_ref())),
        };
        Ok(Filter::Equal(property, literal))
    }

    fn property(&self, word: &str, position: usize) -> Result<PropertyPath, QueryError> {
        PropertyPath::parse(word, self.entity).unwrap_or_else(|| Err(self.syntax_error(position)))
    }

    /// Returns the next token, or `None` at the end.
    fn next(&mut self) -> Option<Token<'a>> {
        self.tokens.next_if(|token| token.kind != TokenKind::End)
    }

    fn expect(&mut self, kind: &TokenKind<'_>, message: &str) -> Result<(), QueryError> {
        match self.next() {
            Some(token) if token.kind == *kind => Ok(()),
            Some(token) => match &token.kind {
                TokenKind::Word(word) if UNSUPPORTED.contains(&word.to_ascii_lowercase().as_str()) => {
                    Err(self.unsupported(word, &token))
                }
                _ => Err(self.error(message, token.position)),
            },
            None => Err(self.at_end(message)),
        }
    }

    fn unexpected(&self, token: &Token<'_>) -> QueryError {
        match &token.kind {
            TokenKind::Word(word) if UNSUPPORTED.contains(&word.to_ascii_lowercase().as_str()) => {
                self.unsupported(word, token)
            }
            _ => self.syntax_error(token.position),
        }
    }

    fn unexpected_or_end(&self, token: Option<&Token<'_>>) -> QueryError {
        token.map_or_else(|| self.at_end("Expression expected"), |token| self.unexpected(token))
    }

    fn unsupported(&self, operator: &str, at: &Token<'_>) -> QueryError {
        self.error(&format!("The operator '{operator}' is not supported"), at.position)
    }

    fn syntax_error(&self, position: usize) -> QueryError {
        self.error("Syntax error", position)
    }

    fn at_end(&self, message: &str) -> QueryError {
        self.error(message, self.text.chars().count())
    }

    fn error(&self, message: &str, position: usize) -> QueryError {
        QueryError::bad_request(format!("{message} at position {position} in '{}'.", self.text))
    }
}

fn is_operator(kind: &TokenKind<'_>, operator: &str) -> bool {
    matches!(kind, TokenKind::Word(word) if word.eq_ignore_ascii_case(operator))
}
