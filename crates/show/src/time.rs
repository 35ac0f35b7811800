//! Times as OpenSSL prints them.

use crate::out::{Out, Shown, Stop};
use core::fmt;
use ucpki_x509::Time;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `Nov 22 04:18:36 2026 GMT`.
pub(crate) fn write(out: &mut Out<'_>, time: Time) -> fmt::Result {
    write_with(out, time, "")
}

fn write_with(out: &mut Out<'_>, time: Time, fraction: &str) -> fmt::Result {
    let (year, month, day, hour, minute, second) = time.to_calendar();
    let month = MONTHS.get(usize::from(month).wrapping_sub(1)).unwrap_or(&"???");
    out.format(format_args!("{month} {day:2} {hour:02}:{minute:02}:{second:02}{fraction} {year} GMT"))
}

/// The content of a GeneralizedTime, which may have a fraction of a second here.
pub(crate) fn write_generalized(out: &mut Out<'_>, content: &[u8]) -> Shown {
    let Some((time, fraction)) = read(content) else {
        out.text("Bad time value")?;
        return Err(Stop::Partial);
    };
    Ok(write_with(out, time, fraction)?)
}

fn read(content: &[u8]) -> Option<(Time, &str)> {
    let text = core::str::from_utf8(content).ok()?.strip_suffix('Z')?;
    // The seconds may be left out.
    let (whole, fraction) = text.split_at_checked(14).unwrap_or((text, ""));
    let digits = fraction.strip_prefix('.').unwrap_or("0");
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(digits) || !plain(whole) {
        return None;
    }
    let mut rfc3339 = alloc::string::String::new();
    for (index, character) in whole.chars().enumerate() {
        rfc3339.push_str(match index {
            4 | 6 => "-",
            8 => "T",
            10 | 12 => ":",
            _ => "",
        });
        rfc3339.push(character);
    }
    match whole.len() {
        12 => rfc3339.push_str(":00"),
        14 => {}
        _ => return None,
    }
    rfc3339.push('Z');
    Time::parse_rfc3339(&rfc3339).ok().map(|time| (time, fraction))
}

/// Milliseconds since 1970, as a Signed Certificate Timestamp has them; nothing for a year that OpenSSL has no text for.
///
/// OpenSSL counts the days in 32 bits, so that a time beyond the year 5,879,610 comes out as another one.
pub(crate) fn write_milliseconds(out: &mut Out<'_>, milliseconds: u64) -> fmt::Result {
    const DAY: u64 = 86_400_000;
    let [_, _, _, _, days @ ..] = (milliseconds / DAY).to_be_bytes();
    let seconds = i64::try_from(milliseconds % DAY / 1000).unwrap_or(0);
    let seconds = i64::from(i32::from_be_bytes(days)) * 86_400 + seconds;
    // From 1900 to 9999.
    if !(-2_208_988_800..=Time::MAX.as_unix()).contains(&seconds) {
        return Ok(());
    }
    write_with(out, Time::from_unix(seconds), &alloc::format!(".{:03}", milliseconds % 1000))
}
