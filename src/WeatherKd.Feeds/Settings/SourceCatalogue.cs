namespace WeatherKd.Feeds.Settings;

/// <summary>
/// The sources that are known. Another is added by an entry of <see cref="ModelSources"/> or <see cref="ObservationSources"/>; a new form
/// of asking also by a class among the feeds.
/// </summary>
public static class SourceCatalogue
{
    /// <summary>All sources, models first.</summary>
    public static IReadOnlyList<SourceDefinition> All { get; } = [.. ModelSources.All, .. ObservationSources.All];

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => All.Select(s => s.Name);

    /// <summary>The source of a name; null where there is none.</summary>
    public static SourceDefinition? Find(string name) => All.FirstOrDefault(s => s.Name == name);

    /// <summary>The source of a feed that has been validated.</summary>
    public static SourceDefinition Of(FeedSettings feed) => Find(feed.Source)!;
}
