using Azure.Storage.Blobs.Models;
using WeatherKd.Storage;

namespace WeatherKd.Forecasting.Archive;

/// <summary>
/// A file of the archive and the span in which its forecasts were issued, kept in the blob's metadata so that a moment is found without
/// opening a day's files.
/// </summary>
/// <param name="Name">Name of the blob.</param>
/// <param name="First">Issue time of its oldest forecast, or the beginning of its day.</param>
/// <param name="Last">Issue time of its newest forecast, or the end of its day.</param>
internal sealed record ArchiveFile(string Name, DateTimeOffset First, DateTimeOffset Last)
{
    private const string FirstIssued = "first_issued";
    private const string LastIssued = "last_issued";

    /// <summary>The metadata of a file with these forecasts.</summary>
    public static Dictionary<string, string> MetadataOf(IReadOnlyList<IssuedForecast> forecasts) => new(StringComparer.Ordinal)
    {
        [FirstIssued] = UtcTime.Format(forecasts.Min(f => f.IssuedAt)),
        [LastIssued] = UtcTime.Format(forecasts.Max(f => f.IssuedAt)),
    };

    /// <summary>A listed file. One that was copied without its metadata may hold any moment of its day.</summary>
    public static ArchiveFile Of(BlobItem blob, DateOnly day)
    {
        var midnight = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        return new ArchiveFile(blob.Name, Time(blob, FirstIssued) ?? midnight, Time(blob, LastIssued) ?? midnight.AddDays(1));
    }

    private static DateTimeOffset? Time(BlobItem blob, string name) =>
        blob.Metadata.TryGetValue(name, out var text) && UtcTime.TryParse(text, out var time) ? time : null;
}
