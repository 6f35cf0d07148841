using System.Runtime.CompilerServices;
using WeatherKd.Feeds.Parts;
using WeatherKd.Feeds.Requests;
using WeatherKd.Feeds.Settings;
using WeatherKd.Storage;

namespace WeatherKd.Feeds.Sources;

/// <summary>
/// What feeds of observations share that are asked for hour by hour: a blob <c>observations/&lt;feed&gt;/&lt;day&gt;/&lt;hour&gt;…</c> for
/// each hour and group of stations.
/// </summary>
public abstract class ObservationFeed : IFeed
{
    private readonly TimeSpan _delay;

    /// <summary>A feed.</summary>
    /// <param name="settings">Its settings, validated.</param>
    /// <param name="storage">The account.</param>
    protected ObservationFeed(FeedSettings settings, WeatherStorage storage)
    {
        Settings = settings;
        Storage = storage;
        Source = SourceCatalogue.Of(settings);
        Stations = [.. (settings.Stations ?? []).Select(FeedStation.Parse)];
        _delay = settings.Delay ?? Source.Delay;
    }

    /// <inheritdoc/>
    public FeedSettings Settings { get; }

    /// <summary>The source.</summary>
    protected SourceDefinition Source { get; }

    /// <summary>The account.</summary>
    protected WeatherStorage Storage { get; }

    /// <summary>The stations.</summary>
    protected IReadOnlyList<FeedStation> Stations { get; }

    /// <summary>Whether the source can only be asked for what is newest, so that hours that were missed are lost.</summary>
    protected virtual bool HasOnlyNow => false;

    /// <summary>Stations that one request may name.</summary>
    protected virtual int StationsAtOnce => int.MaxValue;

    /// <summary>Ending of the blobs' names.</summary>
    protected virtual string Ending => ".txt";

    /// <inheritdoc/>
    public virtual async IAsyncEnumerable<PartGroup> GroupsAsync(
        DateTimeOffset now,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        var newest = now - _delay;

        // The newest hour is wanted in any case.
        var oldest = newest - (Settings.HistoryDays == 0
            ? TimeSpan.FromHours(1)
            : TimeSpan.FromDays(Math.Min(Settings.HistoryDays, Source.KeepsDays)));
        for (var day = new DateTimeOffset(newest.UtcDateTime.Date, TimeSpan.Zero); day >= oldest.AddDays(-1); day = day.AddDays(-1))
        {
            var folder = $"{Settings.Name}/{day:yyyy-MM-dd}/";
            var hours = Enumerable.Range(0, 24).Select(i => day.AddHours(i)).Where(h => h > oldest).ToList();
            var parts = hours.Where(h => h <= newest).OrderDescending().SelectMany(h => Parts(folder, h)).ToList();
            if (parts.Count == 0)
            {
                continue;
            }

            if (HasOnlyNow)
            {
                yield return new PartGroup(folder, day, parts.FindAll(p => p.At == parts[0].At), IsWhole: false);
                yield break;
            }

            yield return new PartGroup(folder, day, parts, hours.TrueForAll(h => h <= newest));
        }
    }

    /// <inheritdoc/>
    public abstract Task<PartPlan?> PlanAsync(FeedPart part, SourceClient client, CancellationToken cancellationToken);

    /// <summary>An address below the source's root, or the one that the settings give.</summary>
    protected Uri Address(string below) => new(new Uri(new Uri(Settings.Address ?? Source.Address), "./").AbsoluteUri + below);

    private IEnumerable<FeedPart> Parts(string folder, DateTimeOffset hour)
    {
        var groups = Stations.Count == 0 ? [[]] : Stations.Chunk(StationsAtOnce).ToList();
        return groups.Select((stations, i) => new FeedPart(
            Storage.Observations,
            folder,
            $"{folder}{hour:HH}{(groups.Count > 1 ? $"-{i}" : "")}{Ending}",
            hour,
            hour + _delay)
        {
            Stations = stations.Length == 0 ? null : [.. stations.Select(s => s.SourceId)],
        });
    }
}
