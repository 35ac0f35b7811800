//! Points in time, in whole seconds of UTC.

use crate::{Error, codes, der::Tag};
use alloc::{format, string::String};
use core::fmt;

/// A point in time: seconds since 1970-01-01T00:00:00Z, without leap seconds.
///
/// Covers the years 0000 to 9999, as X.509 does. There is no "now": the caller reads the clock, and on hosts gives a
/// `SystemTime` (feature `std`).
///
/// # Examples
///
/// ```
/// use ucpki::x509::Time;
///
/// let time = Time::parse_rfc3339("2026-11-22T03:46:00Z")?;
/// assert_eq!(time.as_unix(), 1_795_319_160);
/// assert_eq!(time.to_string(), "2026-11-22T03:46:00Z");
/// assert_eq!(Time::parse_rfc3339("2026-11-22T04:46:00+01:00")?, time);
/// # Ok::<(), ucpki::x509::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(i64);

/// The clock of the operating system, which the caller reads: fractions of a second are dropped, and what lies outside of the
/// years 0000 to 9999 is clamped. Needs the feature `std`.
///
/// # Examples
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use ucpki::x509::Time;
///
/// let then = SystemTime::UNIX_EPOCH + Duration::from_millis(1_500);
/// assert_eq!(Time::from(then), Time::from_unix(1));
/// let before = SystemTime::UNIX_EPOCH - Duration::from_millis(1_500);
/// assert_eq!(Time::from(before), Time::from_unix(-2));
/// assert!(Time::from(SystemTime::now()) > Time::parse_rfc3339("2026-01-01T00:00:00Z").unwrap());
/// ```
#[cfg(feature = "std")]
impl From<std::time::SystemTime> for Time {
    fn from(time: std::time::SystemTime) -> Self {
        let seconds = |since: core::time::Duration| i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
        Self::from_unix(match time.duration_since(std::time::SystemTime::UNIX_EPOCH) {
            Ok(since) => seconds(since),
            // The second that it lies in began before.
            Err(before) => {
                let before = before.duration();
                seconds(before).saturating_neg().saturating_sub(i64::from(before.subsec_nanos() > 0))
            }
        })
    }
}

impl Time {
    /// 0000-01-01T00:00:00Z.
    pub const MIN: Self = Self(-62_167_219_200);
    /// 9999-12-31T23:59:59Z, which RFC 5280, 4.1.2.5 also uses for "no good expiry date".
    pub const MAX: Self = Self(253_402_300_799);

    /// Seconds since 1970-01-01T00:00:00Z; clamped to [`MIN`](Self::MIN) and [`MAX`](Self::MAX).
    #[must_use]
    pub const fn from_unix(seconds: i64) -> Self {
        if seconds < Self::MIN.0 {
            Self::MIN
        } else if seconds > Self::MAX.0 {
            Self::MAX
        } else {
            Self(seconds)
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn as_unix(self) -> i64 {
        self.0
    }

    /// The time `seconds` later, clamped.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self::from_unix(self.0.saturating_add(seconds))
    }

    /// Reads RFC 3339: `2026-11-22T03:46:00Z`, or with an offset such as `+01:00`. A fraction is dropped.
    ///
    /// # Errors
    ///
    /// [`codes::TIME_TEXT_INVALID`], also for a leap second, which has no number here.
    pub fn parse_rfc3339(text: &str) -> Result<Self, Error> {
        parse_rfc3339(text.as_bytes()).ok_or(Error::at_line(&codes::TIME_TEXT_INVALID, 1))
    }

    /// Year, month (1 to 12), day (1 to 31), hour, minute, second.
    #[must_use]
    pub fn to_calendar(self) -> (i32, u8, u8, u8, u8, u8) {
        let days = self.0.div_euclid(86_400);
        let seconds = self.0.rem_euclid(86_400);
        let (year, month, day) = civil_from_days(days);
        let small = |value: i64| u8::try_from(value).unwrap_or(0);
        (
            i32::try_from(year).unwrap_or(0),
            small(month),
            small(day),
            small(seconds / 3600),
            small(seconds / 60 % 60),
            small(seconds % 60),
        )
    }

    /// From the content of a UTCTime or GeneralizedTime: with seconds, ending in `Z`, no fraction (RFC 5280, 4.1.2.5).
    #[inline]
    pub(crate) fn from_der(tag: Tag, content: &[u8]) -> Option<Self> {
        match (tag, content) {
            (Tag::UTC_TIME, [y1, y2, rest @ .., b'Z']) => {
                let short = two_digits(*y1, *y2)?;
                // RFC 5280, 4.1.2.5.1: 50 to 99 is 19YY, 00 to 49 is 20YY.
                Self::from_parts(short + if short >= 50 { 1900 } else { 2000 }, rest)
            }
            (Tag::GENERALIZED_TIME, [y1, y2, y3, y4, rest @ .., b'Z']) => {
                Self::from_parts(two_digits(*y1, *y2)? * 100 + two_digits(*y3, *y4)?, rest)
            }
            _ => None,
        }
    }

    /// Whether the content of a UTCTime is right for certain, looked at as a whole and not digit by digit: lists have a
    /// million of them. Says no to 29 February, right or not.
    #[inline(always)]
    pub(crate) fn is_plain_utc(content: &[u8; 13]) -> bool {
        // Two loads that overlap: `YYMMDDHH` and `DHHMMSSZ`. Digits become numbers.
        let (Some(first), Some(last)) = (content.first_chunk(), content.last_chunk()) else { return false };
        let date = u64::from_le_bytes(*first) ^ 0x3030_3030_3030_3030;
        let time = u64::from_le_bytes(*last) ^ (u64::from(b'Z') << 56 | 0x0030_3030_3030_3030);
        // A byte above 9 is carried into its high bit, or has it set. The last byte was Z if it is 0 now.
        let not_digits = (date.wrapping_add(NINE) | date | time.wrapping_add(NINE) | time) & HIGH_BITS;
        // Pairs of digits, each in the byte of its first digit: month, day and hour; minute and second.
        let (date, clock) = (pairs(date), pairs(time));
        let too_large = (date.wrapping_add(bytes([0, 0, 115, 0, 96, 0, 104, 0]))
            & bytes([0, 0, 128, 0, 128, 0, 128, 0]))
            | (clock.wrapping_add(bytes([0, 0, 0, 68, 0, 68, 0, 0])) & bytes([0, 0, 0, 128, 0, 128, 0, 0]));
        let zero = date.wrapping_sub(bytes([0, 0, 1, 0, 1, 0, 0, 0])) & bytes([0, 0, 128, 0, 128, 0, 0, 0]);
        if not_digits | too_large | zero | (time >> 56) != 0 {
            return false;
        }
        let [_, _, month, _, day, ..] = date.to_le_bytes();
        day <= 28 || (month != 2 && (day <= 30 || !matches!(month, 4 | 6 | 9 | 11)))
    }

    /// Tag and text for DER, UTCTime from 1950 to 2049.
    pub(crate) fn to_der(self) -> (Tag, String) {
        let (year, month, day, hour, minute, second) = self.to_calendar();
        if (1950..2050).contains(&year) {
            (Tag::UTC_TIME, format!("{:02}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z", year % 100))
        } else {
            (Tag::GENERALIZED_TIME, self.to_generalized())
        }
    }

    /// The text of a GeneralizedTime.
    pub(crate) fn to_generalized(self) -> String {
        let (year, month, day, hour, minute, second) = self.to_calendar();
        format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}Z")
    }

    fn from_parts(year: i64, rest: &[u8]) -> Option<Self> {
        let [mo1, mo2, d1, d2, h1, h2, mi1, mi2, s1, s2] = rest else { return None };
        let (month, day) = (two_digits(*mo1, *mo2)?, two_digits(*d1, *d2)?);
        let (hour, minute, second) = (two_digits(*h1, *h2)?, two_digits(*mi1, *mi2)?, two_digits(*s1, *s2)?);
        Self::from_calendar(year, month, day, hour, minute, second)
    }

    fn from_calendar(year: i64, month: i64, day: i64, hour: i64, minute: i64, second: i64) -> Option<Self> {
        let valid = (1..=12).contains(&month)
            && day >= 1
            && day <= days_in_month(year, month)
            && hour < 24
            && minute < 60
            && second < 60;
        valid.then(|| Self(days_from_civil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second))
    }
}

impl fmt::Display for Time {
    /// As RFC 3339 in UTC.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day, hour, minute, second) = self.to_calendar();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

#[inline]
fn two_digits(high: u8, low: u8) -> Option<i64> {
    let (high, low) = (high.wrapping_sub(b'0'), low.wrapping_sub(b'0'));
    (high < 10 && low < 10).then(|| i64::from(high * 10 + low))
}

const HIGH_BITS: u64 = bytes([0x80; 8]);
/// What leads from 9 to the greatest byte without its high bit.
const NINE: u64 = bytes([0x7F - 9; 8]);

const fn bytes(bytes: [u8; 8]) -> u64 {
    u64::from_le_bytes(bytes)
}

/// Neighbouring digits as one number, in the byte of the first. None is above 99, so that nothing is carried.
#[inline(always)]
const fn pairs(digits: u64) -> u64 {
    digits.wrapping_mul(10).wrapping_add(digits >> 8)
}

const fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

const fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar, by counting in eras of 400 years from March.
const fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// The reverse of [`days_from_civil`].
const fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + if month <= 2 { 1 } else { 0 }, month, day)
}

fn parse_rfc3339(text: &[u8]) -> Option<Time> {
    let [
        y1,
        y2,
        y3,
        y4,
        b'-',
        mo1,
        mo2,
        b'-',
        d1,
        d2,
        b'T' | b't' | b' ',
        h1,
        h2,
        b':',
        mi1,
        mi2,
        b':',
        s1,
        s2,
        rest @ ..,
    ] = text
    else {
        return None;
    };
    let zone = match rest {
        [b'.', fraction @ ..] => {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 {
                return None;
            }
            fraction.get(digits..)?
        }
        rest => rest,
    };
    let offset = match zone {
        [b'Z' | b'z'] => 0,
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let (hours, minutes) = (two_digits(*h1, *h2)?, two_digits(*m1, *m2)?);
            if hours > 23 || minutes > 59 {
                return None;
            }
            (hours * 3600 + minutes * 60) * if *sign == b'+' { 1 } else { -1 }
        }
        _ => return None,
    };
    let year = two_digits(*y1, *y2)? * 100 + two_digits(*y3, *y4)?;
    let local = Time::from_calendar(
        year,
        two_digits(*mo1, *mo2)?,
        two_digits(*d1, *d2)?,
        two_digits(*h1, *h2)?,
        two_digits(*mi1, *mi2)?,
        two_digits(*s1, *s2)?,
    )?;
    let seconds = local.0 - offset;
    (Time::MIN.0..=Time::MAX.0).contains(&seconds).then_some(Time(seconds))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn every_day_from_0000_to_9999_goes_there_and_back() {
        let mut seconds = Time::MIN.0;
        while seconds < Time::MAX.0 {
            let time = Time(seconds);
            assert_eq!(Time::parse_rfc3339(&time.to_string()).unwrap(), time);
            let (tag, text) = time.to_der();
            assert_eq!(Time::from_der(tag, text.as_bytes()), Some(time));
            // A prime step close to nine days, so that all months and times of day are met.
            seconds += 86_400 * 9 + 7_919;
        }
        assert_eq!(Time::MAX.to_string(), "9999-12-31T23:59:59Z");
        assert_eq!(Time::MIN.to_string(), "0000-01-01T00:00:00Z");
    }

    #[test]
    fn utc_time_has_a_window_of_a_hundred_years() {
        let time = |text: &str| Time::from_der(Tag::UTC_TIME, text.as_bytes()).unwrap().to_string();
        assert_eq!(time("500101000000Z"), "1950-01-01T00:00:00Z");
        assert_eq!(time("491231235959Z"), "2049-12-31T23:59:59Z");
    }

    #[test]
    fn what_is_plain_is_right_and_all_but_29_february_is_plain() {
        let mut rng = 0x9E37_79B9_7F4A_7C15_u64;
        let mut next = || {
            rng = rng.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            rng.to_be_bytes()[1]
        };
        let mut plain = 0;
        for round in 0..400_000 {
            let fields: [u8; 6] = [next() % 100, next() % 14, next() % 33, next() % 26, next() % 62, next() % 62];
            let mut text = [b'Z'; 13];
            for (pair, field) in text.chunks_exact_mut(2).zip(fields) {
                pair.copy_from_slice(&[b'0' + field / 10, b'0' + field % 10]);
            }
            // Every fourth has a byte that may be anything.
            if round % 4 == 0 {
                text[usize::from(next() % 13)] = next();
            }
            let right = Time::from_der(Tag::UTC_TIME, &text).is_some();
            let leap_day = text[2..6] == *b"0229";
            assert_eq!(Time::is_plain_utc(&text), right && !leap_day, "{text:?}");
            plain += u32::from(right);
        }
        assert!(plain > 100_000, "{plain}");
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "5001010000Z",
            "500101000000",
            "500101000000+0000",
            "501301000000Z",
            "500230000000Z",
            "500101240000Z",
            "500101000060Z",
            "+00101000000Z",
            "",
        ] {
            assert_eq!(Time::from_der(Tag::UTC_TIME, text.as_bytes()), None, "{text}");
        }
        for text in ["20500101000000.5Z", "2050010100Z", "20500101000000", "19000229000000Z"] {
            assert_eq!(Time::from_der(Tag::GENERALIZED_TIME, text.as_bytes()), None, "{text}");
        }
        for text in [
            "2026-02-29T00:00:00Z",
            "2026-01-01T00:00:60Z",
            "2026-01-01T00:00:00",
            "2026-01-01T00:00:00.Z",
            "0000-01-01T00:00:00+00:01",
        ] {
            assert!(Time::parse_rfc3339(text).is_err(), "{text}");
        }
    }
}
