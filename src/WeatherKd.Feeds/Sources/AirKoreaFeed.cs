using System.Text;
using System.Text.Json;
using WeatherKd.Feeds.Content;
using WeatherKd.Feeds.Parts;
using WeatherKd.Feeds.Requests;
using WeatherKd.Feeds.Settings;
using WeatherKd.Observations;
using WeatherKd.Storage;

namespace WeatherKd.Feeds.Sources;

/// <summary>
/// AirKorea's web service, as JSON. A few stations are asked for one by one, each for its last 24 hours
/// (<c>getMsrstnAcctoRltmMesureDnsty</c>), so that hours in which no host ran come with the next. Many are asked for together: the newest
/// hour of the whole country (<c>getCtprvnRltmMesureDnsty</c>), one request an hour. What is stored is the table that
/// <see cref="AirKoreaCsv"/> reads, with our id in the place of the station's Korean name.
/// </summary>
public sealed class AirKoreaFeed(FeedSettings settings, WeatherStorage storage) : ObservationFeed(settings, storage)
{
    /// <summary>Stations that are asked for one by one at most: 480 requests a day.</summary>
    internal const int MostAlone = 20;

    private const string WholeCountry = "전국";
    private const int MostBytes = 16 << 20;

    /// <summary>Rows that are asked for of the whole country, which had 636 stations at the end of 2022.</summary>
    private const int MostRows = 2000;

    /// <summary>
    /// Time after an hour is due for which stations are waited for that still have the hour before. Of 672 stations a public client saw 448
    /// with the newest hour and 218 with the one before in one answer. One that is further behind is out of order and not waited for.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(25);

    /// <inheritdoc/>
    protected override int StationsAtOnce => Stations.Count <= MostAlone ? 1 : int.MaxValue;

    /// <summary>Each answer is of the newest hours, whenever it is asked for.</summary>
    protected override bool HasOnlyNow => true;

    /// <inheritdoc/>
    protected override string Ending => ".csv";

    /// <inheritdoc/>
    public override Task<PartPlan?> PlanAsync(FeedPart part, SourceClient client, CancellationToken cancellationToken)
    {
        var wanted = part.Stations!
            .Select(id => Stations.First(s => s.SourceId == id))
            .Select(s => (s.Id, Name: AirKoreaStation.Parse(s.SourceId)))
            .ToList();
        var isAlone = StationsAtOnce == 1;
        var address = Address(isAlone
            ? $"getMsrstnAcctoRltmMesureDnsty?serviceKey={{key}}&returnType=json&numOfRows=24&pageNo=1&stationName={Uri.EscapeDataString(wanted[0].Name.Name)}&dataTerm=DAILY&ver=1.0"
            : $"getCtprvnRltmMesureDnsty?serviceKey={{key}}&returnType=json&numOfRows={MostRows}&pageNo=1&sidoName={Uri.EscapeDataString(WholeCountry)}&ver=1.0");
        return Task.FromResult<PartPlan?>(new PartPlan(address, ContentKind.Text)
        {
            MostBytes = MostBytes,
            Rewrite = (input, output, _) => isAlone
                ? TableAsync(input, output, wanted[0].Id)
                : NewestAsync(input, output, wanted, part.At, isLast: client.Clock.GetUtcNow() - part.DueAt >= Patience),
        });
    }

    /// <summary>Writes the items of one station. A field that is null or a dash is empty.</summary>
    internal static Task<bool> TableAsync(Stream input, Stream output, string station) =>
        WriteAsync(input, output, (items, _) => items.Select(item => (item, station)));

    /// <summary>Writes what the whole country's items have of some stations.</summary>
    /// <returns>
    /// Whether the hour is there: until it is published, the one before stands there. Before the last look no station may still have that.
    /// </returns>
    private static Task<bool> NewestAsync(
        Stream input,
        Stream output,
        IReadOnlyList<(string Id, AirKoreaStation Name)> wanted,
        DateTimeOffset hour,
        bool isLast) =>
        WriteAsync(input, output, (items, total) =>
        {
            if (total > items.Count)
            {
                throw new SourceException($"AirKorea has {total} stations and answered with {items.Count} of them.");
            }

            var found = wanted.Select(w => (w.Id, Item: w.Name.FindIn(items)))
                .Where(f => f.Item is not null)
                .Select(f => (f.Item!.Value, f.Id))
                .ToList();
            var times = found.ConvertAll(f => TimeOf(f.Value));
            return times.Exists(t => t >= hour) && (isLast || !times.Contains(hour.AddHours(-1))) ? found : [];
        });

    private static DateTimeOffset? TimeOf(JsonElement item) =>
        KoreanTime.TryParse(item.GetProperty("dataTime").GetString(), out var time) ? time : null;

    private static async Task<bool> WriteAsync(
        Stream input,
        Stream output,
        Func<IReadOnlyList<JsonElement>, int, IEnumerable<(JsonElement Item, string Station)>> choose)
    {
        await using var table = new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { NewLine = "\n" };
        await table.WriteLineAsync("stationCode,dataTime,pm10Value");
        try
        {
            using var answer = await JsonDocument.ParseAsync(input);
            var response = answer.RootElement.GetProperty("response");
            var header = response.GetProperty("header");
            if (header.GetProperty("resultCode").GetString() is not "00" and var code)
            {
                throw new SourceException(
                    $"AirKorea refuses: {code} {(header.TryGetProperty("resultMsg", out var message) ? message.GetString() : "")}");
            }

            var any = false;
            var body = response.GetProperty("body");
            List<JsonElement> items = [.. body.GetProperty("items").EnumerateArray()];
            foreach (var (item, station) in choose(
                items,
                body.TryGetProperty("totalCount", out var total) ? total.GetInt32() : items.Count))
            {
                if (item.GetProperty("dataTime").GetString() is { Length: > 0 } time && !time.Contains(',', StringComparison.Ordinal))
                {
                    await table.WriteLineAsync($"{station},{time},{Value(item)}");
                    any = true;
                }
            }

            return any;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new SourceException($"The answer is not AirKorea's (response.header, response.body.items): {e.Message}", e);
        }
    }

    /// <summary>
    /// A flag says in words why an instrument gives no value (통신장애); the value is then not to be used, whatever stands there.
    /// </summary>
    private static string Value(JsonElement item)
    {
        var flagged = item.TryGetProperty("pm10Flag", out var flag)
            && flag.ValueKind == JsonValueKind.String
            && flag.GetString() is not ("" or "-" or null);
        return !flagged
            && item.TryGetProperty("pm10Value", out var value)
            && value.ValueKind == JsonValueKind.String
            && value.GetString() is { } text
            && text.All(c => char.IsAsciiDigit(c) || c == '.')
            ? text
            : "";
    }
}
