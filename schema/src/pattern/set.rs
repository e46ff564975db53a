//! Sets of code points: what one place of a pattern accepts.

/// The greatest code point.
pub(super) const LAST: u32 = 0x10_ffff;

pub(super) const DIGIT: &[(u32, u32)] = &[(0x30, 0x39)];
pub(super) const WORD: &[(u32, u32)] = &[(0x30, 0x39), (0x41, 0x5a), (0x5f, 0x5f), (0x61, 0x7a)];
/// `WhiteSpace` and `LineTerminator` (ECMA-262 §12.2, §12.3).
pub(super) const SPACE: &[(u32, u32)] = &[
    (0x09, 0x0d),
    (0x20, 0x20),
    (0xa0, 0xa0),
    (0x1680, 0x1680),
    (0x2000, 0x200a),
    (0x2028, 0x2029),
    (0x202f, 0x202f),
    (0x205f, 0x205f),
    (0x3000, 0x3000),
    (0xfeff, 0xfeff),
];
/// What `.` leaves out (ECMA-262 §12.3).
pub(super) const LINE_END: &[(u32, u32)] = &[(0x0a, 0x0a), (0x0d, 0x0d), (0x2028, 0x2029)];

/// Ranges with both ends in them: sorted, apart from each other, never touching.
#[derive(Clone, Debug, Default)]
pub(super) struct Set(Vec<(u32, u32)>);

impl Set {
    pub(super) fn of(ranges: &[(u32, u32)]) -> Self {
        let mut set = Self::default();
        set.add_all(ranges);
        set
    }

    pub(super) fn ranges(&self) -> &[(u32, u32)] {
        &self.0
    }

    pub(super) fn add_all(&mut self, ranges: &[(u32, u32)]) {
        for &(low, high) in ranges {
            self.add(low, high);
        }
    }

    pub(super) fn add(&mut self, low: u32, high: u32) {
        if low > high {
            return;
        }
        let (mut low, mut high) = (low, high);
        let from = self
            .0
            .partition_point(|range| range.1.saturating_add(1) < low);
        let to = self
            .0
            .partition_point(|range| range.0 <= high.saturating_add(1));
        if let Some(touched) = self.0.get(from..to)
            && let (Some(first), Some(last)) = (touched.first(), touched.last())
        {
            low = low.min(first.0);
            high = high.max(last.1);
            self.0.drain(from..to);
        }
        self.0.insert(from, (low, high));
    }

    pub(super) fn negated(&self) -> Self {
        let mut ranges = Vec::with_capacity(self.0.len().saturating_add(1));
        let mut from = 0;
        for &(low, high) in &self.0 {
            if low > from {
                ranges.push((from, low.saturating_sub(1)));
            }
            from = high.saturating_add(1);
        }
        if from <= LAST {
            ranges.push((from, LAST));
        }
        Self(ranges)
    }
}
