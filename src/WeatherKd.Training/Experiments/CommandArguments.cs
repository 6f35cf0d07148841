using System.CommandLine;
using System.CommandLine.Parsing;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using WeatherKd.Settings;

namespace WeatherKd.Training.Experiments;

/// <summary>
/// The options of a command that people give to the trainer: each property is one. The trainer reads them. The program <c>weatherkd</c>,
/// into which these files are compiled too, shows and checks the same ones and hands on what was given, so that an option is defined once.
/// </summary>
internal abstract class CommandArguments
{
    private readonly Lazy<IReadOnlyList<Option>> _all;

    protected CommandArguments() =>
        _all = new Lazy<IReadOnlyList<Option>>(() =>
        [
            .. GetType().GetProperties().OrderBy(p => p.DeclaringType == GetType()).Select(Checked).OfType<Option>()
        ]);

    /// <summary>Where the weather is.</summary>
    public Option<string> Data { get; } = new("--data")
    {
        Description = "Folder with observations.csv, forecasts.csv (either may end in .gz) and stations.csv.",
        Required = true,
    };

    /// <summary>The folders that <see cref="Data"/> names, as they were given.</summary>
    public virtual IReadOnlyList<string> Folders(ParseResult parsed) => [parsed.GetValue(Data)!];

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in _all.Value)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>
    /// What a command line gave of these options, as words for another program; nothing of those that it left at their default.
    /// </summary>
    public IEnumerable<string> Given(ParseResult parsed) =>
        from option in _all.Value
        let given = parsed.GetResult(option)
        where given is { Implicit: false }
        from word in given.Tokens.Count == 0 ? [option.Name] : given.Tokens.Select(t => $"{option.Name}={t.Value}")
        select word;

    /// <summary>An option that is one of some words, the first by default.</summary>
    protected static Option<string> OneOf(string name, string description, params string[] words)
    {
        var option = new Option<string>(name) { Description = description, DefaultValueFactory = _ => words[0] };
        option.AcceptOnlyFromAmong(words);
        return option;
    }

    /// <summary>An option of several values with commas between them.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="description">Its description.</param>
    /// <param name="read">Reads one value; null where the text is none.</param>
    /// <param name="allowed">What each value must be, in words.</param>
    protected static Option<IReadOnlyList<T>?> List<T>(string name, string description, Func<string, T?> read, string allowed)
        where T : struct => List(name, description, (string text, out T value) =>
        {
            var given = read(text);
            value = given.GetValueOrDefault();
            return given.HasValue;
        }, allowed);

    /// <inheritdoc cref="List{T}(string, string, Func{string, T?}, string)"/>
    protected static Option<IReadOnlyList<T>?> List<T>(string name, string description, TryRead<T> read, string allowed) => new(name)
    {
        Description = description,
        CustomParser = result =>
        {
            var values = new List<T>();
            foreach (var text in result.Tokens.SelectMany(t => t.Value.Split(',', StringSplitOptions.TrimEntries)))
            {
                if (!read(text, out var value))
                {
                    result.AddError($"{name} has '{text}'; each of its values must be {allowed}.");
                    return null;
                }

                values.Add(value);
            }

            return values;
        },
    };

    private Option? Checked(PropertyInfo property)
    {
        var option = property.GetValue(this) as Option;
        if (property.GetCustomAttribute<RangeAttribute>() is { } range)
        {
            option?.Validators.Add(result => Check(result, range, SettingRange.Of(property)));
        }

        return option;
    }

    /// <summary>Text that is no number is refused as such by the parser.</summary>
    private static void Check(OptionResult result, RangeAttribute range, string allowed)
    {
        foreach (var token in result.Tokens)
        {
            if (double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                && !(number >= Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture)
                    && number <= Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture)))
            {
                result.AddError($"{result.Option.Name} is {token.Value}; it must be {allowed}.");
            }
        }
    }

    /// <summary>Reads a value.</summary>
    protected delegate bool TryRead<T>(string text, out T value);
}
