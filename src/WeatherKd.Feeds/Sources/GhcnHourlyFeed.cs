using System.Runtime.CompilerServices;
using System.Text;
using Azure.Storage.Blobs.Models;
using WeatherKd.Feeds.Content;
using WeatherKd.Feeds.Parts;
using WeatherKd.Feeds.Requests;
using WeatherKd.Feeds.Settings;
using WeatherKd.Storage;

namespace WeatherKd.Feeds.Sources;

/// <summary>
/// NOAA's GHCNh, a file for each station and year. Past years are fetched once; the file of this year, and in January that of last year, is
/// asked for each day whether it has changed, and a newer version becomes a blob of its own
/// beside the older one, named by its date.
/// </summary>
public sealed class GhcnHourlyFeed(FeedSettings settings, WeatherStorage storage) : ObservationFeed(settings, storage), IFeed
{
    private const long MostBytes = 256 << 20;

    /// <summary>The files change once a day at most, and a look lists what is there of each year.</summary>
    public TimeSpan Interval => TimeSpan.FromHours(6);

    /// <inheritdoc/>
    public override async IAsyncEnumerable<PartGroup> GroupsAsync(
        DateTimeOffset now,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var first = now.AddDays(-Settings.HistoryDays).Year;
        for (var year = now.Year; year >= first; year--)
        {
            var folder = $"{Settings.Name}/{year}/";
            var isUpdated = year == now.AddDays(-31).Year || year == now.Year;
            var parts = new List<FeedPart>();
            var there = await NewestAsync(folder, cancellationToken);
            foreach (var station in Stations)
            {
                var newest = there.GetValueOrDefault(station.Id);
                if (newest is null || (isUpdated && newest.Properties.LastModified < now.AddHours(-20)))
                {
                    // Named after the day that is asked for, where the source does not say when it changed its file.
                    var name = $"{folder}{station.Id}.{now:yyyyMMdd}.psv";
                    parts.Add(new FeedPart(Storage.Observations, folder, name, new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero), now)
                    {
                        Field = station.Id,
                        Stations = [station.SourceId],
                        KnownTag = newest?.Metadata.TryGetValue(Provenance.TagKey, out var tag) == true ? tag : null,
                        KnownDate = newest?.Metadata.TryGetValue(Provenance.ModifiedKey, out var date) == true
                            && UtcTime.TryParse(date, out var time)
                            ? time
                            : null,
                    });
                }
            }

            yield return new PartGroup(folder, new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero), parts, !isUpdated)
            {
                IsUpdated = isUpdated,
            };
        }
    }

    /// <inheritdoc/>
    public override Task<PartPlan?> PlanAsync(FeedPart part, SourceClient client, CancellationToken cancellationToken)
    {
        var source = part.Stations![0];
        var address = Address($"access/by-year/{part.At.Year}/psv/GHCNh_{source}_{part.At.Year}.psv");
        return Task.FromResult<PartPlan?>(new PartPlan(address, ContentKind.Text)
        {
            MostBytes = MostBytes,
            NameBy = answer => answer.Modified is { } modified
                ? $"{part.Group}{part.Field}.{modified.UtcDateTime:yyyyMMdd'T'HHmmss}.psv"
                : part.Name,
            Rewrite = (input, output, _) => RenameAsync(input, output, source, part.Field!),
        });
    }

    /// <summary>Puts our id in the place of the source's at the beginning of each line; where both are the same, nothing changes.</summary>
    internal static async Task<bool> RenameAsync(Stream input, Stream output, string source, string ours)
    {
        using var lines = new StreamReader(input, Encoding.Latin1);
        await using var renamed = new StreamWriter(output, Encoding.Latin1, leaveOpen: true) { NewLine = "\n" };
        var header = await lines.ReadLineAsync() ?? "";
        if (!header.StartsWith("STATION|", StringComparison.Ordinal) && !header.StartsWith("Station_ID|", StringComparison.Ordinal))
        {
            throw new SourceException(
                $"The file does not begin with STATION| or Station_ID| as GHCNh does, but with "
                + $"'{(header.Length > 40 ? header[..40] : header)}'.");
        }

        await renamed.WriteLineAsync(header);
        var any = false;
        while (await lines.ReadLineAsync() is { } line)
        {
            await renamed.WriteLineAsync(line.StartsWith(source + "|", StringComparison.Ordinal)
                ? string.Concat(ours, line.AsSpan(source.Length))
                : line);
            any = true;
        }

        return any;
    }

    /// <summary>The newest blob of each station in a folder; storage lists by name, and so by station and day.</summary>
    private async Task<Dictionary<string, BlobItem>> NewestAsync(string folder, CancellationToken cancellationToken)
    {
        var newest = new Dictionary<string, BlobItem>(StringComparer.Ordinal);
        await foreach (var blob in Storage.Observations.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, folder, cancellationToken))
        {
            // <station>.<day>.psv or <station>.<day>T<time>.psv; an id may have dots too.
            var name = blob.Name[folder.Length..];
            var end = name.EndsWith(".psv", StringComparison.Ordinal) ? name.LastIndexOf('.', name.Length - 5) : -1;
            if (end > 0)
            {
                newest[name[..end]] = blob;
            }
        }

        return newest;
    }
}
