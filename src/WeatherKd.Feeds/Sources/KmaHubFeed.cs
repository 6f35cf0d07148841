using System.Text;
using WeatherKd.Feeds.Content;
using WeatherKd.Feeds.Parts;
using WeatherKd.Feeds.Requests;
using WeatherKd.Feeds.Settings;
using WeatherKd.Storage;

namespace WeatherKd.Feeds.Sources;

/// <summary>
/// KMA's API hub: the hourly table of the synoptic stations (<c>kma_sfctm2</c>) and that of PM10 (<c>kma_pm10</c>). Times are Korean, and
/// so are those in the address. Both are text with lines of <c>#</c> around the rows, which
/// <see cref="Observations.KmaHubText"/> reads as they are.
/// </summary>
public sealed class KmaHubFeed(FeedSettings settings, WeatherStorage storage) : ObservationFeed(settings, storage)
{
    private const int MostBytes = 16 << 20;
    private static readonly TimeSpan Korea = TimeSpan.FromHours(9);

    /// <inheritdoc/>
    protected override int StationsAtOnce => 100;

    /// <inheritdoc/>
    public override Task<PartPlan?> PlanAsync(FeedPart part, SourceClient client, CancellationToken cancellationToken) =>
        Task.FromResult<PartPlan?>(
            new PartPlan(Address(AddressTemplate.Fill(Source.File, part.At.ToOffset(Korea), stations: part.Stations)), ContentKind.Any)
            {
                MostBytes = MostBytes,
                Rewrite = (input, output, _) => CheckAsync(input, output),
            });

    /// <summary>Copies a table that has its end; a refusal comes as JSON with the same status.</summary>
    internal static async Task<bool> CheckAsync(Stream input, Stream output)
    {
        using var content = new MemoryStream();
        await input.CopyToAsync(content);
        var text = Encoding.Latin1.GetString(content.GetBuffer(), 0, (int)content.Length);
        if (text.TrimStart().StartsWith('{'))
        {
            throw new SourceException(
                $"The API hub refuses: "
                + $"{Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)Math.Min(content.Length, 200)).ReplaceLineEndings(" ")}");
        }

        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines.FirstOrDefault()?.StartsWith("#START", StringComparison.Ordinal) == true
            && !lines[^1].StartsWith("#7777END", StringComparison.Ordinal))
        {
            throw new SourceException("The table is cut: its last line #7777END is missing.");
        }

        content.Position = 0;
        await content.CopyToAsync(output);
        return lines.Any(l => !l.StartsWith('#'));
    }
}
