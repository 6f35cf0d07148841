using System.Globalization;
using System.Text.RegularExpressions;
using WeatherKd.Feeds.Content;
using WeatherKd.Feeds.Parts;
using WeatherKd.Feeds.Requests;
using WeatherKd.Feeds.Settings;
using WeatherKd.Storage;

namespace WeatherKd.Feeds.Sources;

/// <summary>
/// METAR from the data API of aviationweather.gov: the raw reports of the two hours up to one, so that what came late comes with the next.
/// A report says only the day of the month; the hour that was asked for tells month and year,
/// and is put before each line as <see cref="Observations.MetarText"/> reads it.
/// </summary>
public sealed partial class MetarFeed(FeedSettings settings, WeatherStorage storage) : ObservationFeed(settings, storage)
{
    private const int HoursBack = 2;
    private const int MostBytes = 16 << 20;

    /// <summary>The API gives 400 reports at most: two hours of stations that report half-hourly, with specials.</summary>
    protected override int StationsAtOnce => 60;

    /// <inheritdoc/>
    public override Task<PartPlan?> PlanAsync(FeedPart part, SourceClient client, CancellationToken cancellationToken)
    {
        // Reports of an hour are made in the minutes before it.
        var end = part.At.AddMinutes(5);
        var where = Settings.Area is { } area
            ? "bbox=" + string.Join(',', area.Select(a => a.ToString(CultureInfo.InvariantCulture)))
            : "ids=" + string.Join(',', part.Stations!);
        var address = Address($"metar?{where}&format=raw&taf=false&hours={HoursBack}&date={end:yyyyMMdd_HHmm}Z");
        return Task.FromResult<PartPlan?>(new PartPlan(address, ContentKind.Any)
        {
            MostBytes = MostBytes,
            MayBeEmpty = true,
            Rewrite = (input, output, _) => DateAsync(input, output, end),
        });
    }

    /// <summary>
    /// Puts its date before each report. Lines that are no reports, such as the forecasts that a server adds, are left out.
    /// </summary>
    internal static async Task<bool> DateAsync(Stream input, Stream output, DateTimeOffset end)
    {
        using var lines = new StreamReader(input);
        await using var dated = new StreamWriter(output, leaveOpen: true) { NewLine = "\n" };
        var (any, unread) = (false, 0);
        while (await lines.ReadLineAsync() is { } line)
        {
            if (Report().Match(line) is { Success: true } report && Time(report, end) is { } time)
            {
                await dated.WriteLineAsync($"{time:yyyyMMddHHmm} {line.Trim()}");
                any = true;
            }
            else if (!string.IsNullOrWhiteSpace(line))
            {
                unread++;
            }
        }

        return any || unread == 0 ? any : throw new SourceException("The answer holds no METAR report.");
    }

    /// <summary>The time of a report: of the two months around the hour that was asked for, the one that brings it nearest.</summary>
    private static DateTimeOffset? Time(Match report, DateTimeOffset end)
    {
        var (day, hour, minute) = (Number(report, "day"), Number(report, "hour"), Number(report, "minute"));
        if (hour > 23 || minute > 59)
        {
            return null;
        }

        return new[] { end, end.AddMonths(-1), end.AddMonths(1) }
            .Where(month => day >= 1 && day <= DateTime.DaysInMonth(month.Year, month.Month))
            .Select(month => (DateTimeOffset?)new DateTimeOffset(month.Year, month.Month, day, hour, minute, 0, TimeSpan.Zero))
            .MinBy(time => (time!.Value - end).Duration());
    }

    private static int Number(Match report, string group) =>
        int.Parse(report.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^((METAR|SPECI) )?(COR )?[A-Z][A-Z0-9]{3} (?<day>\d\d)(?<hour>\d\d)(?<minute>\d\d)Z( |$)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Report();
}
