using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Observations;

/// <summary>
/// NOAA's Integrated Surface Data in its archive form: one report a line, a mandatory part of 105 characters and then groups that begin
/// with a mark (format document of 12 January 2018). Times are UTC; the station's id is <c>USAF-WBAN</c>. Of the groups are read AA1 to AA4
/// (precipitation, where it is that of one hour), MA1 (station pressure) and GF1 (total cloud). Summaries of a day or month (types SOD and
/// SOM) are no observations and are passed over.
/// </summary>
public sealed class IsdText : IObservationFormat
{
    private static readonly Regex RecordLine = new(
        @"^\d{4}[0-9A-Z]\d{10}(18|19|20|21)\d{10}.[+-]\d{5}[+-]\d{6}.{19}\d{3}",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);
    private static readonly Regex StationId = new(@"^[0-9A-Z]\d{10}$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

    private const int MandatoryLength = 105;

    /// <summary>The mandatory part and at most 9,999 characters after it, as the record's own length field can say.</summary>
    private const int LongestLine = MandatoryLength + 10_000;

    /// <inheritdoc/>
    public string Name => "NOAA ISD (archive format)";

    /// <inheritdoc/>
    public bool Recognises(InputFile file) => RecordLine.IsMatch(TextLines.FirstLine(file));

    /// <inheritdoc/>
    public async IAsyncEnumerable<Rows> ReadAsync(
        InputFile file,
        Action<InputFormatException> report,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var lines = new TextLines(file, LongestLine);
        var builder = new RowsBuilder(IsdElements.Variables);
        var station = "";
        await foreach (var batch in LineRows.ReadAsync(
            lines,
            builder,
            () => ReadLine(lines, ref station, builder),
            report,
            cancellationToken))
        {
            yield return batch;
        }
    }

    private static void ReadLine(TextLines lines, ref string station, RowsBuilder builder)
    {
        var line = lines.Line.Span;
        if (line.Length < MandatoryLength)
        {
            throw lines.Error(1, line, $"an ISD report of at least {MandatoryLength} characters");
        }

        if (!DateTime.TryParseExact(line[15..27], "yyyyMMddHHmm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            throw lines.Error(16, line[15..27], "a UTC time as yyyyMMddHHmm");
        }

        var type = line[41..46];
        if (type.StartsWith("SOD") || type.StartsWith("SOM"))
        {
            return;
        }

        if (station.Length != 12 || !line[4..10].SequenceEqual(station.AsSpan(0, 6)) || !line[10..15].SequenceEqual(station.AsSpan(7)))
        {
            station = StationId.IsMatch(line[4..15])
                ? $"{line[4..10]}-{line[10..15]}"
                : throw lines.Error(5, line[4..15], "a station's USAF and WBAN number");
        }

        builder.Add(station, new DateTimeOffset(time, TimeSpan.Zero));
        IsdElements.SetWind(builder, line[60..63], line[63], line[64], line[65..69], line[69]);
        IsdElements.SetTenths(builder, VariableNames.Temperature, line[87..92], line[92]);
        IsdElements.SetTenths(builder, VariableNames.DewPoint, line[93..98], line[98]);
        IsdElements.SetTenths(builder, VariableNames.SeaLevelPressure, line[99..104], line[104]);
        ReadGroups(line[MandatoryLength..], builder);
        IsdElements.SetDerived(builder);
    }

    private static void ReadGroups(ReadOnlySpan<char> groups, RowsBuilder builder)
    {
        // Remarks and element quality follow the groups and may hold anything.
        var end = groups.IndexOf("REM");
        groups = end < 0 ? groups : groups[..end];
        foreach (var mark in IsdElements.PrecipitationGroups)
        {
            if (Group(groups, mark, 8) is { IsEmpty: false } rain)
            {
                IsdElements.SetPrecipitation(builder, rain[..2], rain[2..6], rain[6], rain[7]);
            }
        }

        if (Group(groups, "MA1", 12) is { IsEmpty: false } pressure)
        {
            IsdElements.SetTenths(builder, VariableNames.SurfacePressure, pressure[6..11], pressure[11]);
        }

        if (Group(groups, "GF1", 5) is { IsEmpty: false } cloud)
        {
            IsdElements.SetCloud(builder, cloud[..2], cloud[4]);
        }
    }

    private static ReadOnlySpan<char> Group(ReadOnlySpan<char> groups, string mark, int length)
    {
        var start = groups.IndexOf(mark);
        return start < 0 || start + mark.Length + length > groups.Length ? [] : groups.Slice(start + mark.Length, length);
    }
}
