//! Identifiers of other registers in one spelling.

/// Spellings of a register → the one that is kept; all in lower case.
const REGISTERS: [(&str, &str); 22] = [
    ("ncbi gene", "ncbigene"),
    ("ncbi_gene", "ncbigene"),
    ("ncbi-gene", "ncbigene"),
    ("entrez", "ncbigene"),
    ("entrezgene", "ncbigene"),
    ("egid", "ncbigene"),
    ("eg", "ncbigene"),
    ("geneid", "ncbigene"),
    ("gene", "ncbigene"),
    ("up", "uniprot"),
    ("uniprotkb", "uniprot"),
    ("msh", "mesh"),
    ("mim", "omim"),
    ("ncbitaxon", "taxonomy"),
    ("ncbi taxonomy", "taxonomy"),
    ("taxid", "taxonomy"),
    ("species", "taxonomy"),
    ("pubchem.compound", "pubchem"),
    ("pubchem compound", "pubchem"),
    ("famplex", "fplx"),
    ("cell ontology", "cl"),
    ("cvcl", "cellosaurus"),
];

/// The one spelling of an identifier: register in lower case, a register that is written twice
/// (`CHEBI:CHEBI:15377`) once, a bare MeSH number with its register.
pub(crate) fn normal(identifier: &str) -> String {
    let identifier = identifier.trim();
    let Some((register, number)) = identifier.split_once(':') else {
        let lower = identifier.to_lowercase();
        return if is_mesh(identifier) { format!("mesh:{lower}") } else { lower };
    };
    let lower = register.trim().to_lowercase();
    let known = REGISTERS.iter().find(|(name, _)| *name == lower).map_or(lower.as_str(), |(_, kept)| kept);
    let number = match number.split_once(':') {
        Some((again, rest)) if again.eq_ignore_ascii_case(register) => rest,
        _ => number,
    };
    format!("{known}:{}", number.trim().to_lowercase()).replace("cellosaurus:cvcl_", "cellosaurus:")
}

/// `D000236`, `C564766`.
fn is_mesh(text: &str) -> bool {
    let digits = text.strip_prefix(['C', 'D']).unwrap_or("");
    (6..=9).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::normal;

    #[test]
    fn registers_have_one_spelling() {
        assert_eq!(normal("EGID:1956"), normal("NCBIGene:1956"));
        assert_eq!(normal("CHEBI:CHEBI:15377"), normal("CHEBI:15377"));
        assert_eq!(normal("UP:P00533"), normal("UniProt:P00533"));
        assert_eq!(normal("D003920"), normal("MESH:D003920"));
        assert_ne!(normal("HGNC:5"), normal("NCBIGene:5"));
    }
}
