//! Decisions read off bytes. When the bytes are used up every decision is the first choice,
//! which callers make the simplest.

/// Bytes not yet decided with.
#[derive(Clone, Debug)]
pub(super) struct Choices<'b> {
    bytes: &'b [u8],
}

impl<'b> Choices<'b> {
    pub(super) const fn new(bytes: &'b [u8]) -> Self {
        Self { bytes }
    }

    /// Takes every third part of what is left, from its end.
    pub(super) fn split(&mut self) -> Self {
        let (kept, other) = self.bytes.split_at(self.bytes.len() - self.bytes.len() / 3);
        self.bytes = kept;
        Self::new(other)
    }

    fn byte(&mut self) -> u8 {
        match self.bytes {
            [first, rest @ ..] => {
                self.bytes = rest;
                *first
            }
            [] => 0,
        }
    }

    /// A number below `end`, which is at most 256.
    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::from(self.byte()) % end
    }

    /// True in so many of 256 cases.
    pub(super) fn is_one_of_256(&mut self, cases: u8) -> bool {
        self.byte() > u8::MAX - cases
    }

    /// One of the options, the first being the simplest.
    pub(super) fn pick<T: Copy>(&mut self, options: &[T]) -> T {
        options[self.below(options.len())]
    }
}
