//! Whether one number is a multiple of another, by remainders alone.

use super::decimal::{Decimal, digit_value};

/// A divisor above zero: `mantissa`, whose last digit is not `0`, times ten to the power of
/// `exponent`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Divisor {
    pub(super) mantissa: u64,
    pub(super) exponent: i64,
}

impl Divisor {
    /// Whether `value`, which is not zero, is a multiple.
    ///
    /// With `value` = a·10^e and the divisor b·10^f: for e ≥ f, b must divide a·10^(e-f).
    /// For e < f, b·10^(f-e) must divide a, so ten must; it does not, for a's last digit is
    /// not `0`.
    pub(super) fn divides(self, value: Decimal<'_>) -> bool {
        let Ok(power) = u64::try_from(value.exponent().saturating_sub(self.exponent)) else {
            return false;
        };
        let digits = value.digits().fold(0, |rest, digit| {
            self.rest(u128::from(rest) * 10 + u128::from(digit_value(digit)))
        });
        self.product_rest(digits, self.power_rest(power)) == 0
    }

    fn rest(self, value: u128) -> u64 {
        // A rest is below the mantissa; the other arms are for a mantissa of zero.
        value
            .checked_rem(u128::from(self.mantissa))
            .and_then(|rest| u64::try_from(rest).ok())
            .unwrap_or(1)
    }

    fn product_rest(self, left: u64, right: u64) -> u64 {
        self.rest(u128::from(left) * u128::from(right))
    }

    /// The rest of ten to the power of `power`, in as many steps as `power` has bits.
    fn power_rest(self, mut power: u64) -> u64 {
        let mut result = self.rest(1);
        let mut square = self.rest(10);
        while power > 0 {
            if power & 1 == 1 {
                result = self.product_rest(result, square);
            }
            square = self.product_rest(square, square);
            power >>= 1;
        }
        result
    }
}
