using Azure.Storage.Blobs;

namespace WeatherKd.Feeds.Parts;

/// <summary>One blob that a feed writes.</summary>
/// <param name="Container">Its container.</param>
/// <param name="Group">What it belongs to, the folder of its blob with a slash at the end: a run, or a day of observations.</param>
/// <param name="Name">Name of the blob, below the group.</param>
/// <param name="At">Start of the run, or the hour of the observations.</param>
/// <param name="DueAt">Time before which it cannot be there, and is not asked for.</param>
public sealed record FeedPart(BlobContainerClient Container, string Group, string Name, DateTimeOffset At, DateTimeOffset DueAt)
{
    /// <summary>Lead in h; 0 of observations.</summary>
    public int Lead { get; init; }

    /// <summary>The field, where each has a file of its own; null elsewhere.</summary>
    public string? Field { get; init; }

    /// <summary>What the source calls the stations of this part; null where it holds all or none.</summary>
    public IReadOnlyList<string>? Stations { get; init; }

    /// <summary>Tag of the version that is there already, where a source publishes newer ones under one address.</summary>
    public string? KnownTag { get; init; }

    /// <summary>Date of that version.</summary>
    public DateTimeOffset? KnownDate { get; init; }

    /// <summary>The blob.</summary>
    public BlobClient Blob => Container.GetBlobClient(Name);
}
