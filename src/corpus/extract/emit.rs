//! Filled slots to relations: every fitting combination, with its sign. In: a pattern and what fills
//! its slots. Out: relations. Must not know how slots are found.

use super::pattern::{Column, Frame, Step};
use super::phrase::Arg;
use super::relation::{Argument, Bound, Reading, Relation, Told};
use super::token::{Pos, Token};
use super::turn::opposite;
use crate::corpus::finding::Certainty;
use crate::fact::PredicateId;

/// The most combinations of list members that one trigger may give.
const MOST_TUPLES: usize = 64;

impl Reading<'_, '_> {
    pub(super) fn emit(&mut self, frame: &Frame, bound: &Bound, told: Told) {
        let mut picks: Vec<Vec<Arg>> = vec![Vec::new()];
        for (slot, args) in bound.slots.iter().enumerate() {
            let fitting = |a: &&Arg| {
                self.mentions.get(a.mention as usize).is_some_and(|m| frame.slots[slot].accepts(&m.kinds))
            };
            // `it is A, not altered A, that activates B`
            let told = |a: &Arg| {
                let entity = |a: &Arg| self.mentions.get(a.mention as usize).map(|m| m.entity);
                args.iter().any(|o| !o.denied && entity(o) == entity(a))
            };
            let fitting = |a: &&Arg| fitting(a) && !(a.denied && told(a));
            let args: Vec<Arg> = args.iter().filter(fitting).copied().collect();
            let longer = |pick: &Vec<Arg>| {
                let pick = pick.clone();
                args.iter()
                    .map(move |a| pick.iter().copied().chain([*a]).collect::<Vec<Arg>>())
                    .collect::<Vec<_>>()
            };
            picks = picks.iter().flat_map(longer).take(MOST_TUPLES).collect();
        }
        let paired = self.is_paired(bound, told.token);
        for pick in picks {
            let place = |slot: usize| bound.slots[slot].iter().position(|a| a.mention == pick[slot].mention);
            if paired && place(0) != place(1) {
                continue;
            }
            if pick.len() == frame.slots.len() && self.differs(&pick, bound.pair) {
                self.push(frame, &pick, bound.turned, told);
            }
        }
    }

    /// `A and B activate C and D, respectively`
    fn is_paired(&self, bound: &Bound, token: usize) -> bool {
        bound.pair.is_none()
            && bound.slots.len() == 2
            && bound.slots[0].len() == bound.slots[1].len()
            && bound.slots[0].len() > 1
            && self.says_respectively(token)
    }

    fn says_respectively(&self, token: usize) -> bool {
        let says = |t: &Token<'_>| t.text.eq_ignore_ascii_case("respectively");
        self.phrases.tokens[token..].iter().take_while(|t| t.pos != Pos::Stop).any(says)
    }

    /// Whether no two slots hold the same thing, and a pair stands in the order of the text.
    fn differs(&self, pick: &[Arg], pair: Option<(usize, usize)>) -> bool {
        let entity = |a: &Arg| self.mentions[a.mention as usize].entity;
        let same = |i: usize, j: usize| entity(&pick[i]) == entity(&pick[j]);
        let ordered = pair.is_none_or(|(a, b)| pick[a].mention < pick[b].mention);
        let together = pair.is_none_or(|(a, b)| !self.are_alternatives(&pick[a], &pick[b]));
        // `an interaction between kinases (e.g., A and B) and their substrates`
        let of_class =
            |a: &Arg, b: &Arg| a.stands_for > 0 && [b.stands_for, b.mention + 1].contains(&a.stands_for);
        let apart = pair.is_none_or(|(a, b)| !of_class(&pick[a], &pick[b]) && !of_class(&pick[b], &pick[a]));
        ordered && together && apart && (0..pick.len()).all(|i| (0..i).all(|j| !same(i, j)))
    }

    /// Whether only `or` joins two members of a list.
    fn are_alternatives(&self, one: &Arg, other: &Arg) -> bool {
        let tokens = self.phrases.tokens;
        let place = |arg: &Arg| tokens.iter().position(|t| t.mention == arg.mention);
        let (Some(first), Some(last)) = (place(one), place(other)) else { return false };
        let mut joins =
            tokens[first.min(last)..last.max(first)].iter().filter(|t| t.pos == Pos::And).peekable();
        joins.peek().is_some() && joins.all(|t| t.text.eq_ignore_ascii_case("or"))
    }

    fn push(&mut self, frame: &Frame, pick: &[Arg], turned: bool, told: Told) {
        let mut flips = u32::from(turned);
        let mut manipulation = 0;
        let mut effect = Arg::default();
        for (number, column) in frame.columns.iter().enumerate() {
            if let Column::Slot(slot, _) = column {
                flips += u32::from(pick[*slot].flip);
                if number == 0 {
                    manipulation = pick[*slot].manipulation;
                } else {
                    effect = pick[*slot];
                }
            }
        }
        let unsigned = self.patterns.signs[frame.predicate.0 as usize].sign == 0;
        // What a thing does that is not itself tells nothing of the thing.
        let associated = frame.is_association();
        if pick.iter().any(|a| a.altered) && (!unsigned || told.denied && !associated) {
            return;
        }
        self.push_needed(frame, pick, told);
        if unsigned && !associated && pick.len() > 1 && pick.iter().any(|a| self.is_amount(a.aspect)) {
            return;
        }
        if associated && frame.adverb.is_none() && self.is_inverse(told.token) {
            flips += 1;
        }
        // `A promoted the cleavage of B` is neither more nor less of B.
        if effect.befallen && !unsigned && !self.is_cut_to_act(&effect)
            || associated && pick.iter().any(|a| a.befallen)
        {
            return;
        }
        if associated && self.is_directionless(&effect) {
            return;
        }
        // What has no effect has none in either direction.
        let flipped = flips % 2 == 1 && (!frame.denied || associated);
        let turns = flipped && !associated;
        let Some(predicate) = self.signed(frame.predicate, turns, effect.aspect) else { return };
        let argument = |column: &Column| match column {
            Column::Word(word) => Argument::Word(word.clone()),
            Column::Constant(name) => {
                Argument::Constant { name: name.clone(), said: self.saying(frame, told.token) }
            }
            Column::Slot(slot, aspect) => Argument::Mention {
                mention: pick[*slot].mention as usize,
                aspect: aspect.clone().or_else(|| self.aspect(pick[*slot].aspect)),
            },
        };
        let done =
            (manipulation > 0).then(|| self.patterns.words.manipulations[manipulation as usize - 1].clone());
        let mut relation = Relation {
            predicate,
            args: frame.columns.iter().map(argument).collect(),
            denied: frame.denied ^ (told.denied || pick.iter().any(|a| a.denied)),
            certainty: if frame.proposed { Certainty::Proposed } else { told.certainty },
            manipulation: done,
            trigger: self.phrases.tokens[told.token].span(),
            given: left_over(frame, pick),
            called: told.called,
        };
        if flipped && associated {
            relation.args.iter_mut().for_each(opposite);
        }
        if !self.found.contains(&relation) {
            self.found.push(relation);
        }
    }

    /// `B expression requires A`: A makes more of it.
    fn push_needed(&mut self, frame: &Frame, pick: &[Arg], told: Told) {
        let patterns = self.patterns;
        let (Some(Column::Slot(effect, _)), Some(Column::Slot(cause, _)), Some(raises)) =
            (frame.columns.first(), frame.columns.get(1), patterns.states.first())
        else {
            return;
        };
        let (cause, effect) = (pick[*cause], pick[*effect]);
        let molecule = |a: &Arg| {
            self.mentions.get(a.mention as usize).is_some_and(|m| raises.slots[1].accepts(&m.kinds))
        };
        let aspect = self.aspect(effect.aspect).unwrap_or_default();
        let signed = ["expression", "secretion", "activity", "phosphorylation"].contains(&aspect.as_str());
        let needs = patterns.name(frame.predicate) == "requires";
        if needs && signed && molecule(&cause) && molecule(&effect) && cause.aspect == 0 && !cause.acted {
            self.push(raises, &[cause, effect], false, told);
        }
    }

    /// The word that tells what a pattern names: of `renders … resistant to` the adjective, of
    /// `sensitizes … to` the verb.
    fn saying(&self, frame: &Frame, trigger: usize) -> std::ops::Range<usize> {
        let tokens = self.phrases.tokens;
        let words = frame.steps.iter().filter_map(|step| match step {
            Step::Words(words) => Some(words),
            _ => None,
        });
        let is_one = |t: &&Token<'_>, words: &[String]| words.iter().any(|w| t.text.eq_ignore_ascii_case(w));
        let mut told = words.filter_map(|words| tokens[trigger..].iter().find(|t| is_one(t, words)));
        let own = |t: &&Token<'_>| t.entry.class.is_none();
        told.rfind(own).unwrap_or(&tokens[trigger]).span()
    }

    /// Whether the cleavage of a mention is its activation, as that of a caspase is.
    fn is_cut_to_act(&self, arg: &Arg) -> bool {
        let token = self.phrases.tokens.iter().find(|t| t.mention == arg.mention);
        token.is_some_and(|t| {
            ["caspase", "procaspase", "pro-caspase"]
                .iter()
                .any(|c| t.text.get(..c.len()).is_some_and(|s| s.eq_ignore_ascii_case(c)))
        })
    }

    /// `associated with prognosis`: a better one or a worse one, nobody says.
    fn is_directionless(&self, effect: &Arg) -> bool {
        const OPEN: [&str; 6] =
            ["prognosis", "prognoses", "outcome", "outcomes", "clinical outcome", "clinical outcomes"];
        let token = self.phrases.tokens.iter().find(|t| t.mention == effect.mention);
        let bare = token.is_some_and(|t| OPEN.iter().any(|w| t.text.eq_ignore_ascii_case(w)));
        bare && !effect.flip && !effect.acted
    }

    /// `negatively correlated`, `correlated inversely`, `a negative correlation`
    fn is_inverse(&self, trigger: usize) -> bool {
        const WORDS: [&str; 4] = ["negatively", "inversely", "negative", "inverse"];
        let near = trigger.saturating_sub(2)..(trigger + 2).min(self.phrases.tokens.len());
        self.phrases.tokens[near].iter().any(|t| WORDS.iter().any(|w| t.text.eq_ignore_ascii_case(w)))
    }

    /// Whether an aspect is an amount: what binds or modifies is the thing itself.
    fn is_amount(&self, aspect: u16) -> bool {
        let aspect = (aspect as usize).checked_sub(1).and_then(|a| self.patterns.words.aspects.get(a));
        aspect.is_some_and(|a| !a.raised.is_empty() && a.name != "activity")
    }

    fn aspect(&self, aspect: u16) -> Option<String> {
        let aspect = self.patterns.words.aspects.get((aspect as usize).checked_sub(1)?)?;
        Some(aspect.name.clone()).filter(|n| !n.is_empty())
    }

    /// The predicate after the flips of its participants, in the words of the aspect that it
    /// changes; `None` where a predicate without opposite is flipped.
    fn signed(&self, predicate: PredicateId, flipped: bool, aspect: u16) -> Option<PredicateId> {
        let sign = self.patterns.signs[predicate.0 as usize];
        if sign.sign == 0 {
            return (!flipped).then_some(predicate);
        }
        let more = (sign.sign > 0) != flipped;
        let of_aspect = (aspect as usize).checked_sub(1).and_then(|a| self.patterns.of_aspect.get(a));
        // More ubiquitination of something is not more of it; less of it is nothing that can be said.
        if let Some((Some(raised), None)) = of_aspect {
            return Some(*raised).filter(|_| more);
        }
        let named = of_aspect.and_then(|(raised, lowered)| if more { *raised } else { *lowered });
        named.or(if flipped { sign.opposite } else { Some(predicate) })
    }
}
/// The mentions of slots that no column of the finding takes.
fn left_over(frame: &Frame, pick: &[Arg]) -> Vec<usize> {
    let taken = |slot: usize| frame.columns.iter().any(|c| matches!(c, Column::Slot(s, _) if *s == slot));
    (0..pick.len()).filter(|slot| !taken(*slot)).map(|slot| pick[slot].mention as usize).collect()
}
