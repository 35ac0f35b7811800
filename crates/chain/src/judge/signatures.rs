//! Signatures along a path, and the keys that verify them.

use super::{Blame, Judge, position_of, refuse};
use crate::codes;
use crate::config::budget::{Limit, Spending};
use crate::config::kept_keys::LazyKey;
use crate::config::signature_cache::Fingerprint;
use crate::graph::{Arc, EntityId, Next, NodeId};
use crate::verdict::finding::{At, Detail};
use alloc::boxed::Box;
use alloc::vec::Vec;
use ucpki_crypto::{Digest, Input, KeyRefused, PreparedKey, SignatureAlgorithm, VerifyError};
use ucpki_x509::Certificate;

/// A signature that verifies: of which certificate, under which key, and what it goes by in the cache if it was checked.
pub(crate) type Verified = (NodeId, EntityId, Option<Fingerprint>);

impl Judge<'_, '_> {
    /// Keys that lack the parameters which they inherit from the key above (RFC 5280, 6.1.4 (e)); usually none.
    ///
    /// One slot for each node; filled only where the key inherits.
    pub(crate) fn inherited_keys(&self) -> Result<Vec<Option<Box<dyn PreparedKey>>>, Blame> {
        let inherits = |id: &NodeId| self.graph.node(*id).is_some_and(|node| node.facts.inherits_parameters);
        if !self.route.nodes.iter().skip(1).any(inherits) {
            return Ok(Vec::new());
        }
        let mut keys: Vec<Option<Box<dyn PreparedKey>>> = self.route.nodes.iter().map(|_| None).collect();
        let anchor = self.graph.anchor(self.route.anchor);
        let mut parameters: Option<Vec<u8>> = anchor
            .and_then(|anchor| anchor.key(self.check.config).ok())
            .and_then(|key| key.inheritable_parameters().map(<[u8]>::to_vec));
        for (position, (id, slot)) in self.route.nodes.iter().zip(&mut keys).enumerate().skip(1).rev() {
            let Some(node) = self.graph.node(*id) else { continue };
            let key = match node.key(self.check.config) {
                Err(KeyRefused::ParametersMissing) => {
                    match self.provider.prepare(node.certificate.spki(), parameters.as_deref()) {
                        Ok(key) => &**slot.insert(key),
                        Err(refused) => {
                            let detail = Detail::Code(refused.code());
                            let at = At::Cert(position_of(position));
                            return Err(Blame::Path { finding: refuse(&codes::KEY_UNUSABLE, at, detail) });
                        }
                    }
                }
                Err(_) => continue,
                Ok(key) => key,
            };
            parameters = key.inheritable_parameters().map(<[u8]>::to_vec);
        }
        Ok(keys)
    }

    /// Signatures that are not known to verify: where several keys carry the issuer's name from the leaf up, since the
    /// leaf is what is certain; the others from the anchor down, since what the anchor did not sign is worth nothing.
    pub(super) fn signatures(
        &self,
        keys: &[Option<Box<dyn PreparedKey>>],
        spending: &mut Spending,
        verified: &mut Vec<Verified>,
    ) -> Result<(), Blame> {
        let ambiguous =
            |position: &usize| self.route.nodes.get(*position).is_some_and(|id| self.graph.issuer_is_ambiguous(*id));
        let positions = 0..self.route.nodes.len();
        for position in positions.clone().filter(ambiguous) {
            self.signature(position, keys, spending, verified)?;
        }
        for position in positions.rev().filter(|position| !ambiguous(position)) {
            self.signature(position, keys, spending, verified)?;
        }
        Ok(())
    }

    pub(crate) fn signature(
        &self,
        position: usize,
        keys: &[Option<Box<dyn PreparedKey>>],
        spending: &mut Spending,
        verified: &mut Vec<Verified>,
    ) -> Result<(), Blame> {
        let Some(id) = self.route.nodes.get(position).copied() else { return Ok(()) };
        let Some(node) = self.graph.node(id) else { return Ok(()) };
        let next = self.next(position);
        let entity = self.graph.entity(next);
        let inherited = keys.get(position + 1).and_then(Option::as_deref);
        // What was verified with inherited parameters is not a fact about the two certificates alone.
        if inherited.is_none() && matches!(self.graph.arc(id, entity), Some(Arc::Verified)) {
            return Ok(());
        }
        let digest = self.cache.filter(|_| inherited.is_none()).and_then(|_| self.digest(node.certificate));
        let fingerprint = if inherited.is_none() { self.fingerprint(position, digest.as_ref()) } else { None };
        if let (Some(cache), Some(fingerprint)) = (self.cache, &fingerprint)
            && cache.contains(fingerprint)
        {
            spending.work.cached += 1;
            verified.push((id, entity, None));
            return Ok(());
        }
        let key = self.key_above(position, inherited)?;
        let issuer_from_peer =
            matches!(next, Next::Node(above) if self.graph.node(above).is_some_and(|above| above.from_peer));
        let from_peer = node.from_peer || issuer_from_peer;
        let from_reserve = !from_peer && spending.reserve > 0;
        let budget = if from_reserve { &mut spending.reserve } else { &mut spending.peer };
        let Some(left) = budget.checked_sub(u64::from(key.weight())) else {
            return Err(Blame::Exhausted { limit: Limit::Signatures, peer: from_peer });
        };
        *budget = left;
        spending.work.signatures += 1;
        let certificate = node.certificate;
        let result = match certificate.signature() {
            Some(signature) => {
                let message = certificate.tbs();
                let input = digest
                    .as_ref()
                    .map_or(Input::Message(message), |digest| Input::Both { message, digest: digest.as_ref() });
                key.verify(certificate.signature_algorithm(), input, signature)
            }
            None => Err(VerifyError::BadSignature),
        };
        if let Some(kept) = self.kept_key(next).filter(|_| inherited.is_none()) {
            self.check.config.kept_keys.used(kept);
        }
        let at = At::Cert(position_of(position));
        match (result, inherited) {
            (Ok(()), None) => verified.push((id, entity, fingerprint)),
            (Ok(()), Some(_)) => {}
            (Err(error), inherited) => {
                let code = match error {
                    VerifyError::BadSignature => &codes::SIGNATURE_INVALID,
                    _ => &codes::ALGORITHM_UNSUPPORTED,
                };
                let finding = refuse(code, at, Detail::Code(error.code()));
                return Err(match inherited {
                    None => Blame::Arc { below: id, entity, finding },
                    Some(_) => Blame::Path { finding },
                });
            }
        }
        Ok(())
    }

    /// The digest of what is signed, by the hash function of the signature, for the cache and the signature alike.
    pub(super) fn digest(&self, certificate: &Certificate) -> Option<Digest> {
        let hash = SignatureAlgorithm::parse(certificate.signature_algorithm()).ok()?.hash()?;
        Some(self.provider.digest(hash.oid())?.digest(&[certificate.tbs()]))
    }

    /// What the signature at `position` goes by in the cache, where there is one.
    pub(super) fn fingerprint(&self, position: usize, digest: Option<&Digest>) -> Option<Fingerprint> {
        let cache = self.cache?;
        let certificate = self.graph.node(*self.route.nodes.get(position)?)?.certificate;
        let spki = match self.next(position) {
            Next::Anchor(anchor) => self.graph.anchor(anchor)?.entry.anchor.spki_der(),
            Next::Node(node) => self.graph.node(node)?.certificate.spki_der(),
        };
        Fingerprint::of(certificate, spki, digest, self.provider, self.check.config.provider_id, cache)
    }

    /// The key of whoever is above `position`.
    pub(super) fn key_above<'s>(
        &'s self,
        position: usize,
        inherited: Option<&'s dyn PreparedKey>,
    ) -> Result<&'s dyn PreparedKey, Blame> {
        if let Some(key) = inherited {
            return Ok(key);
        }
        match self.next(position) {
            Next::Anchor(anchor) => {
                let key =
                    self.graph.anchor(anchor).map_or(Err(KeyRefused::Malformed), |node| node.key(self.check.config));
                key.map_err(|refused| {
                    let finding = refuse(&codes::KEY_UNUSABLE, At::Anchor, Detail::Code(refused.code()));
                    Blame::Anchor { anchor, finding }
                })
            }
            Next::Node(node) => {
                let key = self.graph.node(node).map_or(Err(KeyRefused::Malformed), |node| node.key(self.check.config));
                key.map_err(|refused| {
                    let at = At::Cert(position_of(position + 1));
                    let finding = refuse(&codes::KEY_UNUSABLE, at, Detail::Code(refused.code()));
                    Blame::Cert { node, finding }
                })
            }
        }
    }

    pub(super) fn kept_key(&self, next: Next) -> Option<&LazyKey> {
        match next {
            Next::Anchor(anchor) => Some(&self.graph.anchor(anchor)?.entry.key),
            Next::Node(node) => self.graph.node(node)?.kept(self.check.config),
        }
    }
}
