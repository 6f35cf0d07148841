using System.Globalization;

namespace WeatherKd.Variables;

/// <summary>
/// A column of amounts over an interval, as the file states them, in the variable's unit × hours: mm of rain; W h/m² of radiation (mean ×
/// length). Its name says which interval:
/// <list type="bullet">
/// <item><c>precipitation</c>: over the hour that ends at the row's valid time;</item>
/// <item><c>precipitation_over_180</c>: over the 180 minutes that end there;</item>
/// <item><c>precipitation_total</c>: since the start of the run;</item>
/// <item><c>precipitation_over_15_before_45</c>: over the 15 minutes that end 45 minutes before the row's valid time, which is the whole
/// hour at or after the end;</item>
/// <item><c>precipitation_rate_over_180</c>: the same from the mean of a rate (<see cref="AmountSource.Rate"/>);</item>
/// <item><c>precipitation_instant</c>: the rate at the valid time.</item>
/// </list>
/// </summary>
/// <param name="Variable">The variable, one over an hour (<see cref="WeatherVariable.OverHour"/>).</param>
/// <param name="Source">What the file says.</param>
/// <param name="Length">Minutes of the interval; null for one that begins with the run.</param>
/// <param name="Before">Minutes from the interval's end to the row's valid time, 0 to 59.</param>
internal readonly record struct IntervalColumn(string Variable, AmountSource Source, int? Length, int Before)
{
    private const int Hour = 60;
    private const string RateMark = "_rate";
    private const string InstantMark = "_instant";
    private const string TotalMark = "_total";
    private const string OverMark = "_over_";
    private const string BeforeMark = "_before_";

    /// <summary>Name of the column.</summary>
    public string Name
    {
        get
        {
            if (this is { Source: AmountSource.Amount, Length: Hour, Before: 0 })
            {
                return Variable;
            }

            var before = Before > 0 ? $"{BeforeMark}{Before}" : "";
            return Source == AmountSource.Instant
                ? $"{Variable}{InstantMark}{before}"
                : $"{Variable}{(Source == AmountSource.Rate ? RateMark : "")}"
                    + $"{(Length is { } length ? $"{OverMark}{length}" : TotalMark)}{before}";
        }
    }

    /// <summary>
    /// The column and row of an interval; null where it is none that can be used: not of whole minutes, or without length.
    /// </summary>
    /// <param name="variable">The variable.</param>
    /// <param name="source">What the file says; of an instant the start does not matter.</param>
    /// <param name="startHours">Start of the interval in hours after the run's; may be negative.</param>
    /// <param name="endHours">Its end, ≥ 0.</param>
    public static (IntervalColumn Column, int Lead)? Of(string variable, AmountSource source, double startHours, double endHours)
    {
        var (start, end) = (startHours * Hour, endHours * Hour);
        if (!IsWhole(start) || !IsWhole(end) || end < 0 || end > int.MaxValue / 2 || (source != AmountSource.Instant && start >= end))
        {
            return null;
        }

        var (from, to) = ((int)Math.Round(start), (int)Math.Round(end));
        var lead = (to + Hour - 1) / Hour;
        int? length = source != AmountSource.Instant && (from != 0 || to == Hour) ? to - from : null;
        return (new(variable, source, length, (lead * Hour) - to), lead);
    }

    /// <summary>What a column's name says; null where it is none of amounts.</summary>
    public static IntervalColumn? Parse(string name, VariableTable variables)
    {
        foreach (var variable in variables.All)
        {
            if (variable.OverHour && name.StartsWith(variable.Name, StringComparison.Ordinal))
            {
                return name.Length == variable.Name.Length
                    ? new(variable.Name, AmountSource.Amount, Hour, 0)
                    : Parse(variable.Name, name.AsSpan(variable.Name.Length));
            }
        }

        return null;
    }

    /// <summary>The names among some that are of columns of amounts but of no variable of the table, sorted.</summary>
    public static IReadOnlyList<string> NamesAmong(IEnumerable<string> names, VariableTable variables) =>
        [.. names.Where(n => variables.Find(n) is null && Parse(n, variables) is not null).Order(StringComparer.Ordinal)];

    /// <summary>The interval of a row, in minutes after the run's start.</summary>
    public (int Start, int End) At(int lead)
    {
        var end = (lead * Hour) - Before;
        return (Length is { } length ? end - length : 0, end);
    }

    private static bool IsWhole(double minutes) => Math.Abs(minutes - Math.Round(minutes)) < 1e-3;

    private static IntervalColumn? Parse(string variable, ReadOnlySpan<char> rest)
    {
        var before = 0;
        if (rest.LastIndexOf(BeforeMark, StringComparison.Ordinal) is var mark and >= 0)
        {
            if (!TryNumber(rest[(mark + BeforeMark.Length)..], out before) || before >= Hour)
            {
                return null;
            }

            rest = rest[..mark];
        }

        if (rest.SequenceEqual(InstantMark))
        {
            return new(variable, AmountSource.Instant, null, before);
        }

        var source = rest.StartsWith(RateMark, StringComparison.Ordinal) ? AmountSource.Rate : AmountSource.Amount;
        rest = source == AmountSource.Rate ? rest[RateMark.Length..] : rest;
        if (rest.SequenceEqual(TotalMark))
        {
            return new(variable, source, null, before);
        }

        return rest.StartsWith(OverMark, StringComparison.Ordinal) && TryNumber(rest[OverMark.Length..], out var length)
            ? new(variable, source, length, before)
            : null;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
