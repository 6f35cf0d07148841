using System.Text;
using System.Text.Json;
using WeatherKd.Feeds.Content;
using WeatherKd.Feeds.Parts;
using WeatherKd.Feeds.Requests;
using WeatherKd.Feeds.Settings;
using WeatherKd.Storage;

namespace WeatherKd.Feeds.Sources;

/// <summary>
/// AirKorea's web service (<c>getMsrstnAcctoRltmMesureDnsty</c>): the last 24 hours of one station, as JSON. It is stored as the table that
/// <see cref="Observations.AirKoreaCsv"/> reads, with our id in the place of the
/// station's Korean name.
/// </summary>
public sealed class AirKoreaFeed(FeedSettings settings, WeatherStorage storage) : ObservationFeed(settings, storage)
{
    private const int MostBytes = 4 << 20;

    /// <inheritdoc/>
    protected override int StationsAtOnce => 1;

    /// <summary>Each answer is of the last 24 hours, whenever it is asked for.</summary>
    protected override bool HasOnlyNow => true;

    /// <inheritdoc/>
    protected override string Ending => ".csv";

    /// <inheritdoc/>
    public override Task<PartPlan?> PlanAsync(FeedPart part, SourceClient client, CancellationToken cancellationToken)
    {
        var source = part.Stations![0];
        var ours = Stations.First(s => s.SourceId == source).Id;
        var address = Address($"getMsrstnAcctoRltmMesureDnsty?serviceKey={{key}}&returnType=json&numOfRows=24&pageNo=1&stationName={Uri.EscapeDataString(source)}&dataTerm=DAILY&ver=1.0");
        return Task.FromResult<PartPlan?>(new PartPlan(address, ContentKind.Text) { MostBytes = MostBytes, Rewrite = (input, output, _) => TableAsync(input, output, ours) });
    }

    /// <summary>Writes the items of an answer as a table. A field that is null or a dash is empty.</summary>
    internal static async Task<bool> TableAsync(Stream input, Stream output, string station)
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
                throw new SourceException($"AirKorea refuses: {code} {(header.TryGetProperty("resultMsg", out var message) ? message.GetString() : "")}");
            }

            var any = false;
            foreach (var item in response.GetProperty("body").GetProperty("items").EnumerateArray())
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
        var flagged = item.TryGetProperty("pm10Flag", out var flag) && flag.ValueKind == JsonValueKind.String && flag.GetString() is not ("" or "-" or null);
        return !flagged && item.TryGetProperty("pm10Value", out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { } text && text.All(c => char.IsAsciiDigit(c) || c == '.') ? text : "";
    }
}
