//! A scene in a few lines, for people who look for a bug.

use super::scene::*;
use std::fmt;

impl fmt::Display for Scene {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:?} below {:?}; {:?}", Target::Leaf, self.leaf_issuer(), self.consumer)?;
        let switches = [
            (self.leaf_names_responder, "the leaf names a responder"),
            (self.intermediate_names_responder && self.has_intermediate, "the intermediate names a responder"),
            (self.leaf_names_crl, "the leaf names a CRL"),
            (self.must_staple, "the leaf demands a staple"),
            (self.staples_asked, "staples were asked for"),
            (self.refuses_unknown, "unknown refuses"),
            (self.refuses_expired, "expired refuses"),
        ];
        for (_, text) in switches.iter().filter(|(on, _)| *on) {
            write!(f, "  {text};")?;
        }
        writeln!(f, "\n  {:?}\n  {:?}", self.policy, self.corporate)?;
        for (index, delegate) in self.delegates.iter().enumerate() {
            writeln!(f, "  {index}: {delegate:?}")?;
        }
        for crl in self.crls.iter().flatten() {
            writeln!(f, "  {crl:?}")?;
        }
        for (index, response) in self.responses.iter().enumerate() {
            let without_entries = Response { entries: Vec::new(), ..response.clone() };
            writeln!(f, "  response {index}: {without_entries:?}")?;
            for entry in &response.entries {
                writeln!(f, "    {entry:?}")?;
            }
        }
        Ok(())
    }
}
