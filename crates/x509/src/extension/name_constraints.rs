use crate::der::{Reader, Tag, Tlv};
use crate::{Error, GeneralName, codes};

/// Which names may be below a CA (RFC 5280, 4.2.1.10).
///
/// ```text
/// NameConstraints ::= SEQUENCE { permittedSubtrees [0] GeneralSubtrees OPTIONAL,
///                                excludedSubtrees  [1] GeneralSubtrees OPTIONAL }
/// GeneralSubtree  ::= SEQUENCE { base GeneralName, minimum [0] BaseDistance DEFAULT 0,
///                                maximum [1] BaseDistance OPTIONAL }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct NameConstraints<'a> {
    permitted: Option<GeneralSubtrees<'a>>,
    excluded: Option<GeneralSubtrees<'a>>,
}

impl<'a> NameConstraints<'a> {
    /// Reads the value of the extension.
    ///
    /// # Errors
    ///
    /// [`codes::EMPTY_LIST`] when both lists are missing or one is empty; [`codes::INTEGER_RANGE`] for a minimum other
    /// than 0 or any maximum, which RFC 5280 forbids; [`codes::GENERAL_NAME_INVALID`]; codes of the reader.
    pub fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let tlv = reader.expect(Tag::SEQUENCE)?;
        let mut inner = tlv.reader();
        let mut subtrees = |number| match inner.optional(Tag::context_constructed(number))? {
            Some(tlv) => GeneralSubtrees::read(&tlv).map(Some),
            None => Ok(None),
        };
        let constraints = Self { permitted: subtrees(0)?, excluded: subtrees(1)? };
        inner.finish()?;
        if constraints.permitted.is_none() && constraints.excluded.is_none() {
            return Err(tlv.error(&codes::EMPTY_LIST));
        }
        Ok(constraints)
    }

    /// Names of a kind that is listed here must lie in one of the listed subtrees of that kind.
    #[must_use]
    pub fn permitted(&self) -> GeneralSubtrees<'a> {
        self.permitted.unwrap_or(GeneralSubtrees::EMPTY)
    }

    /// Names must lie in none of these.
    #[must_use]
    pub fn excluded(&self) -> GeneralSubtrees<'a> {
        self.excluded.unwrap_or(GeneralSubtrees::EMPTY)
    }
}

/// A list of subtrees, each given by its base.
#[derive(Clone, Copy, Debug)]
pub struct GeneralSubtrees<'a>(Option<Reader<'a>>);

impl<'a> GeneralSubtrees<'a> {
    const EMPTY: Self = Self(None);

    fn read(tlv: &Tlv<'a>) -> Result<Self, Error> {
        let mut rest = tlv.reader();
        if rest.is_empty() {
            return Err(tlv.error(&codes::EMPTY_LIST));
        }
        while !rest.is_empty() {
            subtree(&mut rest)?;
        }
        Ok(Self(Some(tlv.reader())))
    }

    /// The bases in their order.
    pub fn iter(&self) -> impl Iterator<Item = GeneralName<'a>> + use<'a> {
        let mut rest = self.0;
        core::iter::from_fn(move || subtree(rest.as_mut()?).ok())
    }

    /// Whether a minimum of 0 is written out, which DER forbids (X.690, 11.5).
    #[must_use]
    pub fn spells_out_default(&self) -> bool {
        let mut rest = self.0;
        let has_minimum = |mut tree: Reader<'_>| tree.read().is_ok() && tree.peek() == Some(Tag::context(0));
        core::iter::from_fn(move || rest.as_mut()?.sequence().ok()).any(has_minimum)
    }

    /// Whether nothing is listed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_none()
    }
}

fn subtree<'a>(reader: &mut Reader<'a>) -> Result<GeneralName<'a>, Error> {
    let mut inner = reader.sequence()?;
    let base = GeneralName::read(&mut inner)?;
    // RFC 5280, 4.2.1.10: minimum MUST be zero and maximum absent. A minimum of zero that is written out is unambiguous.
    if let Some(minimum) = inner.optional(Tag::context(0))?
        && !minimum.integer()?.is_zero()
    {
        return Err(minimum.error(&codes::INTEGER_RANGE));
    }
    if inner.peek() == Some(Tag::context(1)) {
        return Err(inner.error(&codes::INTEGER_RANGE));
    }
    inner.finish()?;
    Ok(base)
}
