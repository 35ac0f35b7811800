//! Headers of HTTP (RFC 9919, 7.2; RFC 9110, 5.6.7).

use super::encode::Times;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use ucpki_x509::{Hex, Time};

type Header = (&'static str, String);

const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

fn content_type() -> Header {
    ("content-type", "application/ocsp-response".into())
}

/// Anybody can make an error: nobody shall keep it.
pub(super) fn of_error() -> Vec<Header> {
    alloc::vec![content_type(), ("cache-control", "no-store".into())]
}

/// RFC 9919, 7.2 forbids `no-store` in answers.
pub(super) fn for_one_client() -> Vec<Header> {
    alloc::vec![content_type(), ("cache-control", "private, max-age=0, must-revalidate".into())]
}

/// RFC 9919, 7.2: last-modified is thisUpdate, expires is nextUpdate, and max-age ends with it.
pub(super) fn of_answer(times: Times, now: Time, digest: Option<&[u8]>) -> Vec<Header> {
    let left = (times.next_update.as_unix() - now.as_unix()).max(0);
    let mut headers = alloc::vec![
        content_type(),
        ("last-modified", http_date(times.this_update)),
        ("expires", http_date(times.next_update)),
        ("cache-control", format!("max-age={left}, public, no-transform, must-revalidate")),
    ];
    headers.extend(digest.map(|digest| ("etag", format!("\"{}\"", Hex(digest)))));
    headers
}

/// `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(time: Time) -> String {
    let (year, month, day, hour, minute, second) = time.to_calendar();
    let weekday = usize::try_from(time.as_unix().div_euclid(86_400).rem_euclid(7)).unwrap_or(0);
    let weekday = DAYS.get(weekday).unwrap_or(&"");
    let month = usize::from(month).checked_sub(1).and_then(|at| MONTHS.get(at)).unwrap_or(&"");
    format!("{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_http() {
        assert_eq!(http_date(Time::from_unix(784_111_777)), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(http_date(Time::from_unix(0)), "Thu, 01 Jan 1970 00:00:00 GMT");
        assert_eq!(http_date(Time::from_unix(-1)), "Wed, 31 Dec 1969 23:59:59 GMT");
    }

    #[test]
    fn max_age_ends_with_next_update_and_is_never_negative() {
        let at = Time::from_unix;
        let times = Times { produced_at: at(100), this_update: at(50), next_update: at(400) };
        for (now, max_age) in [(100, 300), (399, 1), (400, 0), (500, 0)] {
            let headers = of_answer(times, at(now), Some(&[0xAB]));
            let wanted = format!("max-age={max_age}, public, no-transform, must-revalidate");
            assert!(headers.contains(&("cache-control", wanted)), "{headers:?}");
            assert!(headers.contains(&("etag", "\"ab\"".into())), "{headers:?}");
        }
    }
}
