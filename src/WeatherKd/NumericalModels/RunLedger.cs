using WeatherKd.Series;
using WeatherKd.Storage;

namespace WeatherKd.NumericalModels;

/// <summary>
/// What has been stored of each run of a model, by month of the run: <c>pipeline/runs/&lt;model&gt;/&lt;yyyy-MM&gt;.json</c>. A run that
/// arrives in many files is complete once its leads and variables are there.
/// </summary>
public sealed class RunLedger(WeatherStorage storage, RunCompleteness completeness)
{
    /// <summary>Notes stored parts of runs.</summary>
    /// <param name="model">The model.</param>
    /// <param name="parts">What one file held, one entry a run.</param>
    /// <param name="wholeRuns">Whether the file's format delivers whole runs.</param>
    /// <param name="arrivedAt">When the file arrived.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The runs of this file that are now complete, ascending.</returns>
    public async Task<IReadOnlyList<DateTimeOffset>> NoteAsync(
        string model,
        IReadOnlyCollection<RunPart> parts,
        bool wholeRuns,
        DateTimeOffset arrivedAt,
        CancellationToken cancellationToken)
    {
        var complete = new List<DateTimeOffset>();
        foreach (var month in parts.GroupBy(p => SegmentWriter.MonthName(p.Run), StringComparer.Ordinal))
        {
            var ledger = await Blob(model, month.Key).UpdateJsonAsync<Dictionary<string, RunRecord>>(
                present => Merge(present, month, wholeRuns, arrivedAt),
                cancellationToken);
            complete.AddRange(month.Where(p => ledger[UtcTime.Format(p.Run)].CompleteAt is not null).Select(p => p.Run));
        }

        complete.Sort();
        return complete;
    }

    /// <summary>All runs of a model that are not complete, with when their first part arrived.</summary>
    public async Task<IReadOnlyList<(DateTimeOffset Run, DateTimeOffset Since)>> IncompleteAsync(
        string model,
        CancellationToken cancellationToken)
    {
        var found = new List<(DateTimeOffset, DateTimeOffset)>();
        await foreach (var blob in storage.Pipeline.GetBlobsAsync(
            Azure.Storage.Blobs.Models.BlobTraits.None, Azure.Storage.Blobs.Models.BlobStates.None, $"runs/{model}/", cancellationToken))
        {
            var ledger = await storage.Pipeline.GetBlobClient(blob.Name).TryReadJsonAsync<Dictionary<string, RunRecord>>(cancellationToken);
            foreach (var (run, record) in ledger?.Value ?? [])
            {
                if (record.CompleteAt is null && UtcTime.TryParse(run, out var time))
                {
                    found.Add((time, record.FirstAt));
                }
            }
        }

        return found;
    }

    /// <summary>What made the runs of a model, as their files state it; runs whose files do not are left out.</summary>
    /// <param name="model">The model.</param>
    /// <param name="from">Earliest start of a run.</param>
    /// <param name="to">Latest start of a run.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task<IReadOnlyDictionary<DateTimeOffset, IReadOnlyList<string>>> VersionsAsync(
        string model,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken)
    {
        var versions = new SortedDictionary<DateTimeOffset, IReadOnlyList<string>>();
        for (var month = new DateTimeOffset(from.Year, from.Month, 1, 0, 0, 0, TimeSpan.Zero); month <= to; month = month.AddMonths(1))
        {
            var ledger = await Blob(
                model,
                SegmentWriter.MonthName(month)).TryReadJsonAsync<Dictionary<string, RunRecord>>(cancellationToken);
            foreach (var (run, record) in ledger?.Value ?? [])
            {
                if (record.Versions is { Count: > 0 } told && UtcTime.TryParse(run, out var time) && time >= from && time <= to)
                {
                    versions.Add(time, told);
                }
            }
        }

        return versions;
    }

    /// <summary>Declares a run complete although parts are missing.</summary>
    public Task CloseAsync(string model, DateTimeOffset run, DateTimeOffset at, CancellationToken cancellationToken) =>
        Blob(model, SegmentWriter.MonthName(run)).UpdateJsonAsync<Dictionary<string, RunRecord>>(
            present =>
            {
                var key = UtcTime.Format(run);
                if (present is null || !present.TryGetValue(key, out var record) || record.CompleteAt is not null)
                {
                    return present ?? [];
                }

                return new(present, StringComparer.Ordinal) { [key] = record with { CompleteAt = at, Incomplete = true } };
            },
            cancellationToken);

    /// <summary>Leads by variable, with those of a file added. Sets only grow, so equal sizes mean that nothing is new.</summary>
    private static SortedDictionary<string, IReadOnlyList<int>> Union(IReadOnlyDictionary<string, IReadOnlyList<int>> old, RunPart part)
    {
        var union = new SortedDictionary<string, IReadOnlyList<int>>(old.ToDictionary(), StringComparer.Ordinal);
        foreach (var (variable, leads) in part.Leads)
        {
            union[variable] = [.. union.GetValueOrDefault(variable, []).Union(leads).Order()];
        }

        return union;
    }

    private Dictionary<string, RunRecord> Merge(
        Dictionary<string, RunRecord>? present,
        IEnumerable<RunPart> parts,
        bool wholeRuns,
        DateTimeOffset arrivedAt)
    {
        var next = new Dictionary<string, RunRecord>(present ?? [], StringComparer.Ordinal);
        var changed = present is null;
        foreach (var part in parts)
        {
            var key = UtcTime.Format(part.Run);
            var old = next.GetValueOrDefault(key)
                ?? new RunRecord(new Dictionary<string, IReadOnlyList<int>>(), arrivedAt, null, Incomplete: false, Versions: []);
            var leads = Union(old.Leads, part);
            var stored = leads.ToDictionary(l => l.Key, l => (IReadOnlyCollection<int>)l.Value, StringComparer.Ordinal);
            var complete = old.CompleteAt ?? (wholeRuns || completeness.IsComplete(stored) ? arrivedAt : null);
            IReadOnlyList<string> versions =
            [
                .. (old.Versions ?? []).Union(part.Versions, StringComparer.Ordinal).Order(StringComparer.Ordinal)
            ];
            var grown = leads.Sum(l => l.Value.Count) != old.Leads.Sum(l => l.Value.Count)
                || complete != old.CompleteAt
                || versions.Count != (old.Versions?.Count ?? 0);
            if (grown || !next.ContainsKey(key))
            {
                next[key] = old with { Leads = leads, CompleteAt = complete, Versions = versions };
                changed = true;
            }
        }

        return changed ? next : present!;
    }

    private Azure.Storage.Blobs.BlobClient Blob(string model, string month) => storage.Pipeline.GetBlobClient($"runs/{model}/{month}.json");

    private sealed record RunRecord(
        IReadOnlyDictionary<string, IReadOnlyList<int>> Leads,
        DateTimeOffset FirstAt,
        DateTimeOffset? CompleteAt,
        bool Incomplete,
        IReadOnlyList<string>? Versions);
}

/// <summary>What a file holds of one run.</summary>
/// <param name="Run">Start of the run.</param>
/// <param name="Leads">Lead times of each variable, in h.</param>
/// <param name="Versions">What made it (<see cref="Rows.Versions"/>).</param>
public sealed record RunPart(
    DateTimeOffset Run,
    IReadOnlyDictionary<string, IReadOnlyCollection<int>> Leads,
    IReadOnlyCollection<string> Versions);
