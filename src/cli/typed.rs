//! Values that were typed, and the options of the settings as clap knows them.

use clap::builder::{
    OsStringValueParser, PathBufValueParser, PossibleValue, PossibleValuesParser, TypedValueParser,
    ValueHint, ValueParser,
};
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::settings::value::Value;
use crate::settings::{AnyValue, Declaration, Facts, Opt, Setting, Table};

/// Values of settings that were typed.
#[derive(Clone, Default, Debug)]
pub struct Typed(Vec<TypedValue>);

#[derive(Clone, Debug)]
struct TypedValue {
    flag: &'static str,
    value: AnyValue,
}

impl Typed {
    /// The same, and a value for a setting that has an option.
    #[must_use]
    pub fn with<T: Value>(mut self, setting: &Setting<T>, value: T) -> Self {
        if let Some(option) = setting.options().next() {
            self.0.push(TypedValue { flag: option.flag, value: AnyValue::new(value) });
        }
        self
    }

    /// Value of a setting, and the option that gave it.
    #[must_use]
    pub fn value<T: Value>(&self, setting: &Setting<T>) -> Option<(T, &'static str)> {
        let flags: Vec<&str> = setting.options().map(|option| option.flag).collect();
        let typed = self.0.iter().find(|typed| flags.contains(&typed.flag))?;
        Some((typed.value.of_type::<T>()?.clone(), typed.flag))
    }

    /// The options that were typed, in the order of their declarations.
    pub fn flags(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|typed| typed.flag)
    }

    /// Values of the settings of some tables.
    pub(super) fn of(matches: &ArgMatches, tables: &[&'static Table]) -> Self {
        let settings = tables.iter().flat_map(|table| table.settings());
        Self(settings.filter_map(|setting| typed_value(matches, setting)).collect())
    }
}

fn typed_value(matches: &ArgMatches, setting: &dyn Declaration) -> Option<TypedValue> {
    let facts = setting.facts();
    if let Some(option) = facts.option.filter(|option| is_typed(matches, option)) {
        let values = matches.get_many::<AnyValue>(option.name())?.cloned().collect();
        return Some(TypedValue { flag: option.flag, value: setting.merged(values)? });
    }
    let switch = facts.switch.filter(|switch| is_typed(matches, switch))?;
    Some(TypedValue { flag: switch.flag, value: setting.switched()? })
}

fn is_typed(matches: &ArgMatches, option: &Opt) -> bool {
    matches.value_source(option.name()) == Some(ValueSource::CommandLine)
}

/// Adds the options of some tables to a command, by the parts of the help.
pub(super) fn add_options(mut command: Command, tables: &[&'static Table]) -> Command {
    let settings = tables.iter().flat_map(|table| table.settings());
    let mut options: Vec<_> = settings.flat_map(arguments).collect();
    options.sort_by_key(|(option, _)| option.heading);
    let obsolete = tables.iter().flat_map(|table| table.obsolete).copied().flat_map(arguments);
    options.extend(obsolete.map(|(option, argument)| (option, argument.hide(true))));
    for (_, argument) in options {
        command = command.arg(argument);
    }
    command
}

fn arguments(setting: &'static dyn Declaration) -> Vec<(Opt, Arg)> {
    let facts = setting.facts();
    let mut arguments = Vec::new();
    if let Some(option) = facts.option {
        arguments.push((*option, with_value(setting, option, &facts)));
    }
    if let Some(switch) = facts.switch {
        arguments.push((*switch, argument(switch, &facts).action(ArgAction::SetTrue)));
    }
    arguments
}

fn with_value(setting: &'static dyn Declaration, option: &Opt, facts: &Facts<'_>) -> Arg {
    let action = if facts.is_list { ArgAction::Append } else { ArgAction::Set };
    let argument = argument(option, facts).value_name(option.value).action(action);
    let argument = argument.value_parser(parser(setting, facts));
    let argument = if option.may_be_alone {
        argument.num_args(0..=1).default_missing_value("true")
    } else {
        argument
    };
    if facts.is_path { argument.value_hint(ValueHint::AnyPath) } else { argument }
}

fn argument(option: &Opt, facts: &Facts<'_>) -> Arg {
    let default = facts.default.as_deref().unwrap_or("none");
    let help = option.help.replace("{}", default.trim_matches('"'));
    let mut argument = Arg::new(option.name()).help(help);
    if !option.is_positional() {
        argument = argument.long(option.name());
    }
    if !option.old_flag.is_empty() {
        argument = argument.alias(option.old_flag.trim_start_matches('-'));
    }
    if let Some(heading) = option.heading.text() {
        argument = argument.help_heading(heading);
    }
    if !option.excludes.is_empty() {
        argument = argument.conflicts_with(option.excludes.trim_start_matches('-'));
    }
    argument
}

fn parser(setting: &'static dyn Declaration, facts: &Facts<'_>) -> ValueParser {
    if facts.is_path {
        return PathBufValueParser::new()
            .try_map(move |path| setting.read_typed(path.as_os_str()))
            .into();
    }
    if facts.words.is_empty() {
        return OsStringValueParser::new().try_map(move |text| setting.read_typed(&text)).into();
    }
    let words = facts.words.iter().map(|word| {
        let value = PossibleValue::new(word.name);
        if word.help.is_empty() { value } else { value.help(word.help) }
    });
    PossibleValuesParser::new(words).try_map(move |text| setting.read_typed(text.as_ref())).into()
}
