namespace WeatherKd.Storage;

/// <summary>A segment as it was listed.</summary>
/// <param name="Name">Name of its blob in <c>store</c>.</param>
/// <param name="Bytes">Its length.</param>
public sealed record Segment(string Name, long Bytes)
{
    /// <summary>The folder of its month, e.g. <c>observations/2021-01</c>.</summary>
    public string Folder => FolderOf(Name);

    /// <summary>Its month, e.g. <c>2021-01</c>.</summary>
    public string Month => MonthOf(Name);

    /// <summary>The folder of a segment's month.</summary>
    public static string FolderOf(string name) => name[..name.LastIndexOf('/')];

    /// <summary>The month of a segment.</summary>
    public static string MonthOf(string name) => FolderOf(name)[^"yyyy-MM".Length..];
}

/// <summary>A segment is not there any more: compaction has put it together with others since it was listed. Listing again helps.</summary>
public sealed class SegmentGoneException(
    string name,
    Exception inner) : IOException($"store/{name} was there when it was listed and is gone.", inner);
