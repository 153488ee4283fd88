//! TeX that reads as text: letters, numbers, signs with a character of their own, and scripts. What
//! needs more than a line of text stays TeX.

/// Commands with a character of their own.
const SIGNS: &[(&str, &str)] = &[
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ϵ"),
    ("varepsilon", "ε"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("vartheta", "ϑ"),
    ("iota", "ι"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("xi", "ξ"),
    ("pi", "π"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("varsigma", "ς"),
    ("tau", "τ"),
    ("upsilon", "υ"),
    ("phi", "ϕ"),
    ("varphi", "φ"),
    ("chi", "χ"),
    ("psi", "ψ"),
    ("omega", "ω"),
    ("Gamma", "Γ"),
    ("Delta", "Δ"),
    ("Theta", "Θ"),
    ("Lambda", "Λ"),
    ("Xi", "Ξ"),
    ("Pi", "Π"),
    ("Sigma", "Σ"),
    ("Phi", "Φ"),
    ("Psi", "Ψ"),
    ("Omega", "Ω"),
    ("ell", "ℓ"),
    ("hbar", "ℏ"),
    ("infty", "∞"),
    ("partial", "∂"),
    ("nabla", "∇"),
    ("emptyset", "∅"),
    ("varnothing", "∅"),
    ("cdot", "·"),
    ("times", "×"),
    ("div", "÷"),
    ("pm", "±"),
    ("mp", "∓"),
    ("ast", "*"),
    ("circ", "∘"),
    ("oplus", "⊕"),
    ("otimes", "⊗"),
    ("le", "≤"),
    ("leq", "≤"),
    ("ge", "≥"),
    ("geq", "≥"),
    ("lt", "<"),
    ("gt", ">"),
    ("ne", "≠"),
    ("neq", "≠"),
    ("ll", "≪"),
    ("gg", "≫"),
    ("approx", "≈"),
    ("sim", "∼"),
    ("simeq", "≃"),
    ("cong", "≅"),
    ("equiv", "≡"),
    ("propto", "∝"),
    ("in", "∈"),
    ("notin", "∉"),
    ("subset", "⊂"),
    ("subseteq", "⊆"),
    ("supset", "⊃"),
    ("supseteq", "⊇"),
    ("cup", "∪"),
    ("cap", "∩"),
    ("setminus", "∖"),
    ("forall", "∀"),
    ("exists", "∃"),
    ("neg", "¬"),
    ("lnot", "¬"),
    ("land", "∧"),
    ("wedge", "∧"),
    ("lor", "∨"),
    ("vee", "∨"),
    ("to", "→"),
    ("rightarrow", "→"),
    ("leftarrow", "←"),
    ("gets", "←"),
    ("mapsto", "↦"),
    ("leftrightarrow", "↔"),
    ("Rightarrow", "⇒"),
    ("implies", "⇒"),
    ("Leftarrow", "⇐"),
    ("iff", "⇔"),
    ("Leftrightarrow", "⇔"),
    ("ldots", "…"),
    ("dots", "…"),
    ("cdots", "⋯"),
    ("perp", "⊥"),
    ("mid", "|"),
    ("angle", "∠"),
    ("prime", "′"),
];

/// Commands that stand for their own name.
const FUNCTIONS: &[&str] = &[
    "arccos", "arcsin", "arctan", "cos", "cosh", "cot", "deg", "det", "dim", "exp", "gcd", "inf",
    "ker", "lg", "lim", "ln", "log", "max", "min", "sin", "sinh", "sup", "tan", "tanh",
];

/// The formula as text, if it loses nothing as such.
pub(super) fn as_text(tex: &str) -> Option<String> {
    let mut reader = Reader { rest: tex, text: String::new() };
    while !reader.rest.is_empty() {
        reader.part()?;
    }
    Some(reader.text)
}

/// Reads a formula from its start, and gives up at what is more than text.
struct Reader<'t> {
    rest: &'t str,
    text: String,
}

impl Reader<'_> {
    fn part(&mut self) -> Option<()> {
        let character = self.next()?;
        match character {
            '\\' => self.command(),
            '^' | '_' => self.script(character),
            '{' | '}' | '&' | '~' | '$' | '#' | '%' | '`' => None,
            other => {
                self.text.push(other);
                Some(())
            }
        }
    }

    fn next(&mut self) -> Option<char> {
        let mut characters = self.rest.chars();
        let character = characters.next();
        self.rest = characters.as_str();
        character
    }

    fn command(&mut self) -> Option<()> {
        let end = self.rest.find(|it: char| !it.is_ascii_alphabetic()).unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at_checked(end)?;
        if let Some((_, sign)) = SIGNS.iter().find(|(command, _)| *command == name) {
            self.text.push_str(sign);
        } else if FUNCTIONS.contains(&name) {
            if self.text.ends_with(char::is_alphanumeric) {
                self.text.push(' ');
            }
            self.text.push_str(name);
        } else {
            return None;
        }
        self.rest = rest;
        Some(())
    }

    /// What is raised or lowered: a letter, a number, a sign, or a group without groups in it.
    fn script(&mut self, mark: char) -> Option<()> {
        self.text.push(mark);
        let Some(group) = self.rest.strip_prefix('{') else {
            let is_plain = self.rest.starts_with(|it: char| it.is_alphanumeric() || it == '\\');
            return if is_plain { self.part() } else { None };
        };
        let (group, rest) = group.split_once('}')?;
        // A group without groups in it: this is as deep as it goes.
        if group.contains('{') || group.trim().is_empty() {
            return None;
        }
        let group = as_text(group)?;
        let is_name = group.chars().all(char::is_alphanumeric);
        self.text.push_str(&if is_name { group } else { format!("({group})") });
        self.rest = rest;
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_line_can_say_is_text() {
        for (tex, text) in [
            (r"\alpha", "α"),
            (r"n", "n"),
            (r"O(n \log n)", "O(n log n)"),
            (r"2n\log n", "2n log n"),
            (r"|x - a| < \delta", "|x - a| < δ"),
            (r"f_n \to f", "f_n → f"),
            (r"a_{i+1} = 2^{-n}", "a_(i+1) = 2^(-n)"),
            (r"x^{10} \leq \alpha_i", "x^10 ≤ α_i"),
        ] {
            assert_eq!(as_text(tex).as_deref(), Some(text), "{tex}");
        }
    }

    #[test]
    fn what_it_can_not_say_stays_tex() {
        for tex in [
            r"\frac{1}{2}",
            r"\{a\}",
            r"a\,b",
            r"a \\ b",
            r"\alphabet",
            r"x^{2^{n}}",
            r"x^",
            r"x_{}",
            r"a & b",
            r"\mathbb{R}",
            r"x^^2",
            "50\\%",
            "\\",
        ] {
            assert_eq!(as_text(tex), None, "{tex}");
        }
    }
}
