//! Bars of characters: lying ones beside words, and standing ones over the hours of a day.

/// Characters that bars are made of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Ink {
    /// Blocks, which are told apart by eighths.
    Blocks,
    /// ASCII.
    Ascii,
}

const LYING: [char; 8] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];
const STANDING: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// A lying bar of `width` columns for the largest of the numbers; shorter for others, and for none
/// but nought empty.
pub(super) fn lying(number: u64, largest: u64, width: usize, ink: Ink) -> String {
    filled(eighths(number, largest, width), width, &LYING, ink)
        .into_iter()
        .collect::<String>()
        .trim_end()
        .to_owned()
}

/// Standing bars, one for each number, `step` columns apart: the rows from the top.
pub(super) fn standing(numbers: &[u64], height: usize, step: usize, ink: Ink) -> Vec<String> {
    let largest = numbers.iter().copied().max().unwrap_or(0);
    let bars: Vec<Vec<char>> = numbers
        .iter()
        .map(|number| filled(eighths(*number, largest, height), height, &STANDING, ink))
        .collect();
    (0..height).rev().map(|level| row(&bars, level, step)).collect()
}

/// The row of bars at a level, counted from their feet.
fn row(bars: &[Vec<char>], level: usize, step: usize) -> String {
    let cells = bars.iter().map(|bar| bar.get(level).copied().unwrap_or(' '));
    // Where there is no room for a gap, bars stand side by side.
    let wide = (step - 1).max(1);
    let row: String =
        cells.map(|cell| cell.to_string().repeat(wide) + &" ".repeat(step - wide)).collect();
    row.trim_end().to_owned()
}

/// Number of eighths of a cell that are filled, of `cells` cells; at least one for a number above
/// nought.
fn eighths(number: u64, largest: u64, cells: usize) -> usize {
    if number == 0 || largest == 0 {
        return 0;
    }
    let eighths = u128::from(number) * cells as u128 * 8 / u128::from(largest);
    usize::try_from(eighths).unwrap_or_default().max(1)
}

/// The cells of a bar, from its foot.
fn filled(eighths: usize, cells: usize, steps: &[char; 8], ink: Ink) -> Vec<char> {
    let cells = (0..cells).map(|number| (number, eighths.saturating_sub(number * 8).min(8)));
    cells
        .map(|(number, part)| match (part, ink) {
            (0, _) => ' ',
            (part, Ink::Blocks) => steps.get(part - 1).copied().unwrap_or(' '),
            // A half or more of a cell is one, and so is the first.
            (part, Ink::Ascii) if part >= 4 || number == 0 => '#',
            (_, Ink::Ascii) => ' ',
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_number() {
        let check = |number, ink, expected: &str| {
            assert_eq!(lying(number, 80, 10, ink), expected, "{number}")
        };
        check(80, Ink::Blocks, "██████████");
        check(40, Ink::Blocks, "█████");
        check(1, Ink::Blocks, "▏");
        check(12, Ink::Blocks, "█▌");
        check(0, Ink::Blocks, "");
        check(80, Ink::Ascii, "##########");
        check(12, Ink::Ascii, "##");
        check(1, Ink::Ascii, "#");
        assert_eq!(lying(0, 0, 10, Ink::Blocks), "");
        assert_eq!(lying(u64::MAX, u64::MAX, 3, Ink::Blocks), "███");
    }

    #[test]
    fn standing_bars_are_rows() {
        assert_eq!(standing(&[0, 1, 8, 16], 2, 2, Ink::Blocks), ["      █", "  ▁ █ █"]);
        assert_eq!(standing(&[0, 1, 8, 16], 2, 3, Ink::Ascii), ["         ##", "   ## ## ##"]);
    }
}
