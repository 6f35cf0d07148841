using System.Globalization;
using WeatherKd.TestSupport;

namespace WeatherKd.Grib.Tests.RealFiles;

/// <summary>One line of <c>grib2-expected.tsv</c>: what ecCodes 2.28 says about a message.</summary>
internal sealed record ExpectedMessage(
    string File,
    int Message,
    int Edition,
    DateTimeOffset ReferenceTime,
    int StepHours,
    string CategoryAndNumber,
    string Level,
    int? GridTemplate,
    string GridType,
    int Columns,
    int Rows,
    int? PackingTemplate,
    string PackingType,
    bool HasBitmap,
    int? Values,
    int? Missing,
    double? Minimum,
    double? Maximum,
    double? Mean,
    double? First,
    double? Last)
{
    /// <summary>How ecCodes writes a missing value.</summary>
    private const double MissingMark = 9.999e20;

    public static IReadOnlyList<ExpectedMessage> ReadAll()
    {
        var lines = System.IO.File.ReadAllLines(RealDataFolder.Require("grib2-expected.tsv"));
        return [.. lines.Skip(1).Where(line => line.Length > 0).Select(Parse)];
    }

    private static ExpectedMessage Parse(string line)
    {
        var cells = line.Split('\t');
        string Cell(int column) => column < cells.Length ? cells[column] : "";
        var date = DateTime.ParseExact(Cell(4), "yyyyMMdd", CultureInfo.InvariantCulture);
        var time = int.Parse(Cell(5), CultureInfo.InvariantCulture);
        return new ExpectedMessage(
            Cell(0),
            int.Parse(Cell(1), CultureInfo.InvariantCulture),
            int.Parse(Cell(2), CultureInfo.InvariantCulture),
            new DateTimeOffset(date.AddHours(time / 100).AddMinutes(time % 100), TimeSpan.Zero),
            int.Parse(Cell(6), CultureInfo.InvariantCulture),
            Cell(8),
            Cell(10),
            Integer(Cell(11)),
            Cell(12),
            int.Parse(Cell(13), CultureInfo.InvariantCulture),
            int.Parse(Cell(14), CultureInfo.InvariantCulture),
            Integer(Cell(15)),
            Cell(16),
            Cell(18) == "1",
            Integer(Cell(19)),
            Integer(Cell(20)),
            Number(Cell(21)),
            Number(Cell(22)),
            Number(Cell(23)),
            Number(Cell(24)),
            Number(Cell(25)));
    }

    private static int? Integer(string cell) => int.TryParse(cell, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static double? Number(string cell) => !double.TryParse(cell, CultureInfo.InvariantCulture, out var number) ? null
        : number == MissingMark ? double.NaN
        : number;
}
