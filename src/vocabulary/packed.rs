//! Bytes of plain text, many at a time.
//!
//! In: the bytes of a text. Out: where runs of letters and digits end, where capitals stand, short words as
//! numbers with a place in a table. Must not know names, nor how they are folded.

/// So many bytes are packed together.
pub(crate) const PACKED: usize = 16;

/// In each byte, its lowest and its highest bit.
const LOWEST: u128 = u128::MAX / 255;
const HIGHEST: u128 = LOWEST << 7;

/// Of each byte of plain text, its highest bit if the byte is in a range.
const fn within(bytes: u128, first: u8, last: u8) -> u128 {
    let from = bytes + LOWEST * (128 - first as u128);
    let behind = bytes + LOWEST * (127 - last as u128);
    from & !behind & HIGHEST
}

/// Packed bytes with plain letters in small ones; none if there is another letter among them.
#[inline]
pub(crate) fn small(packed: u128) -> Option<u128> {
    (packed & HIGHEST == 0).then(|| packed | within(packed, b'A', b'Z') >> 2)
}

/// In each of eight bytes, its lowest and its highest bit.
const LOWEST_8: u64 = u64::MAX / 255;
const HIGHEST_8: u64 = LOWEST_8 << 7;

/// Of each byte of plain text, its highest bit if the byte is in a range.
#[inline]
const fn within_8(bytes: u64, first: u8, last: u8) -> u64 {
    let from = bytes + LOWEST_8 * (128 - first as u64);
    let behind = bytes + LOWEST_8 * (127 - last as u64);
    from & !behind
}

/// How many plain letters and digits a text starts with: eight bytes at a time, without a branch for each.
#[inline]
pub(crate) fn plain_run(text: &[u8]) -> usize {
    let mut length = 0;
    while let Some(here) = text[length..].first_chunk() {
        let here = u64::from_le_bytes(*here);
        let plain = here & !HIGHEST_8;
        let letters = within_8(plain | LOWEST_8 << 5, b'a', b'z');
        let others = HIGHEST_8 & !((letters | within_8(plain, b'0', b'9')) & !here);
        if others != 0 {
            return length + others.trailing_zeros() as usize / 8;
        }
        length += 8;
    }
    length + text[length..].iter().take_while(|b| b.is_ascii_alphanumeric()).count()
}

/// Where the plain capitals and digits of a text stand.
pub(crate) fn capitals_and_digits(text: &[u8]) -> impl Iterator<Item = usize> {
    let (chunks, rest) = text.as_chunks();
    let of_chunk = |chunk: &[u8; 8]| {
        let here = u64::from_le_bytes(*chunk);
        let plain = here & !HIGHEST_8;
        (within_8(plain, b'A', b'Z') | within_8(plain, b'0', b'9')) & !here & HIGHEST_8
    };
    let mut chunks = chunks.iter().map(of_chunk).enumerate();
    let (mut base, mut here) = (0, 0);
    let whole = std::iter::from_fn(move || {
        while here == 0 {
            let (number, found) = chunks.next()?;
            (base, here) = (number * 8, found);
        }
        let at = base + here.trailing_zeros() as usize / 8;
        here &= here - 1;
        Some(at)
    });
    let start = text.len() - rest.len();
    let is = |b: &u8| b.is_ascii_uppercase() || b.is_ascii_digit();
    whole.chain(rest.iter().enumerate().filter(move |(_, b)| is(b)).map(move |(at, _)| start + at))
}

/// The first bytes of a text as a number, the first one lowest; none where they are more than 16.
#[inline]
pub(crate) fn packed(text: &[u8], length: usize) -> Option<u128> {
    if length == 0 || length > PACKED {
        return None;
    }
    match text.first_chunk() {
        Some(first) => Some(u128::from_le_bytes(*first) & (u128::MAX >> (8 * (PACKED - length)))),
        None => {
            let mut padded = [0; PACKED];
            padded.get_mut(..length)?.copy_from_slice(text.get(..length)?);
            Some(u128::from_le_bytes(padded))
        }
    }
}

/// A place among so many, a power of two, for packed bytes.
#[inline]
pub(crate) fn place(packed: u128, places: usize) -> usize {
    let (low, high) = (packed as u64, (packed >> 64) as u64);
    let mixed = (low ^ high.rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 40) as usize & (places - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_plain_letters_end_at_the_first_mark() {
        for (text, length) in
            [("", 0), ("-a", 0), ("abc", 3), ("CXCL11 binds to it", 6), ("aβ", 1), ("[a", 0), ("a`b", 1)]
        {
            assert_eq!(plain_run(text.as_bytes()), length, "{text}");
        }
        for length in 0..70 {
            assert_eq!(plain_run(format!("{} and more of it", "x".repeat(length)).as_bytes()), length);
        }
    }

    #[test]
    fn capitals_and_digits_are_found_everywhere() {
        let text = "Ab 9z@[`{/: ZZ βA, end of the text with T4 and κB x7";
        let is = |(at, byte): (usize, u8)| (byte.is_ascii_uppercase() || byte.is_ascii_digit()).then_some(at);
        for length in 0..text.len() {
            let part = &text.as_bytes()[..length];
            let wanted: Vec<usize> = part.iter().copied().enumerate().filter_map(is).collect();
            assert_eq!(capitals_and_digits(part).collect::<Vec<_>>(), wanted, "{length}");
        }
    }

    #[test]
    fn packed_bytes_become_small_letters() {
        let pack = |text: &str| packed(text.as_bytes(), text.len()).expect("short");
        for (text, lower) in [("CXCL11", "cxcl11"), ("aZ@[`{-", "az@[`{-"), ("Is", "is")] {
            assert_eq!(small(pack(text)), Some(pack(lower)));
        }
        assert_eq!(small(pack("κB")), None);
    }

    #[test]
    fn packed_bytes_do_not_depend_on_what_follows() {
        assert_eq!(packed(b"abc", 3), packed(b"abc and then some more", 3));
        assert_ne!(packed(b"abc", 3), packed(b"abd", 3));
        assert_eq!((packed(b"abc", 0), packed(b"a very long word, too long", 17)), (None, None));
        assert_eq!(packed(b"0123456789abcdef", 16), packed(b"0123456789abcdefg", 16));
    }
}
