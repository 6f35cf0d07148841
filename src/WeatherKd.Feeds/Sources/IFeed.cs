using WeatherKd.Feeds.Parts;
using WeatherKd.Feeds.Requests;
using WeatherKd.Feeds.Settings;

namespace WeatherKd.Feeds.Sources;

/// <summary>
/// A feed: what a source publishes, how a part of it is asked for, and what it is called as a blob. All else is the same for all feeds.
/// </summary>
public interface IFeed
{
    /// <summary>The feed's settings.</summary>
    FeedSettings Settings { get; }

    /// <summary>Least time between two looks. Default 5 minutes.</summary>
    TimeSpan Interval => TimeSpan.FromMinutes(5);

    /// <summary>
    /// What can be published at a time, the newest run or hour first and within it in the order in which it comes. What cannot be there yet
    /// is left out, so that nobody asks for it.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Stops a look into storage.</param>
    IAsyncEnumerable<PartGroup> GroupsAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Finds out how a part is asked for; null where it is not published, or not yet.</summary>
    /// <param name="part">The part.</param>
    /// <param name="client">The source, for its index.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="SourceException">The source failed, or its index cannot be used.</exception>
    Task<PartPlan?> PlanAsync(FeedPart part, SourceClient client, CancellationToken cancellationToken);
}

/// <summary>Parts that belong together: a run of a model, or a day of observations.</summary>
/// <param name="Name">Its name: the folder of its blobs, with a slash at the end.</param>
/// <param name="At">Start of the run or the day.</param>
/// <param name="Parts">The parts that can be there by now, in the order in which they come.</param>
/// <param name="IsWhole">Whether these are all that there will ever be.</param>
public sealed record PartGroup(string Name, DateTimeOffset At, IReadOnlyList<FeedPart> Parts, bool IsWhole)
{
    /// <summary>
    /// Whether parts can be there for ever new versions, so that the group is looked at again although all its blobs exist.
    /// </summary>
    public bool IsUpdated { get; init; }
}
