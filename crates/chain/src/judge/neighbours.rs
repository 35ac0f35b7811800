//! What RFC 5280, section 4 asks of certificates that are on one path, and section 6 does not check.

use super::{Blame, Judge, position_of};
use crate::codes;
use crate::config::rules::{RuleSet, Severity};
use crate::graph::anchor_as_node;
use crate::verdict::finding::{At, Detail, Finding};
use core::ops::ControlFlow;
use ucpki_x509::{Certificate, Code, NameRef};

const PAIRS: RuleSet =
    RuleSet::of(&[&codes::KEY_IDENTIFIERS_DIFFER, &codes::ISSUER_ENCODED_OTHERWISE, &codes::SERIAL_REUSED]);

impl Judge<'_, '_> {
    /// Each certificate against the one above it, and serial numbers against those of the same issuer.
    ///
    /// `found` is told everything that is broken, and says whether to go on.
    pub(crate) fn neighbours(&self, found: &mut dyn FnMut(Blame) -> ControlFlow<Blame>) -> ControlFlow<Blame> {
        if !self.profile().asks(PAIRS) {
            return ControlFlow::Continue(());
        }
        for (position, below) in self.certificates() {
            let above = self.route.nodes.get(position + 1).and_then(|id| self.graph.node(*id));
            let anchor = self.graph.anchor(self.route.anchor).filter(|_| above.is_none());
            let anchor = anchor.map(|anchor| &anchor.entry.anchor);
            let certificate = above.map(|node| node.certificate).or_else(|| anchor?.as_certificate());
            let name = above.map(|node| node.certificate.subject()).or_else(|| Some(anchor?.name()));
            let above = above.map(|_| position + 1);
            if certificate.is_some_and(|above| identifiers_differ(below, above)) {
                self.pair(&codes::KEY_IDENTIFIERS_DIFFER, above, position, found)?;
            }
            if name.is_some_and(|name| is_encoded_otherwise(below.issuer(), name)) {
                self.pair(&codes::ISSUER_ENCODED_OTHERWISE, above, position, found)?;
            }
            // 4.1.2.2: "It MUST be unique for each certificate issued by a given CA". Paths are short.
            let is_twin = |other: &Certificate| {
                other.serial() == below.serial() && other.issuer().matches(below.issuer()) && other != below
            };
            if let Some((twin, _)) = self.certificates().skip(position + 1).find(|(_, other)| is_twin(other)) {
                self.pair(&codes::SERIAL_REUSED, Some(twin), position, found)?;
            }
        }
        ControlFlow::Continue(())
    }

    fn certificates(&self) -> impl Iterator<Item = (usize, &Certificate)> {
        let nodes = self.route.nodes.iter().enumerate();
        nodes.filter_map(|(position, id)| Some((position, self.graph.node(*id)?.certificate)))
    }

    /// Reports a rule about two certificates; the anchor has no position.
    fn pair(
        &self,
        code: &'static Code,
        above: Option<usize>,
        below: usize,
        found: &mut dyn FnMut(Blame) -> ControlFlow<Blame>,
    ) -> ControlFlow<Blame> {
        let severity = self.profile().severity(code);
        if severity == Severity::Ignore {
            return ControlFlow::Continue(());
        }
        let at = At::Pair { above: above.map(position_of), below: position_of(below) };
        let finding = Finding { code, severity, at, detail: Detail::None };
        let above = above.and_then(|above| self.route.nodes.get(above)).copied();
        let above = above.unwrap_or(anchor_as_node(self.route.anchor));
        found(Blame::Pair { above, below: self.route.nodes.get(below).copied().unwrap_or(0), finding })
    }
}

/// 4.2.1.2: "In conforming CA certificates, the value of the subject key identifier MUST be the value placed in the key
/// identifier field of the authority key identifier extension (Section 4.2.1.1) of certificates issued by the subject of this
/// certificate."
fn identifiers_differ(below: &Certificate, above: &Certificate) -> bool {
    let (Ok(Some(named)), Ok(Some(own))) = (below.authority_key_identifier(), above.subject_key_identifier()) else {
        return false;
    };
    named.key_identifier().is_some_and(|named| named != own)
}

/// 4.1.2.6: "If the subject is a CA [...], then the subject field MUST be populated with a non-empty distinguished name matching
/// the contents of the issuer field in all certificates issued by the subject CA", and 4.1.2.4 encodes both alike; 7.1 lets them
/// match all the same.
fn is_encoded_otherwise(issuer: NameRef<'_>, subject: NameRef<'_>) -> bool {
    issuer.as_der() != subject.as_der()
}
