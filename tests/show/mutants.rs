//! Objects with a few bytes changed, as long as both sides read them.

use crate::compare::{Difference, difference, first_difference, ours};
use crate::corpus::Case;
use core::fmt;
use std::sync::Mutex;
use ucpki_tests::Rng;
use ucpki_tests::openssl::Openssl;

/// What came out.
#[derive(Default)]
pub(crate) struct Tally {
    compared: u64,
    same: u64,
    /// Explained, each as `Difference` says.
    raw: u64,
    key: u64,
    point: u64,
    curve: u64,
    mended: u64,
    refused_by_openssl: u64,
    pub(crate) differ: Vec<String>,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { compared, same, raw, key, point, curve, mended, refused_by_openssl, differ } = self;
        writeln!(f, "{compared} compared, {same} the same; {refused_by_openssl} more that OpenSSL does not read")?;
        writeln!(
            f,
            "explained: {raw} raw bytes, {key} keys that neither can load, {point} points, {curve} curves, {mended} strings in parts and lists without their bit"
        )?;
        match differ.as_slice() {
            [] => f.write_str("none unexplained"),
            some => write!(f, "{} unexplained:\n{}", some.len(), some.join("\n")),
        }
    }
}

pub(crate) fn compare(openssl: &Openssl, cases: &[Case], wanted: u64, seed: u64) -> Tally {
    let tally = Mutex::new(Tally::default());
    std::thread::scope(|scope| {
        for thread in 0..2 {
            let tally = &tally;
            scope.spawn(move || {
                let mut rng = Rng::new(seed * 2 + thread);
                while tally.lock().unwrap().compared < wanted {
                    let (what, kind, der) = &cases[rng.below(cases.len())];
                    let mut mutant = der.clone();
                    for _ in 0..=rng.below(3) {
                        let place = rng.below(mutant.len());
                        let bits = if rng.below(2) == 0 { 1 << rng.below(8) } else { 1 + rng.below(255) };
                        mutant[place] ^= u8::try_from(bits).unwrap();
                    }
                    let Some(ours) = ours(kind, &mutant) else { continue };
                    let theirs = openssl.text(kind, &mutant);
                    let mut tally = tally.lock().unwrap();
                    let Some(theirs) = theirs else {
                        tally.refused_by_openssl += 1;
                        continue;
                    };
                    tally.compared += 1;
                    match difference(kind, &mutant, &ours, &theirs) {
                        Difference::None => tally.same += 1,
                        Difference::Raw => tally.raw += 1,
                        Difference::Key => tally.key += 1,
                        Difference::Point => tally.point += 1,
                        Difference::Curve => tally.curve += 1,
                        Difference::Mended | Difference::Half => tally.mended += 1,
                        Difference::Other => {
                            let first = first_difference(&ours, &theirs);
                            let digits: String = mutant.iter().map(|byte| format!("{byte:02x}")).collect();
                            tally.differ.push(format!("{what}\n    {first}\n    {kind} {digits}"));
                        }
                    }
                }
            });
        }
    });
    tally.into_inner().unwrap()
}
