//! From a pattern's source to its syntax tree (ECMA-262 §22.2.1, Annex B.1.2). Recursion
//! is bounded by the depth of groups.

use std::str::Chars;

use super::escape::Escape;
use super::nfa::Look;
use super::set::{LINE_END, Set};
use super::{PatternError, Properties};
use crate::limits::{PATTERN_BYTES_MAX, PATTERN_DEPTH_MAX};

pub(super) enum Tree {
    One(Set),
    Look(Look),
    All(Vec<Tree>),
    Any(Vec<Tree>),
    Repeat {
        body: Box<Tree>,
        min: u32,
        max: Option<u32>,
    },
}

pub(super) fn parse(source: &str, properties: Properties<'_>) -> Result<Tree, PatternError> {
    if source.len() > PATTERN_BYTES_MAX {
        return Err(PatternError::Bytes);
    }
    let mut parser = Parser {
        rest: source.chars(),
        properties,
    };
    let tree = parser.alternatives(0)?;
    if parser.rest.next().is_some() {
        return Err(PatternError::Syntax);
    }
    Ok(tree)
}

pub(super) struct Parser<'a> {
    rest: Chars<'a>,
    pub(super) properties: Properties<'a>,
}

impl<'a> Parser<'a> {
    pub(super) fn peek(&self) -> Option<char> {
        self.rest.clone().next()
    }

    pub(super) fn next(&mut self) -> Result<char, PatternError> {
        self.rest.next().ok_or(PatternError::Syntax)
    }

    pub(super) fn rest(&self) -> &'a str {
        self.rest.as_str()
    }

    pub(super) fn back_to(&mut self, rest: &'a str) {
        self.rest = rest.chars();
    }

    pub(super) fn eat(&mut self, prefix: &str) -> bool {
        let rest = self.rest().strip_prefix(prefix);
        if let Some(rest) = rest {
            self.rest = rest.chars();
        }
        rest.is_some()
    }

    /// Takes what stands before `end`, and `end` itself.
    pub(super) fn until(&mut self, end: char) -> Result<&'a str, PatternError> {
        let (taken, rest) = self.rest().split_once(end).ok_or(PatternError::Syntax)?;
        self.rest = rest.chars();
        Ok(taken)
    }

    fn alternatives(&mut self, depth: usize) -> Result<Tree, PatternError> {
        if depth > PATTERN_DEPTH_MAX {
            return Err(PatternError::Depth);
        }
        let mut branches = Vec::new();
        loop {
            let mut terms = Vec::new();
            while !matches!(self.peek(), None | Some('|' | ')')) {
                terms.push(self.term(depth)?);
            }
            branches.push(Tree::All(terms));
            if !self.eat("|") {
                return Ok(Tree::Any(branches));
            }
        }
    }

    fn term(&mut self, depth: usize) -> Result<Tree, PatternError> {
        if self.braces().is_some() {
            return Err(PatternError::Syntax);
        }
        let atom = match self.next()? {
            '(' => self.group(depth)?,
            '[' => Tree::One(self.class()?),
            '.' => Tree::One(Set::of(LINE_END).negated()),
            '^' => Tree::Look(Look::Start),
            '$' => Tree::Look(Look::End),
            '\\' => match self.escape(false)? {
                Escape::Char(code) => Tree::One(Set::of(&[(code, code)])),
                Escape::Set(set) => Tree::One(set),
                Escape::Look(look) => Tree::Look(look),
            },
            '*' | '+' | '?' => return Err(PatternError::Syntax),
            other => Tree::One(Set::of(&[(other.into(), other.into())])),
        };
        let Some((min, max)) = self.quantifier() else {
            return Ok(atom);
        };
        if matches!(atom, Tree::Look(_)) || max.is_some_and(|max| max < min) {
            return Err(PatternError::Syntax);
        }
        // Lazy or greedy: the same texts match.
        self.eat("?");
        Ok(Tree::Repeat {
            body: Box::new(atom),
            min,
            max,
        })
    }

    fn group(&mut self, depth: usize) -> Result<Tree, PatternError> {
        if self.eat("?") && !self.eat(":") {
            if ["=", "!", "<=", "<!"].iter().any(|mark| self.eat(mark)) {
                return Err(PatternError::LookAround);
            }
            if !self.eat("<") {
                return Err(PatternError::Flags);
            }
            let name = self.until('>')?;
            let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
            if name.is_empty() || !name.chars().all(word) {
                return Err(PatternError::Syntax);
            }
        }
        let inner = self.alternatives(depth.saturating_add(1))?;
        if self.eat(")") {
            Ok(inner)
        } else {
            Err(PatternError::Syntax)
        }
    }

    fn quantifier(&mut self) -> Option<(u32, Option<u32>)> {
        if self.eat("*") {
            Some((0, None))
        } else if self.eat("+") {
            Some((1, None))
        } else if self.eat("?") {
            Some((0, Some(1)))
        } else {
            self.braces()
        }
    }

    /// `{n}`, `{n,}` or `{n,m}`; any other brace stands for itself.
    fn braces(&mut self) -> Option<(u32, Option<u32>)> {
        let (inner, rest) = self.rest().strip_prefix('{')?.split_once('}')?;
        let (min, max) = match inner.split_once(',') {
            None => (number(inner)?, Some(number(inner)?)),
            Some((min, "")) => (number(min)?, None),
            Some((min, max)) => (number(min)?, Some(number(max)?)),
        };
        self.rest = rest.chars();
        Some((min, max))
    }

    fn class(&mut self) -> Result<Set, PatternError> {
        let negated = self.eat("^");
        let mut set = Set::default();
        while !self.eat("]") {
            let low = self.class_atom()?;
            if !self.rest().starts_with('-') || self.rest().starts_with("-]") {
                low.add_to(&mut set);
                continue;
            }
            self.eat("-");
            let high = self.class_atom()?;
            if let (Escape::Char(low), Escape::Char(high)) = (&low, &high) {
                if low > high {
                    return Err(PatternError::Syntax);
                }
                set.add(*low, *high);
            } else {
                // No range with a class at an end: the hyphen is one (Annex B.1.2).
                low.add_to(&mut set);
                high.add_to(&mut set);
                set.add('-'.into(), '-'.into());
            }
        }
        Ok(if negated { set.negated() } else { set })
    }

    fn class_atom(&mut self) -> Result<Escape, PatternError> {
        match self.next()? {
            '\\' => self.escape(true),
            other => Ok(Escape::Char(other.into())),
        }
    }
}

fn number(digits: &str) -> Option<u32> {
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    // More digits than a number can hold are more than any automaton can, too.
    Some(digits.parse().unwrap_or(u32::MAX))
}
