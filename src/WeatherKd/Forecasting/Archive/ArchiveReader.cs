using System.Globalization;
using System.Runtime.CompilerServices;
using Azure.Storage.Blobs.Models;
using WeatherKd.Storage;

namespace WeatherKd.Forecasting.Archive;

/// <summary>Reads issued forecasts back, each once, however often it was written.</summary>
public sealed class ArchiveReader(WeatherStorage storage, WorkFolder folder)
{
    /// <summary>How long before a moment a forecast may have been issued and still count as the one of that moment.</summary>
    public static readonly TimeSpan LongestAge = TimeSpan.FromHours(48);

    /// <summary>Reads the forecasts of some issue days, file by file, in the order in which they were written.</summary>
    /// <param name="kind"><see cref="ForecastArchive.Issued"/> or <see cref="ForecastArchive.Shadow"/>.</param>
    /// <param name="from">First issue day.</param>
    /// <param name="to">Last issue day.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<IssuedForecast> ReadAsync(
        string kind,
        DateOnly from,
        DateOnly to,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<(string, DateTimeOffset, string, DateTimeOffset?, DateTimeOffset?)>();
        await foreach (var file in FilesAsync(kind, from, to, cancellationToken))
        {
            await foreach (var forecast in ReadAsync(file.Name, wanted: null, cancellationToken))
            {
                if (seen.Add((forecast.Station, forecast.Origin, forecast.Student, forecast.Run, forecast.LastObservation)))
                {
                    yield return forecast;
                }
            }
        }
    }

    /// <summary>
    /// The forecast of each station as it stood at a moment: the newest that had been issued by then, exactly as it was issued.
    /// </summary>
    /// <param name="stations">Ids of stations.</param>
    /// <param name="asOf">The moment.</param>
    /// <param name="student">Id of a student: its forecasts alone, a challenger's included; null for those that the service showed.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>By station; one for which nothing was issued within <see cref="LongestAge"/> before the moment is not there.</returns>
    public async Task<IReadOnlyDictionary<string, IssuedForecast>> AsOfAsync(
        IReadOnlyCollection<string> stations, DateTimeOffset asOf, string? student, CancellationToken cancellationToken)
    {
        var wanted = stations.ToHashSet(StringComparer.Ordinal);
        var earliest = asOf.UtcTicks > LongestAge.Ticks ? asOf - LongestAge : DateTimeOffset.MinValue;
        var files = new List<ArchiveFile>();
        foreach (var kind in student is null ? [ForecastArchive.Issued] : new[] { ForecastArchive.Issued, ForecastArchive.Shadow })
        {
            files.AddRange(await FilesAsync(kind, DayOf(earliest), DayOf(asOf), cancellationToken)
                .Where(f => f.First <= asOf && f.Last >= earliest)
                .ToListAsync(cancellationToken));
        }

        var found = new Dictionary<string, IssuedForecast>(StringComparer.Ordinal);
        foreach (var file in files.OrderByDescending(f => f.Last))
        {
            if (wanted.All(s => found.TryGetValue(s, out var best) && best.IssuedAt >= file.Last))
            {
                break;
            }

            await foreach (var forecast in ReadAsync(file.Name, wanted, cancellationToken))
            {
                if (forecast.IssuedAt <= asOf
                    && forecast.IssuedAt >= earliest
                    && (student is null || forecast.Student == student)
                    && (!found.TryGetValue(forecast.Station, out var best) || best.IssuedAt < forecast.IssuedAt))
                {
                    found[forecast.Station] = forecast;
                }
            }
        }

        return found;
    }

    /// <summary>The issue days that there are, ascending.</summary>
    public async IAsyncEnumerable<DateOnly> DaysAsync(string kind, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in storage.Archive.GetBlobsByHierarchyAsync(
            BlobTraits.None,
            BlobStates.None,
            "/",
            kind + "/",
            cancellationToken))
        {
            if (item.IsPrefix
                && DateOnly.TryParseExact(
                    item.Prefix.AsSpan(kind.Length + 1).TrimEnd('/'),
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var day))
            {
                yield return day;
            }
        }
    }

    private static DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    private async IAsyncEnumerable<ArchiveFile> FilesAsync(
        string kind,
        DateOnly from,
        DateOnly to,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var day in DaysAsync(kind, cancellationToken))
        {
            if (day < from || day > to)
            {
                continue;
            }

            await foreach (var blob in storage.Archive.GetBlobsAsync(
                BlobTraits.Metadata,
                BlobStates.None,
                $"{kind}/{day:yyyy-MM-dd}/",
                cancellationToken))
            {
                yield return ArchiveFile.Of(blob, day);
            }
        }
    }

    private async IAsyncEnumerable<IssuedForecast> ReadAsync(
        string name,
        HashSet<string>? wanted,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = folder.NewPath();
        try
        {
            await storage.Archive.GetBlobClient(name).DownloadToAsync(path, cancellationToken);
            await using var stream = File.OpenRead(path);
            if (wanted is not null && !await HoldsAsync(stream, wanted, cancellationToken))
            {
                yield break;
            }

            await foreach (var rows in ParquetColumns.ReadGroupsAsync(stream, wanted: null, cancellationToken))
            {
                foreach (var forecast in ArchiveColumns.ToForecasts(rows).Where(f => wanted?.Contains(f.Station) ?? true))
                {
                    yield return forecast;
                }
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Looks at one column before all are read: most files of a day are about other stations.</summary>
    private static async Task<bool> HoldsAsync(Stream stream, HashSet<string> stations, CancellationToken cancellationToken)
    {
        await foreach (var rows in ParquetColumns.ReadGroupsAsync(stream, name => name == ArchiveColumns.Station, cancellationToken))
        {
            if (Array.Exists(rows.Text(ArchiveColumns.Station), s => stations.Contains(s!)))
            {
                return true;
            }
        }

        return false;
    }
}
