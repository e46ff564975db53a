//! What stands after a backslash (ECMA-262 §22.2.1, Annex B.1.2).

use super::PatternError;
use super::nfa::Look;
use super::parse::Parser;
use super::set::{DIGIT, SPACE, Set, WORD};

pub(super) enum Escape {
    Char(u32),
    Set(Set),
    Look(Look),
}

impl Escape {
    pub(super) fn add_to(&self, set: &mut Set) {
        match self {
            Self::Char(code) => set.add(*code, *code),
            Self::Set(other) => set.add_all(other.ranges()),
            Self::Look(_) => {}
        }
    }
}

impl Parser<'_> {
    pub(super) fn escape(&mut self, in_class: bool) -> Result<Escape, PatternError> {
        Ok(Escape::Char(match self.next()? {
            'd' => return Ok(Escape::Set(Set::of(DIGIT))),
            'D' => return Ok(Escape::Set(Set::of(DIGIT).negated())),
            'w' => return Ok(Escape::Set(Set::of(WORD))),
            'W' => return Ok(Escape::Set(Set::of(WORD).negated())),
            's' => return Ok(Escape::Set(Set::of(SPACE))),
            'S' => return Ok(Escape::Set(Set::of(SPACE).negated())),
            'b' if !in_class => return Ok(Escape::Look(Look::Word)),
            'B' if !in_class => return Ok(Escape::Look(Look::NotWord)),
            'p' => return Ok(Escape::Set(self.property()?)),
            'P' => return Ok(Escape::Set(self.property()?.negated())),
            'k' | '1'..='9' if !in_class => return Err(PatternError::BackReference),
            'b' => 0x08,
            't' => 0x09,
            'n' => 0x0a,
            'v' => 0x0b,
            'f' => 0x0c,
            'r' => 0x0d,
            '0' if !self.peek().is_some_and(|c| c.is_ascii_digit()) => 0,
            'c' => match self.next()? {
                letter if letter.is_ascii_alphabetic() => u32::from(letter) & 0x1f,
                _ => return Err(PatternError::Syntax),
            },
            'x' => self.hex(2)?,
            'u' => self.unicode()?,
            // Other letters are other languages' escapes: what they mean there would be lost.
            other if other.is_ascii_alphanumeric() => return Err(PatternError::Syntax),
            other => other.into(),
        }))
    }

    fn hex(&mut self, digits: usize) -> Result<u32, PatternError> {
        let mut code = 0;
        for _ in 0..digits {
            let digit = self.next()?.to_digit(16).ok_or(PatternError::Syntax)?;
            code = code << 4 | digit;
        }
        Ok(code)
    }

    /// After `\u`: `{..}` or four digits, and two of those when they are one character.
    fn unicode(&mut self) -> Result<u32, PatternError> {
        if self.eat("{") {
            let digits = self.until('}')?;
            if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                return Err(PatternError::Syntax);
            }
            return match u32::from_str_radix(digits, 16) {
                Ok(code) if code <= super::set::LAST => Ok(code),
                _ => Err(PatternError::Syntax),
            };
        }
        let code = self.hex(4)?;
        if (0xd800..0xdc00).contains(&code) && self.rest().starts_with("\\u") {
            let before = self.rest();
            self.eat("\\u");
            if let Ok(low @ 0xdc00..0xe000) = self.hex(4) {
                return Ok(0x1_0000 + ((code & 0x3ff) << 10 | low & 0x3ff));
            }
            self.back_to(before);
        }
        Ok(code)
    }

    fn property(&mut self) -> Result<Set, PatternError> {
        if !self.eat("{") {
            return Err(PatternError::Syntax);
        }
        let name = self.until('}')?;
        let ranges = (self.properties)(name).ok_or(PatternError::Property)?;
        let mut set = Set::default();
        for (low, high) in ranges {
            set.add(low.into(), high.into());
        }
        Ok(set)
    }
}
