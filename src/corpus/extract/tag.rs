//! What each word of a sentence is: verb, noun, adjective. In: tokens in order. Out: the same with
//! part of speech and form. Must not know patterns' meanings.

use super::inflection::Forms;
use super::token::{Form, Pos, Token};
use super::words::{Class, Roles};

/// What is wished for: how long or how well patients live.
const FATES: [&str; 13] = [
    "dfs",
    "duration",
    "os",
    "outcome",
    "outcomes",
    "pfs",
    "prognoses",
    "prognosis",
    "response",
    "responses",
    "rfs",
    "survival",
    "survivals",
];

/// `worse overall survival` is less of it; a worse inflammation is more.
fn weigh(tokens: &mut [Token<'_>]) {
    for at in 0..tokens.len() {
        if !tokens[at].entry.worse || tokens[at].is_mention() {
            continue;
        }
        let is_grade = |t: &&Token<'_>| GRADES.iter().any(|g| t.text.eq_ignore_ascii_case(g));
        let fate = tokens[at + 1..].iter().find(|t| !is_grade(t));
        let last = fate.map_or("", |t| t.text.rsplit([' ', '-']).next().unwrap_or_default());
        if FATES.iter().any(|fate| last.eq_ignore_ascii_case(fate)) {
            tokens[at].entry.roles.add(Roles::REMOVES);
        }
    }
}

/// With what something is removed.
const TOOLS: [&str; 9] =
    ["CRISPR", "CRISPR/Cas9", "CRISPR-Cas9", "siRNA", "siRNAs", "shRNA", "shRNAs", "RNAi", "morpholino"];

/// What the name of a tool goes on with.
const PARTS: [&str; 4] = ["/", "-", "Cas9", "cas9"];

/// `siRNA knockdown of A` and `CRISPR A deletion` are one loss of A, not the loss of one.
fn tools(tokens: &mut [Token<'_>]) {
    for at in 0..tokens.len() {
        let first = tokens[at].text.as_bytes().first().map_or(0, u8::to_ascii_lowercase);
        if !b"csrm".contains(&first) || !TOOLS.iter().any(|tool| tokens[at].text.eq_ignore_ascii_case(tool)) {
            continue;
        }
        // `CRISPR/Cas9 deletion`
        let rest = tokens[at + 1..].iter().take_while(|t| PARTS.contains(&t.text)).count();
        let next = at + 1 + rest;
        let named = tokens.get(next).is_some_and(Token::is_mention);
        let noun = tokens.get(next + usize::from(named));
        let removes = noun.is_some_and(|t| {
            let entry = &t.entry;
            entry.roles.has(Roles::REMOVES) && entry.manipulation > 0 && !t.text.ends_with("ed")
        });
        if removes {
            tokens[at].entry.roles.remove(Roles::REMOVES);
        }
    }
}

/// What may stand between.
const GRADES: [&str; 5] = ["clinical", "overall", "patient", "patients", "treatment"];

/// Guesses parts of speech from left to right.
pub(super) fn tag(tokens: &mut [Token<'_>]) {
    weigh(tokens);
    tools(tokens);
    for at in 0..tokens.len() {
        if tokens[at].pos != Pos::Noun {
            continue;
        }
        let before = at.checked_sub(1).map(|i| &tokens[i]);
        let after = tokens.get(at + 1);
        let (pos, form) = guess(&tokens[at], before, after);
        let depends = tokens[at].text.eq_ignore_ascii_case("dependent")
            && before.is_some_and(|t| t.is_mention())
            && after.is_some_and(|t| {
                t.is_mention() || t.entry.forms.has(Forms::NOMINAL) || t.entry.roles.has(Roles::ASPECT)
            });
        let depends = depends || is_predicate(tokens, at) || is_doing(tokens, at);
        let (pos, form) = match () {
            () if form == Form::Gerund && is_subject(tokens, at) => (Pos::Noun, Form::None),
            () if is_depending(&tokens[at]) => (Pos::Adj, Form::None),
            () if is_adjective(tokens, at) || is_second_adjective(tokens, at) => (Pos::Adj, Form::None),
            () if is_yet(&tokens[at], before) => (Pos::And, Form::None),
            () if pos == Pos::Adj && (is_main(tokens, at) || is_middle(tokens, at)) => {
                (Pos::Verb, Form::Past)
            }
            () if pos == Pos::Noun && (is_plural_verb(tokens, at) || is_listed_base(tokens, at)) => {
                (Pos::Verb, Form::Present)
            }
            () => (pos, form),
        };
        let joins = || is_compound(tokens, at) || is_compound_object(tokens, at);
        let (pos, form) = if depends || pos == Pos::Verb && form == Form::Past && joins() {
            tokens[at].glued = true;
            (Pos::Adj, Form::None)
        } else {
            (pos, form)
        };
        tokens[at].pos = pos;
        tokens[at].form = form;
    }
}

/// Whether a gerund opens the subject of a clause: `Moreover, blocking A or B in these cells reduced C`.
fn is_subject(tokens: &[Token<'_>], at: usize) -> bool {
    let does = tokens[at].entry.roles;
    let opens = match tokens[..at] {
        [_] => true,
        [ref adverb, ref comma] => adverb.pos == Pos::Adv && comma.pos == Pos::Comma,
        _ => matches!(tokens[at - at.min(1)].pos, Pos::That | Pos::Sub),
    };
    if !opens || !(does.has(Roles::REMOVES) || does.has(Roles::ADDS)) {
        return false;
    }
    let behind = &tokens[at + 1..];
    // A symbol that the vocabulary does not have is a name all the same.
    let name = |t: &Token<'_>| {
        t.is_mention() || t.entry.class.is_none() && t.text.bytes().any(|b| b.is_ascii_uppercase())
    };
    let object =
        |t: &Token<'_>| name(t) || t.entry.class == Some(Class::Det) || t.entry.roles.has(Roles::ASPECT);
    let listed = |i: usize| behind.get(i + 1).is_some_and(|t| name(t) || t.entry.class == Some(Class::And));
    let inside = |i: &usize| {
        let class = behind[*i].entry.class;
        !matches!(class, Some(Class::That | Class::Rel | Class::Sub | Class::Whether))
            && (behind[*i].pos != Pos::Comma || listed(*i))
            && !matches!(behind[*i].pos, Pos::Stop)
            && !is_finite(&behind[*i])
    };
    let length = (0..behind.len().min(14)).take_while(inside).count();
    behind.first().is_some_and(object) && behind.get(length).is_some_and(is_finite)
}

/// `the A inhibiting function of B`: a gerund that stands for what is done to A.
fn is_doing(tokens: &[Token<'_>], at: usize) -> bool {
    const DOES: [&str; 6] = ["function", "activity", "effect", "effects", "action", "property"];
    let opens = |t: &Token<'_>| matches!(t.pos, Pos::Det | Pos::Adj | Pos::Prep);
    at >= 2
        && tokens[at].entry.forms.has(Forms::GERUND)
        && tokens[at].entry.roles.has(Roles::REMOVES)
        && tokens[at - 1].is_mention()
        && opens(&tokens[at - 2])
        && tokens.get(at + 1).is_some_and(|t| DOES.iter().any(|d| t.text.eq_ignore_ascii_case(d)))
}

/// `B expression was A dependent`: what is said of it ends here.
fn is_predicate(tokens: &[Token<'_>], at: usize) -> bool {
    let named = at >= 2 && tokens[at].text.eq_ignore_ascii_case("dependent") && tokens[at - 1].is_mention();
    let ends = || {
        tokens.get(at + 1).is_none_or(|t| {
            matches!(t.pos, Pos::Comma | Pos::Stop | Pos::Close)
                || matches!(t.entry.class, Some(Class::Prep | Class::And | Class::Sub))
        })
    };
    named && matches!(tokens[at - 2].pos, Pos::Be | Pos::Adv | Pos::Not) && ends()
}

fn is_depending(token: &Token<'_>) -> bool {
    token.text.eq_ignore_ascii_case("dependent")
}

/// Whether `yet` joins nouns or clauses, and no verb goes on: `promotion of A yet repression of B`.
fn is_yet(token: &Token<'_>, before: Option<&Token<'_>>) -> bool {
    let noun = |t: &Token<'_>| t.is_mention() || matches!(t.pos, Pos::Noun | Pos::Comma | Pos::Close);
    token.text == "yet" && before.is_some_and(noun)
}

fn is_finite(token: &Token<'_>) -> bool {
    !token.is_mention()
        && (matches!(token.entry.class, Some(Class::Be | Class::Modal | Class::Have | Class::Do))
            || token.entry.forms.has(Forms(Forms::PAST.0 | Forms::THIRD.0)))
}

/// Whether a participle opens a clause as part of its subject: `that increased A reduced B`.
fn is_adjective(tokens: &[Token<'_>], at: usize) -> bool {
    if !tokens[at].entry.forms.has(Forms::PAST) {
        return false;
    }
    let roles = tokens[at].entry.roles;
    // `in markedly reduced A`
    let graded = at >= 2
        && tokens[at - 1].pos == Pos::Adv
        && (tokens[at - 2].pos == Pos::Prep || ["a", "an", "the"].contains(&tokens[at - 2].text));
    let told = ["identified", "described", "reported"].contains(&tokens[at].text);
    if graded && !told && tokens.get(at + 1).is_some_and(Token::is_mention) {
        return true;
    }
    let opens = matches!(tokens[at - at.min(1)].pos, Pos::That | Pos::Sub | Pos::Comma | Pos::Adv);
    let named = tokens.get(at + 1).is_some_and(Token::is_mention);
    // `and completely reduced A induced by B` has its verb.
    let by = |i: usize| tokens.get(i).is_some_and(|t| t.text == "by");
    let verb = |i: usize| tokens.get(i).is_some_and(is_finite) && !by(i + 1);
    let aspect = tokens.get(at + 2).is_some_and(|t| t.entry.roles.has(Roles::ASPECT));
    (roles.has(Roles::REMOVES) || roles.has(Roles::ADDS))
        && opens
        && named
        && (verb(at + 2) || aspect && verb(at + 3))
}

/// Whether a participle shares its noun with the one before it: `enhanced or silenced expression`.
fn is_second_adjective(tokens: &[Token<'_>], at: usize) -> bool {
    let past = |t: &Token<'_>| !t.is_mention() && t.entry.forms.has(Forms::PAST);
    let noun = |t: &Token<'_>| t.is_mention() || t.entry.roles.has(Roles::ASPECT);
    at >= 2
        && past(&tokens[at])
        && tokens[at - 1].pos == Pos::And
        && tokens[at - 2].pos == Pos::Adj
        && past(&tokens[at - 2])
        && tokens.get(at + 1).is_some_and(noun)
}

/// Whether a participle behind a comma is the only verb that a sentence can have: `A, a kinase,
/// reduced B`.
fn is_main(tokens: &[Token<'_>], at: usize) -> bool {
    let behind = at >= 4 && tokens[at - 1].pos == Pos::Comma && tokens[at].entry.forms.has(Forms::PAST);
    let verbless =
        || tokens[..at].iter().all(|t| !matches!(t.pos, Pos::Verb | Pos::Be | Pos::Modal | Pos::Have));
    let last = || tokens[at + 1..].iter().take_while(|t| t.pos != Pos::Stop).all(|t| !is_finite(t));
    let inserted = || tokens[..at - 1].iter().filter(|t| t.pos == Pos::Comma).count() == 1;
    behind && tokens[0].pos != Pos::Prep && inserted() && verbless() && last()
}

/// Whether a word that may be a noun is a verb after the same modal: `can reduce A, decrease B and`.
fn is_listed_base(tokens: &[Token<'_>], at: usize) -> bool {
    let listed = at >= 3 && tokens[at - 1].pos == Pos::Comma && tokens[at].entry.forms.has(Forms::BASE);
    let object = tokens.get(at + 1).is_some_and(|t| t.is_mention() || t.pos == Pos::Noun && t.text != "in");
    let of = || tokens.get(at + 1).is_some_and(|t| matches!(t.entry.class, Some(Class::Prep)));
    let modal = || {
        let inside =
            tokens[..at].iter().rev().take_while(|t| !matches!(t.pos, Pos::Stop | Pos::That | Pos::Sub));
        inside.into_iter().any(|t| matches!(t.pos, Pos::Modal | Pos::To))
    };
    listed && object && !of() && modal()
}

/// Whether a participle behind a comma is the second of three verbs: `inhibited A, reduced B, and
/// stabilized C`.
fn is_middle(tokens: &[Token<'_>], at: usize) -> bool {
    let past = |t: &Token<'_>| !t.is_mention() && t.entry.forms.has(Forms::PAST);
    let behind = at >= 3 && tokens[at - 1].pos == Pos::Comma && past(&tokens[at]);
    // `showed less A, reduced B, and high C` has one verb.
    let tells = |t: &Token<'_>| {
        let roles = t.entry.roles;
        let shows = roles.has(Roles::SHOWS) || roles.has(Roles::SEES) || t.text.starts_with("characteri");
        t.form == Form::Past && !shows
    };
    let first = || tokens[..at].iter().rfind(|t| t.pos == Pos::Verb).is_some_and(tells);
    let last = || {
        let rest = &tokens[at + 1..];
        let end =
            rest.iter().take_while(|t| t.pos != Pos::Stop && t.entry.class != Some(Class::That)).count();
        rest[..end]
            .windows(3)
            .any(|w| w[0].pos == Pos::Comma && w[1].entry.class == Some(Class::And) && past(&w[2]))
    };
    behind && first() && last()
}

/// Whether a word that may be a noun is the verb of a list: `A and B block C`.
fn is_plural_verb(tokens: &[Token<'_>], at: usize) -> bool {
    let listed = at >= 3 && tokens[at - 1].is_mention() && tokens[at - 2].pos == Pos::And;
    let object = tokens.get(at + 1).is_some_and(|t| t.is_mention() || t.entry.class == Some(Class::Det));
    let free = || tokens[..at].iter().all(|t| !matches!(t.pos, Pos::Verb | Pos::Be | Pos::Modal | Pos::Prep));
    listed && tokens[at].entry.forms.has(Forms::BASE) && object && free()
}

/// Whether a participle stands inside a noun phrase without its hyphen: `the A induced expression`.
fn is_compound(tokens: &[Token<'_>], at: usize) -> bool {
    let noun = |i: usize| {
        tokens.get(i).is_some_and(|t| {
            t.is_mention() || t.entry.forms.has(Forms::NOMINAL) || t.entry.roles.has(Roles::ASPECT)
        })
    };
    let mediated = tokens[at].text.eq_ignore_ascii_case("mediated");
    // `inhibition of A induced B expression was seen`
    let governed = || {
        let ends = |t: &Token<'_>| {
            matches!(t.entry.class, Some(Class::And | Class::Rel | Class::That | Class::Sub))
                || t.pos == Pos::Comma
        };
        let rest = tokens[at + 1..].iter().take_while(|t| !ends(t));
        joins(&tokens[at])
            && rest.into_iter().any(|t| matches!(t.entry.class, Some(Class::Be | Class::Modal)))
    };
    let opens = |i: usize| {
        matches!(tokens[i].pos, Pos::Det | Pos::Adj | Pos::Verb)
            || tokens[i].pos == Pos::Prep && (mediated || governed())
    };
    let fits = at >= 2 && tokens[at - 1].is_mention() && tokens[at].entry.lemma > 0;
    // `High A reduced B` needs its verb.
    let other = || (0..tokens.len()).any(|i| i != at && is_finite(&tokens[i]));
    let free = || joins(&tokens[at]) && other();
    fits && opens(at - 2) && noun(at + 1) && (tokens[at - 2].pos != Pos::Adj || free())
}

/// Whether a participle may join what causes and what is caused: `A-induced`.
fn joins(token: &Token<'_>) -> bool {
    ["induced", "mediated", "driven", "stimulated", "triggered"]
        .iter()
        .any(|j| token.text.eq_ignore_ascii_case(j))
}

/// Whether a participle stands inside the object of a verb: `reduced stress induced A activation`.
fn is_compound_object(tokens: &[Token<'_>], at: usize) -> bool {
    let noun = at >= 2 && tokens[at - 1].pos == Pos::Noun && joins(&tokens[at]);
    let named = tokens.get(at + 1).is_some_and(Token::is_mention);
    let in_phrase = |t: &Token<'_>| matches!(t.pos, Pos::Noun | Pos::Adj | Pos::Det | Pos::Adv);
    let verb = || tokens[..at].iter().rposition(|t| !in_phrase(t));
    noun && named
        && verb().is_some_and(|v| tokens[v].pos == Pos::Verb && !tokens[v].entry.roles.has(Roles::SEES))
}

fn guess(token: &Token<'_>, before: Option<&Token<'_>>, after: Option<&Token<'_>>) -> (Pos, Form) {
    if token.glued {
        // The last part of a name: `Nogo-B`.
        let named = token.entry.lemma == 0 && token.entry.class.is_none() && token.text.len() <= 2;
        return (if named { Pos::Noun } else { Pos::Adj }, Form::None);
    }
    if is_floating(token, before, after) {
        return (Pos::Adv, Form::None);
    }
    if let Some(class) = token.entry.class
        && let Some(pos) = closed(class, token, after)
    {
        return (pos, Form::None);
    }
    let forms = if token.entry.forms == Forms::default() { suffix(token) } else { token.entry.forms };
    let place = Place { before: before.map(|t| t.pos), before_token: before, after };
    place.verb(token, forms)
}

/// `A and B all activate C`, `A and B each activated C`, `A only activated C`
fn is_floating(token: &Token<'_>, before: Option<&Token<'_>>, after: Option<&Token<'_>>) -> bool {
    let floats = ["all", "each", "only"].contains(&token.text);
    let name = |t: &Token<'_>| t.is_mention() || matches!(t.pos, Pos::Close | Pos::Modal);
    let verb = |t: &Token<'_>| {
        let forms = Forms(Forms::BASE.0 | Forms::PAST.0 | Forms::THIRD.0);
        !t.is_mention() && t.entry.lemma > 0 && t.entry.forms.has(forms)
    };
    floats && before.is_some_and(name) && after.is_some_and(verb)
}

fn closed(class: Class, token: &Token<'_>, after: Option<&Token<'_>>) -> Option<Pos> {
    Some(match class {
        Class::Det => Pos::Det,
        // `neither binds nor activates`
        Class::No
            if token.text.eq_ignore_ascii_case("neither")
                && after.is_some_and(|t| {
                    !t.is_mention() && t.entry.forms.has(Forms(Forms::THIRD.0 | Forms::PAST.0))
                }) =>
        {
            Pos::Not
        }
        Class::No => Pos::No,
        Class::Prep => Pos::Prep,
        Class::And => Pos::And,
        Class::Not => Pos::Not,
        Class::Modal => Pos::Modal,
        Class::Be => Pos::Be,
        Class::Have => Pos::Have,
        Class::Do => Pos::Do,
        Class::Rel => Pos::Rel,
        Class::That => Pos::That,
        Class::Sub => Pos::Sub,
        Class::Whether => Pos::Whether,
        Class::Pron => Pos::Pron,
        Class::To if after.is_some_and(starts_infinitive) => Pos::To,
        Class::To => Pos::Prep,
        Class::Adv => Pos::Adv,
        // A form that a pattern or a table knows better is left to the rules for verbs.
        Class::Adj if token.entry.forms == Forms::default() => Pos::Adj,
        Class::Adj => Pos::Adj,
    })
}

fn starts_infinitive(token: &Token<'_>) -> bool {
    let entry = token.entry;
    !token.is_mention()
        && (entry.forms.has(Forms::BASE)
            || matches!(entry.class, Some(Class::Be | Class::Have | Class::Do))
            || (token.text.ends_with("ly") && token.text.is_ascii()))
}

/// What an unknown word may be.
fn suffix(token: &Token<'_>) -> Forms {
    let text = token.text;
    let lower = text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    if !lower || text.len() < 5 {
        return Forms::default();
    }
    if text.ends_with("ed") {
        return Forms::PAST;
    }
    if text.ends_with("ing") { Forms::GERUND } else { Forms::default() }
}

/// Whether a word names what is given against something.
fn is_agent(text: &str) -> bool {
    const AGENTS: [&str; 12] = [
        "hormone",
        "factor",
        "factors",
        "antibody",
        "antibodies",
        "peptide",
        "peptides",
        "aptamer",
        "nanobody",
        "nanobodies",
        "antiserum",
        "mab",
    ];
    AGENTS.iter().any(|a| text.eq_ignore_ascii_case(a))
}

/// What stands around a word.
struct Place<'a, 't> {
    before: Option<Pos>,
    before_token: Option<&'a Token<'t>>,
    after: Option<&'a Token<'t>>,
}

impl Place<'_, '_> {
    fn verb(&self, token: &Token<'_>, forms: Forms) -> (Pos, Form) {
        let noun = (Pos::Noun, Form::None);
        if forms.has(Forms::GERUND) {
            return self.gerund(token);
        }
        if forms.has(Forms::PAST) {
            return if self.past() { (Pos::Verb, Form::Past) } else { (Pos::Adj, Form::None) };
        }
        // `the A-B complexes were`
        let named = token.text.eq_ignore_ascii_case("complexes") && self.verb_follows();
        if forms.has(Forms::THIRD) && self.third() && !named || forms.has(Forms::BASE) && self.base(forms) {
            return (Pos::Verb, Form::Present);
        }
        let text = token.text;
        let plain = forms == Forms::default() && token.entry.noun == 0;
        if plain && text.len() > 4 && (text.ends_with("ly") || text.ends_with("fold")) && text.is_ascii() {
            return (Pos::Adv, Form::None);
        }
        if plain && token.entry.roles == Roles::default() {
            if self.is_unlisted(text) {
                return (Pos::Verb, Form::Present);
            }
            let ends = |s: &&str| text.len() > s.len() + 2 && text.ends_with(*s);
            if ["ous", "ible", "able", "ive", "ic", "al", "ary"].iter().any(ends) {
                return (Pos::Adj, Form::None);
            }
        }
        noun
    }

    /// Whether a word that nobody listed stands as the verb of a clause: `A sequesters B`.
    fn is_unlisted(&self, text: &str) -> bool {
        let ends = text.ends_with('s') && !["ss", "us", "is", "ics"].iter().any(|s| text.ends_with(s));
        let small = text.len() > 4 && text.bytes().all(|b| b.is_ascii_lowercase());
        let object = self.after.is_some_and(|t| t.is_mention() || t.entry.class == Some(Class::Det));
        ends && small && object && matches!(self.before, Some(Pos::Mention | Pos::Adv))
    }

    fn noun_follows(&self) -> bool {
        self.after.is_some_and(|t| {
            t.is_mention()
                || matches!(t.entry.class, Some(Class::Det | Class::No | Class::Adj))
                || t.entry.class.is_none() && t.text.starts_with(char::is_alphanumeric)
        })
    }

    fn verb_follows(&self) -> bool {
        let verb = Forms(Forms::PAST.0 | Forms::THIRD.0);
        self.after.is_some_and(|t| {
            !t.is_mention()
                && (t.entry.forms.has(verb)
                    || matches!(t.entry.class, Some(Class::Be | Class::Modal | Class::Do)))
        })
    }

    fn gerund(&self, token: &Token<'_>) -> (Pos, Form) {
        let of_follows = self.after.is_some_and(|t| t.text == "of");
        // `A binding domain`, `A signaling pathway`
        let compound = token.entry.forms.has(Forms::NOMINAL)
            && self.before == Some(Pos::Mention)
            && self.after.is_some_and(|t| t.entry.roles.has(Roles::OPEN) && !t.is_mention());
        // `A neutralizing antibody`
        let against = (token.entry.roles.has(Roles::REMOVES) || token.entry.lemma > 0)
            && self.before == Some(Pos::Mention)
            && self.after.is_some_and(|t| is_agent(t.text));
        // `A targeting strategies`
        let targeting = token.text == "targeting"
            && self.before == Some(Pos::Mention)
            && self.after.is_some_and(|t| !t.is_mention() && t.entry.class.is_none());
        if compound
            || targeting
            || against
            || token.entry.roles.has(Roles::ASPECT) && !token.entry.forms.has(Forms::NOMINAL)
        {
            return (Pos::Noun, Form::None);
        }
        // `via binding activity`
        let aspect = token.entry.forms.has(Forms::NOMINAL)
            && self.after.is_some_and(|t| t.entry.roles.has(Roles::ASPECT) && !t.is_mention());
        let verb = match self.before {
            _ if of_follows => false,
            Some(Pos::Prep) if aspect => false,
            Some(Pos::Mention | Pos::Noun) if self.verb_follows() => false,
            Some(Pos::Be) => true,
            Some(Pos::Prep | Pos::Comma | Pos::Adv | Pos::Sub | Pos::Not) => {
                self.noun_follows() || !token.entry.forms.has(Forms::NOMINAL)
            }
            Some(Pos::And) => self.noun_follows(),
            Some(Pos::Mention | Pos::Noun | Pos::Close | Pos::Pron) => {
                // `leading to`, `resulting in`
                let to = self.after.is_some_and(|t| t.entry.class == Some(Class::To));
                let so = token.text == "resulting" && self.after.is_some_and(|t| t.text == "in");
                self.noun_follows() || so || to && !token.entry.forms.has(Forms::NOMINAL)
            }
            _ => false,
        };
        if verb { (Pos::Verb, Form::Gerund) } else { (Pos::Noun, Form::None) }
    }

    fn past(&self) -> bool {
        match self.before {
            Some(Pos::Det | Pos::No | Pos::Adj | Pos::Prep | Pos::Slash | Pos::To | Pos::Open) | None => {
                false
            }
            Some(Pos::Verb) => !self.noun_follows(),
            // `loss of A, reduced the level of B`
            Some(Pos::Comma) => {
                !self.noun_follows() || self.after.is_some_and(|t| t.entry.class == Some(Class::Det))
            }
            Some(Pos::And) => true,
            _ => true,
        }
    }

    fn third(&self) -> bool {
        !matches!(
            self.before,
            Some(Pos::Det | Pos::No | Pos::Adj | Pos::Prep | Pos::Slash | Pos::Verb | Pos::Be | Pos::Open)
                | None
        )
    }

    fn base(&self, forms: Forms) -> bool {
        match self.before {
            Some(Pos::To | Pos::Modal | Pos::Do | Pos::Not | Pos::Rel | Pos::That) => true,
            Some(Pos::Pron) => true,
            Some(Pos::Adv) => !forms.has(Forms::ALSO_NOUN) || !self.noun_ends(),
            Some(Pos::Mention | Pos::Noun | Pos::Close | Pos::And | Pos::Comma) => {
                !forms.has(Forms::ALSO_NOUN)
                    || self.before_token.is_some_and(|t| {
                        let plural = t.text.ends_with('s') && (t.pos == Pos::Noun || t.text.contains(' '));
                        plural && t.pos != Pos::Close
                    })
                    || (self.before == Some(Pos::And) && self.noun_follows())
            }
            _ => false,
        }
    }

    fn noun_ends(&self) -> bool {
        self.after.is_some_and(|t| matches!(t.text, "of" | "in"))
    }
}
