using System.CommandLine;
using System.CommandLine.Parsing;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using WeatherKd.Settings;
using WeatherKd.Storage;

namespace WeatherKd.Local.Terminal;

/// <summary>
/// What options may be: each is checked before its command begins, and refused in a sentence with its name, what was given and what is
/// allowed.
/// </summary>
internal static partial class OptionRanges
{
    /// <summary>Holds a number in a range.</summary>
    public static Option<T> Within<T>(this Option<T> option, double least, double most)
    {
        var allowed = most < double.MaxValue ? $"{Text(least)} to {Text(most)}" : $"at least {Text(least)}";
        option.Validators.Add(result => Check(result, value => value >= least && value <= most, allowed));
        return option;
    }

    /// <summary>Holds a number in the range of the setting that it overrides.</summary>
    /// <typeparam name="TOptions">The setting's options.</typeparam>
    /// <typeparam name="T">The option's type.</typeparam>
    public static Option<T> WithinThatOf<TOptions, T>(this Option<T> option, string setting)
    {
        var property = typeof(TOptions).GetProperty(setting)!;
        var range = property.GetCustomAttribute<RangeAttribute>()!;
        option.Validators.Add(result => Check(
            result,
            value => range.IsValid(Convert.ChangeType(value, range.OperandType, CultureInfo.InvariantCulture)),
            SettingRange.Of(property)));
        return option;
    }

    /// <summary>Refuses a command that has neither names nor the word for all, or both.</summary>
    public static void TakesNamesOrAll(this Command command, Argument<string[]> names, Option<bool> all, string otherwise) =>
        command.Validators.Add(result =>
        {
            if (result.GetValue(all) == result.GetValue(names) is { Length: > 0 })
            {
                result.AddError(otherwise);
            }
        });

    /// <summary>An option that is a time in UTC.</summary>
    public static Option<DateTimeOffset?> Time(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            if (UtcTime.TryParse(result.Tokens[0].Value, out var time))
            {
                return time;
            }

            result.AddError($"{name} is '{result.Tokens[0].Value}'; it must be a time in UTC, as 2021-01-30 or 2021-01-30T12:00Z.");
            return null;
        },
    };

    /// <summary>An option that is a day, year first: in other orders day and month cannot be told apart.</summary>
    public static Option<DateOnly?> Day(string name, string description) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var given = result.Tokens[0].Value;
            if (DateOnly.TryParseExact(given, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                return day;
            }

            result.AddError($"{name} is '{given}'; it must be a day, as 2021-01-30.");
            return null;
        },
    };

    /// <summary>An option that is the address of a service.</summary>
    public static Option<string?> Address(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token]
                && !(Uri.TryCreate(token.Value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Length > 0))
            {
                result.AddError($"{name} is '{token.Value}'; it must be an address, as http://127.0.0.1:5080.");
            }
        });
        return option;
    }

    /// <summary>Holds that a span ends after it begins.</summary>
    public static void InOrder<T>(this Command command, Option<T?> from, Option<T?> to)
        where T : struct, IComparable<T> => command.Validators.Add(result =>
        {
            try
            {
                if (result.GetValue(from) is { } begin && result.GetValue(to) is { } end && begin.CompareTo(end) > 0)
                {
                    result.AddError($"{from.Name} lies after {to.Name}.");
                }
            }
            catch (InvalidOperationException)
            {
                // One of them is no time at all, which the parser tells.
            }
        });

    /// <summary>What is wrong with an argument or option whose text is not of its type; null where the error is another.</summary>
    public static string? NotOfItsType(ParseError error) => error.SymbolResult switch
    {
        OptionResult { Option: var option, Tokens: [var token, ..] } when IsConversion(error) =>
            $"{option.Name} is '{token.Value}'; it must be {Form(option.ValueType)}.",
        ArgumentResult { Argument: var argument, Tokens: [var token, ..], Parent: OptionResult { Option: var option } } when IsConversion(
            error) =>
            $"{option.Name} is '{token.Value}'; it must be {Form(argument.ValueType)}.",
        ArgumentResult { Argument: var argument, Tokens: [var token, ..] } when IsConversion(error) =>
            $"{argument.Name} is '{token.Value}'; it must be {Form(argument.ValueType)}.",
        _ => null,
    };

    private static bool IsConversion(ParseError error) => error.Message.StartsWith("Cannot parse argument", StringComparison.Ordinal);

    private static string Form(Type type) => SettingRange.Of(type);

    /// <summary>What a word that must be one of some may be; null where the error is another.</summary>
    public static string? NotOneOf(ParseError error)
    {
        if (ChoiceError().Match(error.Message) is not { Success: true } match)
        {
            return null;
        }

        var name = error.SymbolResult switch
        {
            OptionResult option => option.Option.Name,
            ArgumentResult { Parent: OptionResult option } => option.Option.Name,
            ArgumentResult argument => argument.Argument.HelpName ?? argument.Argument.Name,
            _ => "A word",
        };
        var words = match.Groups["word"].Captures.Select(c => c.Value).ToList();
        var near = NearNames.Nearest(match.Groups["given"].Value, words) is { } meant ? $" Did you mean '{meant}'?" : string.Empty;
        return $"{name} is '{match.Groups["given"].Value}'; it must be {string.Join(", ", words.SkipLast(1))} or {words[^1]}.{near}";
    }

    [GeneratedRegex(
        @"^Argument '(?<given>.*)' not recognized\. Must be one of:(\s*'(?<word>[^']*)')+",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex ChoiceError();

    /// <summary>Text that is no number is refused as such by the parser.</summary>
    private static void Check(OptionResult result, Func<double, bool> holds, string allowed)
    {
        foreach (var token in result.Tokens)
        {
            if (double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && !holds(value))
            {
                result.AddError($"{result.Option.Name} is {token.Value}; it must be {allowed}.");
            }
        }
    }

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
