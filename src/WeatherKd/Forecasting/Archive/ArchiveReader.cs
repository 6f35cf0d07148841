using System.Globalization;
using Azure.Storage.Blobs.Models;
using WeatherKd.Alignment;
using WeatherKd.Storage;

namespace WeatherKd.Forecasting.Archive;

/// <summary>Reads issued forecasts back, each once, however often it was written.</summary>
public sealed class ArchiveReader(WeatherStorage storage, WorkFolder folder)
{
    /// <summary>Reads the forecasts of some issue days, file by file, in the order in which they were written.</summary>
    /// <param name="kind"><see cref="ForecastArchive.Issued"/> or <see cref="ForecastArchive.Shadow"/>.</param>
    /// <param name="from">First issue day.</param>
    /// <param name="to">Last issue day.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<ArchivedRow> ReadAsync(
        string kind,
        DateOnly from,
        DateOnly to,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<(string, int, string, string?, string?, string, int)>();
        await foreach (var day in DaysAsync(kind, cancellationToken))
        {
            if (day < from || day > to)
            {
                continue;
            }

            await foreach (var blob in storage.Archive.GetBlobsAsync(BlobTraits.None, BlobStates.None, $"{kind}/{day:yyyy-MM-dd}/", cancellationToken))
            {
                await foreach (var rows in ReadAsync(blob.Name, cancellationToken))
                {
                    foreach (var row in rows)
                    {
                        if (seen.Add((row.Station, row.Origin, row.Student, row.Run, row.LastObservation, row.Variable, row.Lead)))
                        {
                            yield return row;
                        }
                    }
                }
            }
        }
    }

    /// <summary>The issue days that there are, ascending.</summary>
    public async IAsyncEnumerable<DateOnly> DaysAsync(string kind, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var item in storage.Archive.GetBlobsByHierarchyAsync(BlobTraits.None, BlobStates.None, "/", kind + "/", cancellationToken))
        {
            if (item.IsPrefix
                && DateOnly.TryParseExact(item.Prefix.AsSpan(kind.Length + 1).TrimEnd('/'), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                yield return day;
            }
        }
    }

    private async IAsyncEnumerable<IEnumerable<ArchivedRow>> ReadAsync(
        string name, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var path = folder.NewPath();
        try
        {
            await storage.Archive.GetBlobClient(name).DownloadToAsync(path, cancellationToken);
            await using var stream = File.OpenRead(path);
            await foreach (var columns in ParquetColumns.ReadGroupsAsync(stream, wanted: null, cancellationToken))
            {
                yield return Rows(columns);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static IEnumerable<ArchivedRow> Rows(ParquetColumns columns)
    {
        var stations = columns.Text(ArchiveColumns.Station);
        var origins = columns.Times(ArchiveColumns.Origin);
        var issuedAt = columns.Times(ArchiveColumns.IssuedAt);
        var students = columns.Text(ArchiveColumns.Student);
        var runs = columns.Text(ArchiveColumns.Run);
        var observed = columns.Text(ArchiveColumns.LastObservation);
        var variables = columns.Text(ArchiveColumns.Variable);
        var leads = columns.WholeNumbers(ArchiveColumns.Lead);
        var means = columns.Numbers(ArchiveColumns.Mean);
        var teachers = columns.Numbers(ArchiveColumns.Teacher);
        return Enumerable.Range(0, columns.Count).Select(i => new ArchivedRow(
            stations[i]!, HourIndex.Floor(origins[i]), issuedAt[i], students[i]!, runs[i], observed[i], variables[i]!, leads[i], means[i], teachers[i]));
    }
}

/// <summary>One archived value.</summary>
/// <param name="Station">The station's id.</param>
/// <param name="Origin">Forecast origin (<see cref="HourIndex"/>).</param>
/// <param name="IssuedAt">When it was issued.</param>
/// <param name="Student">Id of the student.</param>
/// <param name="Run">Newest model run used, as text; null where none was.</param>
/// <param name="LastObservation">Valid time of the newest observation used, as text; null where there was none.</param>
/// <param name="Variable">The variable.</param>
/// <param name="Lead">Lead time, in h, from 1.</param>
/// <param name="Forecast">Expected value; not a number where there is none.</param>
/// <param name="Teacher">The numerical model beside it; not a number where it has none.</param>
public readonly record struct ArchivedRow(
    string Station,
    int Origin,
    DateTimeOffset IssuedAt,
    string Student,
    string? Run,
    string? LastObservation,
    string Variable,
    int Lead,
    double Forecast,
    double Teacher);
