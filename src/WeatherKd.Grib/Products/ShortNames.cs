using System.Globalization;

namespace WeatherKd.Grib.Products;

/// <summary>
/// ecCodes' short names, which know level and processing: <c>2t</c> is <c>t</c> at 2 m above ground, <c>mx2t6</c> its maximum over 6 hours.
/// The table is of ecCodes 2.28 (definitions/grib2/shortName.def, name.def, units.def; Apache licence 2.0), WMO numbers only.
/// </summary>
internal static class ShortNames
{
    private const int NoSecondSurface = 255;

    private static readonly Dictionary<(int Discipline, int Category, int Number), Row[]> Rows = Load();

    /// <summary>
    /// The name of a parameter at a level over a period: that of the row with the most conditions, all of them true; null without one.
    /// </summary>
    public static string? Find(Parameter parameter, Level level, StatisticalPeriod? period)
    {
        Row? best = null;
        foreach (var row in Rows.GetValueOrDefault((parameter.Discipline, parameter.Category, parameter.Number)) ?? [])
        {
            if (row.IsMet(level, period) && (best is null || row.Conditions > best.Conditions))
            {
                best = row;
            }
        }

        return best?.ShortName;
    }

    /// <summary>The row of the numbers alone, whatever level and period; null without one.</summary>
    public static Row? Plain(int discipline, int category, int number) =>
        Rows.GetValueOrDefault((discipline, category, number)) is [{ Conditions: 0 } row, ..] ? row : null;

    private static Dictionary<(int Discipline, int Category, int Number), Row[]> Load()
    {
        using var table = new StreamReader(typeof(ShortNames).Assembly.GetManifestResourceStream("ShortNames.tsv")!);
        table.ReadLine();
        List<Row> rows = [];
        while (table.ReadLine() is { } line)
        {
            rows.Add(Row.Parse(line.Split('\t')));
        }

        // The rows of a parameter stand in order of their conditions.
        return rows.GroupBy(row => row.Numbers).ToDictionary(group => group.Key, group => group.ToArray());
    }

    /// <summary>A line of the table; a condition that is null holds always.</summary>
    internal sealed record Row(
        (int Discipline, int Category, int Number) Numbers,
        string ShortName,
        int? FirstSurface,
        int? SecondSurface,
        double? FirstValue,
        bool HasNoFirstValue,
        int? Process,
        int? Hours,
        string Unit,
        string Name)
    {
        public int Conditions { get; } = new object?[]
        {
            FirstSurface,
            SecondSurface,
            FirstValue,
            HasNoFirstValue ? true : null,
            Process,
            Hours,
        }
            .Count(condition => condition is not null);

        public static Row Parse(string[] cells)
        {
            var numbers = cells[0].Split('-').Select(cell => int.Parse(cell, CultureInfo.InvariantCulture)).ToArray();
            return new Row(
                (numbers[0], numbers[1], numbers[2]),
                cells[1],
                Whole(cells[2]),
                Whole(cells[3]),
                cells[4] is "" or "missing" ? null : double.Parse(cells[4], CultureInfo.InvariantCulture),
                cells[4] == "missing",
                Whole(cells[5]),
                Whole(cells[6]),
                cells[7],
                cells[8]);
        }

        public bool IsMet(Level level, StatisticalPeriod? period) =>
            (FirstSurface ?? level.Type) == level.Type
            && (SecondSurface is null || SecondSurface == (level.SecondType ?? NoSecondSurface))
            && (FirstValue is null || FirstValue == level.Value)
            && (!HasNoFirstValue || level.Value is null)
            && (Process is null || Process == (int?)period?.Process)
            && (Hours is null || Hours == period?.Length?.TotalHours);

        private static int? Whole(string cell) => cell.Length == 0 ? null : int.Parse(cell, CultureInfo.InvariantCulture);
    }
}
