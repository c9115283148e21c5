//! Whether a quote stands in its paper.

use memchr::memmem;

use super::{Paper, Sentence};
use crate::vocabulary::fold::normal_space;

/// A paper's text in which quotes can be found.
#[derive(Clone, Debug)]
pub struct Page<'a> {
    paper: &'a Paper,
    text: String,
    sentences: Vec<String>,
}

/// What is wrong with a quote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QuoteFault {
    /// It says nothing.
    Empty,
    /// It does not stand in the paper.
    Absent {
        /// The sentence that is most like it.
        nearest: Option<Sentence>,
    },
    /// It stands in the paper, but not where the finding says.
    Elsewhere {
        /// What stands there.
        there: String,
    },
    /// It stands in the digest, but under another locator.
    OtherLocator {
        /// Its locator.
        locator: String,
    },
}

impl<'a> Page<'a> {
    /// Normalises the paper's white space and Unicode form.
    #[must_use]
    pub fn new(paper: &'a Paper) -> Self {
        let sentences = paper.sentences.iter().map(|s| normal_space(&s.text)).collect();
        Self { paper, text: normal_space(&paper.text), sentences }
    }

    /// Checks a quote, and its span (in characters of the file) and section where given.
    ///
    /// # Errors
    /// With what is wrong.
    pub fn check(
        &self,
        quote: &str,
        span: Option<[usize; 2]>,
        section: Option<&str>,
    ) -> Result<(), QuoteFault> {
        let wanted = normal_space(quote);
        if wanted.is_empty() {
            return Err(QuoteFault::Empty);
        }
        let finder = memmem::Finder::new(&wanted);
        if finder.find(self.text.as_bytes()).is_none() {
            return Err(QuoteFault::Absent { nearest: self.nearest(&wanted) });
        }
        if let Some([start, end]) = span {
            let length = end.saturating_sub(start);
            let there: String = self.paper.text.chars().skip(start).take(length).collect();
            if normal_space(&there) != wanted {
                return Err(QuoteFault::Elsewhere { there: there.chars().take(200).collect() });
            }
        }
        self.check_locator(&finder, section)
    }

    fn check_locator(&self, wanted: &memmem::Finder<'_>, section: Option<&str>) -> Result<(), QuoteFault> {
        let Some(section) = section.filter(|_| self.paper.digest) else { return Ok(()) };
        let mut other = None;
        for (sentence, text) in self.paper.sentences.iter().zip(&self.sentences) {
            if text.len() < wanted.needle().len() || wanted.find(text.as_bytes()).is_none() {
                continue;
            }
            match &sentence.locator {
                Some(locator) if locator != section => other = Some(locator.clone()),
                _ => return Ok(()),
            }
        }
        other.map_or(Ok(()), |locator| Err(QuoteFault::OtherLocator { locator }))
    }

    fn nearest(&self, wanted: &str) -> Option<Sentence> {
        let scored = self.paper.sentences.iter().map(|s| (strsim::sorensen_dice(wanted, &s.text), s));
        let best = scored.max_by(|(a, x), (b, y)| a.total_cmp(b).then(y.line.cmp(&x.line)));
        best.filter(|(score, _)| *score > 0.3).map(|(_, s)| s.clone())
    }
}
