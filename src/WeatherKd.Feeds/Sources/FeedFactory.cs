using WeatherKd.Feeds.Requests;
using WeatherKd.Feeds.Settings;
using WeatherKd.Storage;

namespace WeatherKd.Feeds.Sources;

/// <summary>Makes feeds, and the client of each, by their settings. The one place that knows which class a form of asking is.</summary>
public sealed class FeedFactory(WeatherStorage storage, SourceKeys keys, TimeProvider clock)
{
    /// <summary>Changes the limits of clients; for tests, whose clock is quick.</summary>
    internal Func<SourceLimits, SourceLimits> Adjust { get; init; } = limits => limits;

    /// <summary>The feed of validated settings.</summary>
    public IFeed Create(FeedSettings settings) => SourceCatalogue.Of(settings).Form switch
    {
        SourceForm.WgribIndex or SourceForm.MarsIndex => new IndexedModelFeed(settings, storage),
        SourceForm.FieldFiles => new FieldFileFeed(settings, storage),
        SourceForm.GenericModel => settings.Index is null ? new FieldFileFeed(settings, storage) : new IndexedModelFeed(settings, storage),
        SourceForm.Metar => new MetarFeed(settings, storage),
        SourceForm.GhcnHourly => new GhcnHourlyFeed(settings, storage),
        SourceForm.KmaHub => new KmaHubFeed(settings, storage),
        SourceForm.AirKorea => new AirKoreaFeed(settings, storage),
        _ => new ObservationUrlFeed(settings, storage),
    };

    /// <summary>A client for a feed's source. The caller keeps and disposes it: its pace is what the source is asked with.</summary>
    public SourceClient CreateClient(FeedSettings settings, FeedsFile file)
    {
        var source = SourceCatalogue.Of(settings);
        return new SourceClient(Adjust(LimitsOf(source, settings, file)), keys, clock);
    }

    /// <summary>A client for the list of a source's stations.</summary>
    public SourceClient CreateClient(SourceDefinition source, string address, FeedsFile file) =>
        new(Adjust(LimitsOf(source, new FeedSettings { Name = "stations", Source = source.Name, Address = address }, file)), keys, clock);

    private static SourceLimits LimitsOf(SourceDefinition source, FeedSettings settings, FeedsFile file)
    {
        var addresses = new[] { settings.Address ?? source.Address, settings.IndexAddress }.OfType<string>();
        return new SourceLimits(
            [
                .. source.Hosts,
                .. addresses.Select(a => new Uri(a.Replace('{', 'x').Replace('}', 'x')).Host).Distinct(StringComparer.Ordinal)
            ],
            settings.RequestsPerSecond ?? source.RequestsPerSecond,
            settings.Parallelism ?? source.Parallelism,
            file.Contact,
            file.Proxy is null ? null : new Uri(file.Proxy),
            settings.Key ?? source.Key);
    }
}
