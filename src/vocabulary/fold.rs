//! One spelling for names that a reader takes for the same.
//!
//! In: a name as written. Out: a key. Names no entity.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

const GREEK: [(char, &str); 25] = [
    ('α', "alpha"),
    ('β', "beta"),
    ('γ', "gamma"),
    ('δ', "delta"),
    ('ε', "epsilon"),
    ('ζ', "zeta"),
    ('η', "eta"),
    ('θ', "theta"),
    ('ι', "iota"),
    ('κ', "kappa"),
    ('λ', "lambda"),
    ('μ', "mu"),
    ('ν', "nu"),
    ('ξ', "xi"),
    ('ο', "omicron"),
    ('π', "pi"),
    ('ρ', "rho"),
    ('σ', "sigma"),
    ('ς', "sigma"),
    ('τ', "tau"),
    ('υ', "upsilon"),
    ('φ', "phi"),
    ('χ', "chi"),
    ('ψ', "psi"),
    ('ω', "omega"),
];

/// British → American, as parts of a lower-case word.
const SPELLINGS: [(&str, &str); 10] = [
    ("tumour", "tumor"),
    ("oestr", "estr"),
    ("aemi", "emi"),
    ("haem", "hem"),
    ("oesoph", "esoph"),
    ("oedema", "edema"),
    ("signalling", "signaling"),
    ("isation", "ization"),
    ("fibre", "fiber"),
    ("behaviour", "behavior"),
];

/// Plurals that no rule makes singular.
const PLURALS: [(&str, &str); 6] = [
    ("metastases", "metastasis"),
    ("diagnoses", "diagnosis"),
    ("analyses", "analysis"),
    ("mice", "mouse"),
    ("nuclei", "nucleus"),
    ("bacteria", "bacterium"),
];

/// The key of a name with its case kept: Unicode form, Greek letters, hyphens and spaces folded.
#[must_use]
pub fn cased(name: &str) -> String {
    words(name).concat()
}

/// The key of a name: like [`cased`], and case and British or American spelling folded.
#[must_use]
pub fn fold(name: &str) -> String {
    words(name).iter().map(|w| american(&w.to_lowercase()).into_owned()).collect()
}

/// The key of a name: like [`fold`], and each word singular.
#[must_use]
pub fn singular(name: &str) -> String {
    words(name).iter().map(|w| singular_word(w)).collect()
}

/// Whether a name is so short that its case may tell it from a word: `MIF`, `p21`, `MET`.
#[must_use]
pub fn is_short_symbol(name: &str) -> bool {
    name.chars().count() <= 4 && name.chars().any(|c| c.is_uppercase() || c.is_ascii_digit())
}

/// Texts that differ only in white space and Unicode form become equal.
#[must_use]
pub fn normal_space(text: &str) -> String {
    let composed: Cow<'_, str> =
        if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.nfkc().collect()) };
    let mut result = String::with_capacity(composed.len());
    for word in composed.split_whitespace() {
        if !result.is_empty() {
            result.push(' ');
        }
        result.push_str(word);
    }
    result
}

/// A text in which folded names can be found at the borders of its words.
#[derive(Clone, Debug, Default)]
pub struct Haystack {
    text: String,
    /// Byte offsets in `text` where a word or a lone mark starts or ends, ascending.
    borders: Vec<usize>,
}

impl Haystack {
    /// Folds a running text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut stack = Self::default();
        for word in words(text) {
            stack.push_word(&singular_word(&word));
        }
        stack.borders.push(stack.text.len());
        stack
    }

    fn push_word(&mut self, word: &str) {
        let mut inside = false;
        for c in word.chars() {
            if !(c.is_alphanumeric() && inside) {
                self.borders.push(self.text.len());
            }
            inside = c.is_alphanumeric();
            self.text.push(c);
        }
    }

    /// Whether the name stands in the text, from one border of words to another.
    #[must_use]
    pub fn holds(&self, name: &str) -> bool {
        self.holds_key(&singular(name)) || self.holds_key(&fold(name))
    }

    fn holds_key(&self, key: &str) -> bool {
        !key.is_empty()
            && self.text.match_indices(key).any(|(at, _)| {
                let border = |offset: usize| self.borders.binary_search(&offset).is_ok();
                border(at) && border(at + key.len())
            })
    }
}

/// Words with Unicode form and Greek letters folded. A hyphen before a letter or digit parts
/// words like a space does; any other hyphen is a sign (`HER2-`) and stays.
fn words(name: &str) -> Vec<String> {
    let composed: Vec<char> = if name.is_ascii() { name.chars().collect() } else { name.nfkc().collect() };
    let mut words = Vec::new();
    let mut word = String::new();
    for (i, &c) in composed.iter().enumerate() {
        let parts = c.is_whitespace()
            || c == '_'
            || is_hyphen(c) && composed.get(i + 1).is_some_and(|next| next.is_alphanumeric());
        if parts {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
        } else {
            push_folded(&mut word, c);
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

fn push_folded(word: &mut String, c: char) {
    match c {
        '\u{ad}' | '\u{200b}' | '\u{feff}' => {}
        '’' | '‘' | '′' => word.push('\''),
        _ if is_hyphen(c) => word.push('-'),
        _ if c.is_ascii() => word.push(c),
        _ => {
            let lower = c.to_lowercase().next().unwrap_or(c);
            match GREEK.iter().find(|(letter, _)| *letter == lower) {
                Some((_, name)) => word.push_str(name),
                None => word.push(c),
            }
        }
    }
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn american(word: &str) -> Cow<'_, str> {
    let mut result = Cow::Borrowed(word);
    for (british, american) in SPELLINGS {
        if result.contains(british) {
            result = Cow::Owned(result.replace(british, american));
        }
    }
    result
}

/// `KRAS` keeps its last letter, `CAFs`, `cells` and `therapies` do not.
fn singular_word(word: &str) -> String {
    let lower = american(&word.to_lowercase()).into_owned();
    if let Some((_, one)) = PLURALS.iter().find(|(many, _)| *many == lower) {
        return (*one).to_owned();
    }
    let stem = word.strip_suffix('s').unwrap_or("");
    let symbol = stem.len() >= 2 && stem.ends_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    if !symbol && (stem.len() < 3 || ["s", "u", "i"].iter().any(|end| stem.ends_with(end))) {
        return lower;
    }
    let cut = |n: usize, end: &str| format!("{}{end}", &lower[..lower.len() - n]);
    match &lower[..] {
        w if w.ends_with("ies") && w.len() > 5 => cut(3, "y"),
        w if w.ends_with("sses") || w.ends_with("uses") || w.ends_with("xes") => cut(2, ""),
        _ => cut(1, ""),
    }
}
