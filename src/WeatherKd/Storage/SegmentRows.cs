using WeatherKd.Series;
using WeatherKd.Variables;

namespace WeatherKd.Storage;

/// <summary>
/// Rows as segments have them: columns <c>station_id</c>, <c>valid_time</c> of observations or <c>run_time, lead_hours</c> of runs, and
/// <c>arrived_at</c>; then each variable, amounts over intervals other than the hour as the files state them
/// (<see cref="IntervalColumn"/>), and <c>&lt;variable&gt;_flag</c> with the test that rejected a value.
/// </summary>
public static class SegmentRows
{
    /// <summary>Ending of the columns of flags.</summary>
    public const string FlagSuffix = "_flag";

    /// <summary>Rows by month, as they are stored.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="arrivedAt">When storage received their file.</param>
    /// <param name="variables">The table of variables, in whose order columns are written.</param>
    public static IEnumerable<(DateTimeOffset Month, ParquetColumns Rows)> ByMonth(
        Rows rows,
        DateTimeOffset arrivedAt,
        VariableTable variables)
    {
        var names = variables.InOrder(rows.Values.Keys);
        var amounts = IntervalColumn.NamesAmong(rows.Values.Keys, variables);
        foreach (var month in Enumerable.Range(0, rows.Count)
            .GroupBy(i => SegmentWriter.MonthName(rows.Times[i]), StringComparer.Ordinal))
        {
            var ofMonth = rows.Select([.. month]);
            var columns = new ParquetColumns().Add(RecordColumns.Station, ofMonth.StationIds);
            columns = rows.AreOfRuns
                ? columns.Add(RecordColumns.Run, ofMonth.Times).Add(RecordColumns.Lead, ofMonth.LeadHours)
                : columns.Add(RecordColumns.ValidTime, ofMonth.Times);
            columns.Add(SegmentReader.ArrivedAt, Array.ConvertAll(ofMonth.Times, _ => arrivedAt));
            foreach (var name in names.Concat(amounts))
            {
                columns.Add(name, ofMonth.Values[name]);
            }

            foreach (var name in names.Concat(amounts.Where(rows.Flags.ContainsKey)))
            {
                columns.AddNullable(name + FlagSuffix, ofMonth.Flags.GetValueOrDefault(name) ?? new string?[ofMonth.Count]);
            }

            yield return (ofMonth.Times[0], columns);
        }
    }

    /// <summary>The rows of a segment. Segments from before the checks lack the flags.</summary>
    public static Rows Of(ParquetColumns columns)
    {
        var isOfRuns = columns.Has(RecordColumns.Run);
        return isOfRuns
            ? Of(columns, RecordColumns.Run, columns.WholeNumbers(RecordColumns.Lead))
            : Of(columns, RecordColumns.ValidTime, []);
    }

    /// <summary>Rows whose times stand in a column of another name.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="time">Name of the column with the times.</param>
    /// <param name="leads">Lead times in hours; empty for observations.</param>
    internal static Rows Of(ParquetColumns columns, string time, int[] leads) => new(
        Array.ConvertAll(columns.Text(RecordColumns.Station), id => id ?? throw new InvalidDataException("A stored row has no station.")),
        columns.Times(time),
        leads,
        columns.NumberColumns.ToDictionary(name => name, columns.Numbers, StringComparer.Ordinal))
    {
        ArrivedAt = columns.Times(SegmentReader.ArrivedAt),
        Flags = columns.Names
            .Where(name => name.EndsWith(FlagSuffix, StringComparison.Ordinal))
            .ToDictionary(name => name[..^FlagSuffix.Length], columns.Text, StringComparer.Ordinal),
    };
}
