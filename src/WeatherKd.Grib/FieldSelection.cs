using System.Globalization;
using WeatherKd.Grib.Products;

namespace WeatherKd.Grib;

/// <summary>Which fields are wanted, by keys as ecCodes names them. A key that is null allows all.</summary>
public sealed record FieldSelection
{
    private const double HoursRounding = 1e-6;
    private const double PascalsPerHectopascal = 100;

    /// <summary>
    /// ecCodes' short name, with level and processing (<c>2t</c>, <c>10u</c>, <c>msl</c>) or without (<c>t</c>), in any case; or the
    /// numbers of discipline, category and number as <c>0-0-0</c>.
    /// </summary>
    public string? ShortName { get; init; }

    /// <summary>Value of the level, in the unit of its type; of pressure in hPa as well as in Pa.</summary>
    public double? Level { get; init; }

    /// <summary>Code table 4.5 of the first surface.</summary>
    public int? LevelType { get; init; }

    /// <summary>Lead time in hours: of a period its end.</summary>
    public double? Step { get; init; }

    /// <summary>Where a period starts, in hours of lead time; fields without a period do not match.</summary>
    public double? StartStep { get; init; }

    /// <summary>Perturbation number of the ensemble member.</summary>
    public int? Number { get; init; }

    /// <summary>What was done with the values over a period; null allows fields without a period as well.</summary>
    public StatisticalProcess? Process { get; init; }

    /// <summary>Reads keys such as <c>shortName=2t,step=6</c>.</summary>
    /// <param name="keys">
    /// Keys and values, separated by commas: <c>shortName</c>, <c>level</c>, <c>levelType</c> (a number of code table 4.5), <c>step</c> (6,
    /// or 0-6 for a period), <c>number</c>, <c>stepType</c> (<c>avg</c>, <c>accum</c>, <c>max</c>, <c>min</c>).
    /// </param>
    /// <exception cref="FormatException">A key or a value is not one of these; the message names it.</exception>
    public static FieldSelection Parse(string keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var selection = new FieldSelection();
        foreach (var pair in keys.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            selection = at > 0
                ? selection.With(pair[..at].Trim(), pair[(at + 1)..].Trim())
                : throw new FormatException($"'{pair}' is not of the form key=value");
        }

        return selection;
    }

    /// <summary>Whether a field has all the values asked for.</summary>
    public bool Matches(GribField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return HasName(field)
            && (LevelType ?? field.Level.Type) == field.Level.Type
            && (Level is null || IsLevel(field.Level, Level.Value))
            && (Step is null || IsHours(field.LeadTime, Step.Value))
            && (StartStep is null || IsHours(field.Period?.Start - field.ReferenceTime, StartStep.Value))
            && (Number is null || field.Member?.Number == Number)
            && (Process is null || field.Period?.Process == Process);
    }

    private static bool IsLevel(Level level, double value) =>
        level.Value == value || (level.Type == Products.Level.Pressure && level.Value == value * PascalsPerHectopascal);

    private static bool IsHours(TimeSpan? time, double hours) => time is { } known && Math.Abs(known.TotalHours - hours) < HoursRounding;

    private static double Decimal(string key, string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"{key} '{value}' is no number");

    private static int Whole(string key, string value) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"{key} '{value}' is no whole number");

    private FieldSelection With(string key, string value) => key.ToUpperInvariant() switch
    {
        "SHORTNAME" or "PARAM" => this with { ShortName = value },
        "LEVEL" => this with { Level = Decimal(key, value) },
        "LEVELTYPE" or "TYPEOFFIRSTFIXEDSURFACE" => this with { LevelType = Whole(key, value) },
        "STEP" or "STEPRANGE" => WithStep(key, value),
        "NUMBER" => this with { Number = Whole(key, value) },
        "STEPTYPE" => this with { Process = ProcessOf(value) },
        _ => throw new FormatException($"'{key}' is no key (shortName, level, levelType, step, number and stepType are)"),
    };

    /// <summary>A dash inside separates start and end; one at the beginning is a sign.</summary>
    private FieldSelection WithStep(string key, string value) => value.IndexOf('-', Math.Min(1, value.Length)) is var dash && dash > 0
        ? this with { StartStep = Decimal(key, value[..dash]), Step = Decimal(key, value[(dash + 1)..]) }
        : this with { Step = Decimal(key, value) };

    private static StatisticalProcess ProcessOf(string value) => value.ToUpperInvariant() switch
    {
        "AVG" => StatisticalProcess.Average,
        "ACCUM" => StatisticalProcess.Accumulation,
        "MAX" => StatisticalProcess.Maximum,
        "MIN" => StatisticalProcess.Minimum,
        _ => throw new FormatException($"stepType '{value}' is not known (avg, accum, max and min are)"),
    };

    private bool HasName(GribField field) => ShortName is not { } name
        || field.Parameter.ShortName.Equals(name, StringComparison.OrdinalIgnoreCase)
        || field.ShortName.Equals(name, StringComparison.OrdinalIgnoreCase)
        || $"{field.Parameter.Discipline}-{field.Parameter.Category}-{field.Parameter.Number}" == name;
}
