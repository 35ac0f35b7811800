//! Hash functions (RFC 6234, RFC 3174, RFC 1321).

use crate::{Digest, DigestAlgorithm, DigestState, Hash};
use alloc::boxed::Box;
use core::fmt;
use core::marker::PhantomData;
use ucpki_x509::Oid;

pub(crate) static SHA1: Hasher<sha1::Sha1> = Hasher::new(Hash::Sha1);
pub(crate) static SHA224: Hasher<sha2::Sha224> = Hasher::new(Hash::Sha224);
pub(crate) static SHA256: Hasher<sha2::Sha256> = Hasher::new(Hash::Sha256);
pub(crate) static SHA384: Hasher<sha2::Sha384> = Hasher::new(Hash::Sha384);
pub(crate) static SHA512: Hasher<sha2::Sha512> = Hasher::new(Hash::Sha512);
#[cfg(feature = "legacy")]
pub(crate) static MD5: Hasher<md5::Md5> = Hasher::new(Hash::Md5);

pub(crate) struct Hasher<D> {
    hash: Hash,
    function: PhantomData<fn() -> D>,
}

struct State<D> {
    hash: Hash,
    state: D,
}

impl<D> Hasher<D> {
    const fn new(hash: Hash) -> Self {
        Self { hash, function: PhantomData }
    }
}

impl<D> Hasher<D>
where
    D: sha2::Digest,
{
    fn state(&self) -> State<D> {
        State { hash: self.hash, state: D::new() }
    }
}

impl<D> State<D>
where
    D: sha2::Digest,
{
    fn end(self) -> Digest {
        Digest::of(self.hash, &self.state.finalize())
    }
}

impl<D> DigestAlgorithm for Hasher<D>
where
    D: sha2::Digest + Send + Sync + 'static,
{
    fn oid(&self) -> Oid<'static> {
        self.hash.oid()
    }

    fn output_len(&self) -> usize {
        self.hash.output_len()
    }

    fn digest(&self, parts: &[&[u8]]) -> Digest {
        let mut state = self.state();
        for part in parts {
            state.state.update(part);
        }
        state.end()
    }

    fn start(&self) -> Box<dyn DigestState> {
        Box::new(self.state())
    }
}

impl<D> DigestState for State<D>
where
    D: sha2::Digest + Send + Sync,
{
    fn update(&mut self, data: &[u8]) {
        self.state.update(data);
    }

    fn finish(self: Box<Self>) -> Digest {
        self.end()
    }
}

impl<D> fmt::Debug for Hasher<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.hash.fmt(f)
    }
}
