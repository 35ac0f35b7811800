//! The attack graphs as questions to us and to rustls-webpki: what the group `attack` times, and the report asks once.

use super::by_webpki::{self, Webpki};
use std::hint::black_box;
use ucpki_chain::{Anchor, Identity, KeyPurpose, Pool, ValidationParams, Validator};
use ucpki_crypto::Provider;
use ucpki_tests::attack;
use ucpki_tests::make::Scheme;
use ucpki_x509::{Certificate, Time};

/// One graph as DER, and the right answer.
#[derive(Clone, Debug)]
pub struct Question {
    /// Such as `dead-end-5x16`.
    pub name: String,
    /// Whether there is a path.
    pub accept: bool,
    /// Certificates beside the anchors.
    pub certificates: usize,
    time: Time,
    anchors: Vec<Vec<u8>>,
    pool: Vec<Vec<u8>>,
    leaf: Vec<u8>,
}

impl From<attack::Case> for Question {
    fn from(case: attack::Case) -> Self {
        Self {
            name: case.name.clone(),
            accept: case.accept,
            certificates: case.certificates(),
            time: case.time,
            anchors: case.anchors_der(),
            pool: case.pool_der(),
            leaf: case.leaf_der(),
        }
    }
}

/// Every graph, with P-256 keys.
pub fn questions() -> impl Iterator<Item = Question> {
    attack::all(Scheme::P256).into_iter().map(Question::from)
}

/// Dead ends of five levels, so many certificates wide: for the growth curve.
#[must_use]
pub fn dead_end(width: usize) -> Question {
    attack::dead_end(Scheme::P256, 5, width).into()
}

impl Question {
    /// Asks us: whether it was accepted.
    pub fn ours(&self, provider: Provider) -> impl Fn() -> bool + '_ {
        let read = |der: &Vec<u8>| Certificate::parse(black_box(der)).expect("well-formed");
        let validator = Validator::new(provider).anchors(self.anchors.iter().map(|der| Anchor::certificate(read(der))));
        let request = ValidationParams::new(self.time, KeyPurpose::Server, Identity::danger_none());
        move || {
            let pool = Pool::new(self.pool.iter().map(read));
            validator.check(&read(&self.leaf), &pool, &request).is_ok()
        }
    }

    /// Asks rustls-webpki with AWS-LC.
    pub fn webpki(&self) -> impl Fn() -> Result<(), webpki::Error> + '_ {
        let webpki = Webpki::new(by_webpki::AWS_LC_RS, &self.anchors);
        let pool = by_webpki::borrow(&self.pool);
        move || webpki.check(&self.leaf, &pool)
    }
}
