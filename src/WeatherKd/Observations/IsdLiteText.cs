using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Observations;

/// <summary>
/// ISD-Lite of NOAA's National Centers for Environmental Information: one station and year a file, one hour a line, whole numbers in
/// columns of fixed width (<c>isd-lite-format.txt</c>, 20 June 2006): year, month, day, hour (UTC), temperature ×10 °C, dew point ×10 °C,
/// sea-level pressure ×10 hPa, wind direction in degrees, wind speed ×10 m/s, sky cover code, precipitation of 1 h and of 6 h ×10 mm; −9999
/// is missing.
/// <para>The lines do not say which station they are of: the file's name does, as NOAA gives it, <c>USAF-WBAN-YEAR</c>; the station's id is
/// <c>USAF-WBAN</c>.</para>
/// </summary>
public sealed class IsdLiteText : IObservationFormat
{
    private static readonly Regex RecordLine = new(
        @"^(18|19|20|21)\d\d [01]\d [0-3]\d [0-2]\d(\s+-?\d{1,5}){7,8}\s*$",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);
    private static readonly Regex FileName = new(
        @"(?<station>[0-9A-Z]\d{5}-\d{5})-\d{4}",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

    private const int Missing = -9999;
    private const int Trace = -1;
    private const int LongestLine = 256;

    /// <summary>
    /// The columns after the time: first position, length, and the variable with its factor; null where the column is not read.
    /// </summary>
    private static readonly (int Start, int Length, string Variable, double Divisor)[] Columns =
    [
        (13, 6, VariableNames.Temperature, 10),
        (19, 6, VariableNames.DewPoint, 10),
        (25, 6, VariableNames.SeaLevelPressure, 10),
        (31, 6, VariableNames.WindDirection, 1),
        (37, 6, VariableNames.WindSpeed, 10),
        (43, 6, VariableNames.CloudCover, 1),
        (49, 6, VariableNames.Precipitation, 10),
    ];

    private static readonly string[] Variables = [.. Columns.Select(c => c.Variable), VariableNames.RelativeHumidity];

    /// <inheritdoc/>
    public string Name => "NOAA ISD-Lite (USAF-WBAN-YEAR)";

    /// <inheritdoc/>
    public bool Recognises(InputFile file) => RecordLine.IsMatch(TextLines.FirstLine(file));

    /// <inheritdoc/>
    public async IAsyncEnumerable<Rows> ReadAsync(
        InputFile file,
        Action<InputFormatException> report,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var station = FileName.Match(file.Name) is { Success: true } name
            ? name.Groups["station"].Value
            : throw new InputFormatException(
                $"ISD-Lite lines do not name their station, and neither does the file name '{file.Name}'. Give the file NOAA's name, "
                + $"USAF-WBAN-YEAR, such as 471080-99999-2021.gz.");
        using var lines = new TextLines(file, LongestLine);
        var builder = new RowsBuilder(Variables);
        await foreach (var batch in LineRows.ReadAsync(lines, builder, () => ReadLine(lines, station, builder), report, cancellationToken))
        {
            yield return batch;
        }
    }

    private static void ReadLine(TextLines lines, string station, RowsBuilder builder)
    {
        var line = lines.Line.Span;
        if (line.Length < 55
            || !DateTime.TryParseExact(line[..13], "yyyy MM dd HH", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            throw lines.Error(1, line, "an ISD-Lite line, such as '2021 01 01 00   -72   -92 10283   200     4     8     0 -9999'");
        }

        Span<int> values = stackalloc int[Columns.Length];
        for (var i = 0; i < Columns.Length; i++)
        {
            var field = line.Slice(Columns[i].Start, Columns[i].Length);
            if (!int.TryParse(
                field,
                NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite,
                CultureInfo.InvariantCulture,
                out values[i]))
            {
                throw lines.Error(Columns[i].Start + 1, field, "a whole number, or -9999 for a missing value");
            }
        }

        builder.Add(station, new DateTimeOffset(time, TimeSpan.Zero));
        for (var i = 0; i < Columns.Length; i++)
        {
            var (value, variable, divisor) = (values[i], Columns[i].Variable, Columns[i].Divisor);
            if (value != Missing)
            {
                builder.Set(i, variable switch
                {
                    VariableNames.Precipitation when value == Trace => 0,
                    VariableNames.CloudCover => IsdElements.CloudCover(value),
                    VariableNames.WindDirection when value == 0 => double.NaN,
                    _ => value / divisor,
                });
            }
        }

        builder.SetHumidity(Columns.Length, temperature: 0, dewPoint: 1);
    }
}
