using WeatherKd.Storage;

namespace WeatherKd.NumericalModels;

/// <summary>
/// What has been stored of each run of a model, by month of the run: <c>pipeline/runs/&lt;model&gt;/&lt;yyyy-MM&gt;.json</c>. A run that arrives in
/// many files is complete once its leads and variables are there.
/// </summary>
public sealed class RunLedger(WeatherStorage storage, RunExpectations expectations)
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
    public async Task<IReadOnlyList<(DateTimeOffset Run, DateTimeOffset Since)>> IncompleteAsync(string model, CancellationToken cancellationToken)
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

    private static bool SameSet<T>(IReadOnlyList<T> old, IReadOnlyList<T> grown) => old.Count == grown.Count;

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
            var old = next.GetValueOrDefault(key) ?? new RunRecord([], [], arrivedAt, null, Incomplete: false);
            IReadOnlyList<int> leads = [.. old.Leads.Union(part.Leads).Order()];
            IReadOnlyList<string> variables = [.. old.Variables.Union(part.Variables, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
            var complete = old.CompleteAt ?? (wholeRuns || expectations.AreMet(leads, variables) ? arrivedAt : null);
            var grown = !SameSet(old.Leads, leads) || !SameSet(old.Variables, variables) || complete != old.CompleteAt;
            if (grown || !next.ContainsKey(key))
            {
                next[key] = old with { Leads = leads, Variables = variables, CompleteAt = complete };
                changed = true;
            }
        }

        return changed ? next : present!;
    }

    private Azure.Storage.Blobs.BlobClient Blob(string model, string month) => storage.Pipeline.GetBlobClient($"runs/{model}/{month}.json");

    private sealed record RunRecord(
        IReadOnlyList<int> Leads,
        IReadOnlyList<string> Variables,
        DateTimeOffset FirstAt,
        DateTimeOffset? CompleteAt,
        bool Incomplete);
}

/// <summary>What a file holds of one run.</summary>
/// <param name="Run">Start of the run.</param>
/// <param name="Leads">Lead times, in h.</param>
/// <param name="Variables">Variables of our table.</param>
public sealed record RunPart(DateTimeOffset Run, IReadOnlyCollection<int> Leads, IReadOnlyCollection<string> Variables);
