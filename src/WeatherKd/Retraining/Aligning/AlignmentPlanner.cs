using System.Text.Json;
using Microsoft.Extensions.Options;
using WeatherKd.Alignment;
using WeatherKd.NumericalModels;
using WeatherKd.Series;
using WeatherKd.Storage;
using WeatherKd.Variables;

namespace WeatherKd.Retraining.Aligning;

/// <summary>Makes the plan by which a record is aligned.</summary>
public sealed class AlignmentPlanner(
    RecordSurvey survey,
    RunLedger ledger,
    IOptions<AlignmentOptions> alignment,
    IOptions<RetrainingOptions> retraining)
{
    /// <summary>Stations of a shard as a rule, where a station's month is no larger than most are.</summary>
    private const int MostStations = 64;

    private const int DayHours = 24;

    /// <summary>
    /// Bytes that the rows of a shard of the largest size may take while a month is read; an activity has several times as many in all.
    /// </summary>
    private const long ShardBytes = 96L << 20;

    /// <summary>Plans the alignment of a model's record.</summary>
    /// <returns>The plan, and its dataset's id; or why there is none, in a sentence.</returns>
    public async Task<(string Id, AlignmentPlan? Plan, string? Lack)> PlanAsync(string model, CancellationToken cancellationToken)
    {
        var options = alignment.Value;
        var observed = await survey.ObservationsAsync(cancellationToken);
        var issued = await survey.RunsAsync(model, cancellationToken);
        var rule = JsonSerializer.Serialize(options, WeatherJson.Compact);
        var id = ContentHash.Of(["shards 2", rule, model, .. Names(observed), .. Names(issued)])[..32];
        var stations = observed.SelectMany(m => m.Stations).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var runs = issued.SelectMany(m => m.Runs).Distinct().Order().ToList();
        var span = new RecordSpan(
            observed.Min(m => m.First),
            observed.Max(m => m.Last),
            runs.Count == 0 ? null : runs[0],
            issued.Max(m => m.LastValid),
            stations.Count);
        var origins = span.Origins(options);
        if (OriginPlan.Divide(origins, options) is not { } split)
        {
            var archive = await ArchiveAsync(model, runs, cancellationToken);
            return (id, null, span.Lack(options, retraining.Value.NeededBeside(archive)));
        }

        IReadOnlyList<string> targets;
        var variables = VariableTable.Default
            .InOrder(observed.SelectMany(m => m.Variables))
            .Where(v => VariableTable.Default[v].PartOf is null)
            .ToList();
        try
        {
            targets = DatasetVariables.ChooseTargets(variables, options);
        }
        catch (AlignmentException e)
        {
            return (id, null, e.Message);
        }

        var columns = issued.SelectMany(m => m.Columns).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var dataset = new DatasetDescription
        {
            Id = id,
            Model = model,
            Stations = stations,
            Inputs = DatasetVariables.InputsOf(variables, targets),
            TeacherVariables = TeacherStore.Wanted(columns, targets),
            Targets = targets,
            HistoryHours = options.HistoryHours,
            HorizonHours = options.HorizonHours,
            Split = split,
            OriginEveryHours = options.OriginEveryHours,
            Halvings = WindowShare.Of(Windows(observed, origins), options.MaximumWindows).Halvings,
            WindowCounts = new Dictionary<DatasetPart, int>(),
            NewestRun = runs.Count == 0 ? null : runs[^1].ToTime(),
            Archive = await ArchiveAsync(model, [.. runs.Where(r => r <= split.ArchiveEnd)], cancellationToken),
        };
        return (id, new AlignmentPlan
        {
            Dataset = dataset,
            Options = options,
            Span = span,
            TeacherColumns = columns,
            LongestLead = issued.Select(m => m.LongestLead).DefaultIfEmpty().Max(),
            Shards = StationShards.Divide(stations, StationsOfShard(observed, issued, columns.Count)),
            Spans = Spans(origins, options, span, observed, issued),
            Observed = [.. observed.SelectMany(m => m.Segments)],
            Issued = [.. issued.SelectMany(m => m.Segments)],
        }, null);
    }

    private async Task<TeacherArchiveDescription?> ArchiveAsync(string model, List<Hour> runs, CancellationToken cancellationToken)
    {
        if (runs.Count == 0)
        {
            return null;
        }

        var versions = await ledger.VersionsAsync(model, runs[0].ToTime(), runs[^1].ToTime(), cancellationToken);
        var change = ModelVersions.LastChange(versions);
        var own = change is null ? runs : [.. runs.Where(r => r.ToTime() > change.Run)];
        return new TeacherArchiveDescription(model, own.Count, own[0].ToTime(), own[^1].ToTime())
        {
            Version = versions.TryGetValue(own[^1].ToTime(), out var told) ? ModelVersions.Name(told) : null,
            LeftOut = change is null
                ? null
                : $"The teacher's archive of before {UtcTime.Format(own[0].ToTime())} is left out: its runs were made by another version "
                    + $"of the model ({ModelVersions.Name(change.Before)}; now {ModelVersions.Name(change.After)}).",
        };
    }

    private static IEnumerable<string> Names<TMonth>(IEnumerable<TMonth> months)
        where TMonth : ISurveyedMonth<TMonth> => months.SelectMany(m => m.Segments).Select(s => s.Name);

    /// <summary>Windows that there are at most: every origin of a month at every station that is observed in it.</summary>
    private static long Windows(IReadOnlyList<ObservedMonth> observed, IReadOnlyList<Hour> origins)
    {
        var originsOfMonth = origins.CountBy(o => SegmentWriter.MonthName(o.ToTime()))
            .ToDictionary(m => m.Key, m => m.Value, StringComparer.Ordinal);
        return observed.Where(m => m.Segments.Count > 0)
            .Sum(m => (long)m.Stations.Count * originsOfMonth.GetValueOrDefault(m.Segments[0].ToSegment().Month));
    }

    /// <summary>
    /// As many stations as have their rows of a month in the memory that an activity may take; a power of two, so that a record that grows
    /// by a little divides as before.
    /// </summary>
    private static int StationsOfShard(IReadOnlyList<ObservedMonth> observed, IReadOnlyList<IssuedMonth> issued, int columns)
    {
        // A row has its keys, and for each column a number and a flag, and of runs once more a number for each hour.
        var stations = Math.Max(1, observed.Max(m => m.Stations.Count));
        var observedRows = observed.Max(m => m.Rows / Math.Max(1, m.Stations.Count));
        var issuedRows = issued.Select(m => m.Rows / stations).DefaultIfEmpty().Max();
        var variables = observed.Max(m => m.Variables.Count);
        var bytes = Math.Max(1, Math.Max(observedRows * (48 + (17L * variables)), issuedRows * (56 + (25L * columns))));
        var most = MostStations;
        while (most > 1 && 2 * most * bytes > ShardBytes)
        {
            most /= 2;
        }

        return most;
    }

    private static List<PlannedSpan> Spans(
        IReadOnlyList<Hour> origins,
        AlignmentOptions options,
        RecordSpan span,
        IReadOnlyList<ObservedMonth> observed,
        IReadOnlyList<IssuedMonth> issued)
    {
        var first = Hour.Min(origins[0], span.FirstRun ?? Hour.MaxValue);
        var last = Hour.Max(origins[^1], span.LastForecast ?? Hour.MinValue);

        // A window is whole when its horizon has been observed, and the observations of the day are still coming.
        var complete = (span.LastObserved ?? Hour.MinValue) - options.HorizonHours - DayHours;
        var spans = new List<PlannedSpan>();
        foreach (var (from, to) in PlannedSpan.Divide(first, last, complete))
        {
            var planned = new PlannedSpan(
                from,
                to,
                HasWindows: from <= origins[^1]
                    && to >= origins[0]
                    && observed.Any(m => m.First <= to + options.HorizonHours && m.Last > from),
                HasSeries: issued.Any(m => m.Runs[0] <= to && m.LastValid >= from));
            if (planned.HasWindows || planned.HasSeries)
            {
                spans.Add(planned);
            }
        }

        return spans;
    }
}
