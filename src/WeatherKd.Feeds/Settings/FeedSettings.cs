namespace WeatherKd.Feeds.Settings;

/// <summary>
/// What one feed fetches: an entry of <c>feeds.json</c>. What is not given is as the source's definition has it
/// (<see cref="SourceCatalogue"/>).
/// </summary>
public sealed record FeedSettings
{
    /// <summary>
    /// The feed's own name, unique in the file; 1–64 letters, digits, <c>-</c>, <c>_</c> or <c>.</c>. Folder of its observation blobs.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>Name of the source (<see cref="SourceCatalogue.Names"/>).</summary>
    public required string Source { get; init; }

    /// <summary>Whether the feed is run. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Name of the numerical model, the first folder of its blobs. Default the feed's name. Model feeds only.</summary>
    public string? Model { get; init; }

    /// <summary>Variables by our names. Default temperature, humidity and wind. Model feeds only.</summary>
    public IReadOnlyList<string>? Variables { get; init; }

    /// <summary>Leads. Model feeds only; the default is the source's.</summary>
    public LeadRange? Leads { get; init; }

    /// <summary>
    /// Hours of the day, UTC, at which the runs start that are wanted. Range 0–23. Default all of the source. Model feeds only.
    /// </summary>
    public IReadOnlyList<int>? Runs { get; init; }

    /// <summary>Stations as <c>id</c> or <c>id=id of the source</c>. Observation feeds only.</summary>
    public IReadOnlyList<string>? Stations { get; init; }

    /// <summary>South, west, north, east in degrees; instead of stations, where the source can be asked so (METAR).</summary>
    public IReadOnlyList<double>? Area { get; init; }

    /// <summary>
    /// Time after a run's start, or after an hour of observations, before which it is not asked for. Range 0–2 days. Default the source's.
    /// </summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>
    /// Days back from now whose runs or observations are wanted; of a model 0 is the newest run alone. Range 0–3660. Default 1.
    /// </summary>
    public int HistoryDays { get; init; } = 1;

    /// <summary>
    /// Age at which blobs that this feed wrote are deleted; null, the default, keeps them. Range at least 7 days and longer than
    /// <see cref="HistoryDays"/>. What is deleted cannot be read again for a station
    /// that comes later, nor after a change of format.
    /// </summary>
    public TimeSpan? Retention { get; init; }

    /// <summary>
    /// Address instead of the source's own: the root below which its files lie, or for the generic sources the template of a file's
    /// address.
    /// </summary>
    public string? Address { get; init; }

    /// <summary>Template of the index's address, for the generic model source; null where whole files are fetched.</summary>
    public string? IndexAddress { get; init; }

    /// <summary>Form of that index: <c>idx</c> (wgrib2) or <c>mars</c> (ECMWF's JSON lines).</summary>
    public string? Index { get; init; }

    /// <summary>
    /// How the generic model source calls each variable: lines of the index such as <c>TMP:2 m above ground</c>, or what <c>{variable}</c>
    /// stands for in the address.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Fields { get; init; }

    /// <summary>Name under which the key is configured (<c>Feeds:Keys:NAME</c>). Default the source's. Never the key itself.</summary>
    public string? Key { get; init; }

    /// <summary>Requests a second at most. Range 0.01–100. Default the source's.</summary>
    public double? RequestsPerSecond { get; init; }

    /// <summary>Requests at once at most. Range 1–16. Default the source's.</summary>
    public int? Parallelism { get; init; }

    /// <summary>Attribution that the generic sources' terms ask for; others have their own.</summary>
    public string? Attribution { get; init; }
}
