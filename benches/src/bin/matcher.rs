//! Prints what the matcher costs: one identity against many names, ten thousand rules, long lists compared; and, where they
//! read the same certificate, what rustls-webpki takes for it.
//!
//! The least of many runs, as the machine is never quiet.

use rustls_pki_types::{CertificateDer, ServerName};
use std::hint::black_box;
use std::time::{Duration, Instant};
use ucpki_matcher::{
    AccessRule, AccessRules, Action, Comparison, Comparisons, Identity, NameMode, PatternKind, Side, match_certificate,
};
use ucpki_tests::make::{Cert, GeneralName, Key};
use ucpki_x509::CertificateRef;
use webpki::EndEntityCert;

fn main() {
    println!("{:<64} {:>11} {:>10}", "job", "time", "ns / unit");
    identities();
    rules();
    comparisons();
}

fn identities() {
    for count in [1, 10, 100, 1_000, 10_000, 100_000] {
        let der = with_names(count);
        let certificate = CertificateRef::parse(&der).expect("it is well-formed");
        let last = Identity::dns(&format!("h{}.example.com", count - 1)).expect("a name");
        time(&format!("dNSName, the last of {count}"), count, || {
            let mut budget = Comparisons::unlimited();
            black_box(match_certificate(black_box(&certificate), &last, NameMode::Rfc9525, &mut budget).is_ok())
        });
        let der = CertificateDer::from(der.as_slice());
        let name = ServerName::try_from(format!("h{}.example.com", count - 1)).expect("a name");
        // It reads certificates of up to 64 KiB.
        let Ok(peer) = EndEntityCert::try_from(&der) else { continue };
        time(&format!("  the same by rustls-webpki {count}"), count, || {
            black_box(black_box(&peer).verify_is_valid_for_subject_name(&name).is_ok())
        });
    }
    for count in [100, 10_000, 100_000] {
        let der = with_names(count);
        let certificate = CertificateRef::parse(&der).expect("it is well-formed");
        let other = Identity::dns("vcs.example.org").expect("a name");
        time(&format!("dNSName, none of {count}, with the nearest"), count, || {
            let mut budget = Comparisons::unlimited();
            black_box(match_certificate(black_box(&certificate), &other, NameMode::Rfc9525, &mut budget).is_err())
        });
        let sip = Identity::sip(&format!("h{}.example.com", count - 1)).expect("a name");
        time(&format!("SIP domain, the last of {count} dNSNames"), count, || {
            let mut budget = Comparisons::unlimited();
            black_box(match_certificate(black_box(&certificate), &sip, NameMode::Rfc9525, &mut budget).is_ok())
        });
    }
}

fn rules() {
    let kinds = [PatternKind::Exact, PatternKind::Prefix, PatternKind::Suffix];
    for count in [10_u32, 100, 1_000, 10_000] {
        let rule = |number: u32| {
            let kind = kinds[number as usize % kinds.len()];
            let pattern = match kind {
                PatternKind::Prefix => format!("p{number}."),
                PatternKind::Suffix => format!(".d{number}.example"),
                _ => format!("h{number}.d{}.example", number / 7),
            };
            AccessRule::new((number % 60_000) as u16, Action::Deny, kind, &pattern)
        };
        let rules = AccessRules::new((0..count).map(rule), None).expect("they are well-formed");
        for names in [1, 10, 100] {
            let der = with_names(names);
            let certificate = CertificateRef::parse(&der).expect("it is well-formed");
            time(&format!("access, {count} rules, certificate with {names} names"), names, || {
                let mut budget = Comparisons::unlimited();
                black_box(rules.check(black_box(&certificate), &mut budget).is_ok())
            });
        }
    }
}

fn comparisons() {
    for count in [100, 1_000, 10_000, 100_000] {
        let (one, other) = (with_names(count), with_names(count + 1));
        let one = CertificateRef::parse(&one).expect("it is well-formed");
        let other = CertificateRef::parse(&other).expect("it is well-formed");
        time(&format!("comparison of {count} names and one more"), count, || {
            let sides = [&one, &other].map(|certificate| Side::certificate(certificate).expect("it is well-formed"));
            black_box(Comparison::new(&sides[0], &sides[1]).differences().len())
        });
    }
}

fn with_names(count: usize) -> Vec<u8> {
    let mut cert = Cert::new("Names").key(&Key::fake("names"));
    for index in 0..count {
        cert = cert.san(GeneralName::Dns(format!("h{index}.example.com")));
    }
    cert.der()
}

fn time<T>(job: &str, units: usize, run: impl Fn() -> T) {
    let mut best = Duration::MAX;
    let started = Instant::now();
    let mut rounds = 0;
    // A round has many runs, as the clock is coarse.
    while rounds < 3 || (started.elapsed() < Duration::from_millis(300) && rounds < 2_000) {
        let runs = (20_000 / units.max(1)).clamp(1, 200) as u32;
        let start = Instant::now();
        for _ in 0..runs {
            black_box(run());
        }
        best = best.min(start.elapsed() / runs);
        rounds += 1;
    }
    #[expect(clippy::cast_precision_loss, reason = "for people")]
    let per_unit = best.as_nanos() as f64 / units as f64;
    println!("{job:<64} {best:>11.1?} {per_unit:>10.1}");
}
