using WeatherKd.Feeds.Content;
using WeatherKd.Feeds.Parts;
using WeatherKd.Feeds.Requests;
using WeatherKd.Feeds.Settings;
using WeatherKd.Storage;

namespace WeatherKd.Feeds.Sources;

/// <summary>
/// An observation file that WeatherKd reads, at any address: for each hour where the address has <c>{run:…}</c>, else the same one asked
/// each hour, of which what it holds then is stored.
/// </summary>
public sealed class ObservationUrlFeed(FeedSettings settings, WeatherStorage storage) : ObservationFeed(settings, storage)
{
    private const long MostBytes = 1L << 30;

    /// <inheritdoc/>
    protected override string Ending => "";

    /// <summary>A fixed address has no past.</summary>
    protected override bool HasOnlyNow => !Settings.Address!.Contains("{run", StringComparison.Ordinal);

    /// <inheritdoc/>
    public override Task<PartPlan?> PlanAsync(FeedPart part, SourceClient client, CancellationToken cancellationToken) =>
        Task.FromResult<PartPlan?>(new PartPlan(new Uri(AddressTemplate.Fill(Settings.Address!, part.At)), ContentKind.Any)
        {
            MostBytes = MostBytes,
        });
}
