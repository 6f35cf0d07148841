namespace WeatherKd.Storage;

/// <summary>The stations whose ids lie between two, in ordinal order.</summary>
/// <param name="From">First id, inclusive; null for no bound.</param>
/// <param name="To">Id that ends the range, exclusive; null for no bound.</param>
public sealed record StationRange(string? From, string? To)
{
    /// <summary>Every station.</summary>
    public static StationRange All { get; } = new(null, null);

    /// <summary>Whether a station belongs to it.</summary>
    public bool Contains(string station) => IsFrom(station) && (To is null || string.CompareOrdinal(station, To) < 0);

    /// <summary>Whether it may hold a station of those from one id to another, both included.</summary>
    public bool Meets(string first, string last) => IsFrom(last) && (To is null || string.CompareOrdinal(first, To) < 0);

    /// <inheritdoc/>
    public override string ToString() => (From, To) switch
    {
        (null, null) => "all stations",
        (null, _) => $"stations before {To}",
        (_, null) => $"stations from {From} on",
        _ => $"stations from {From} to before {To}",
    };

    private bool IsFrom(string station) => From is null || string.CompareOrdinal(station, From) >= 0;
}
