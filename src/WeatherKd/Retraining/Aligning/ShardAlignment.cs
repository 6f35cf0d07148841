using System.Globalization;
using WeatherKd.Alignment;
using WeatherKd.NumericalModels;
using WeatherKd.Observations;
using WeatherKd.Storage;

namespace WeatherKd.Retraining.Aligning;

/// <summary>
/// Aligns one shard of stations, span by span of the plan. A part whose inputs have not changed since it was written is kept: its name is
/// the hash of all that went in.
/// </summary>
internal sealed class ShardAlignment
{
    private const string CountsKey = "counts", GroupKey = "group", EnteredKey = "entered", FlaggedKey = "flagged";

    private readonly AlignmentPlan _plan;
    private readonly int _shard;
    private readonly PartBlobs _blobs;
    private readonly WorkFolder _folder;
    private readonly ShardRecord _record;
    private readonly WindowShare _share;
    private readonly string _rule;

    /// <summary>Prepares a shard.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="shard">Number of the shard in the plan.</param>
    /// <param name="blobs">Receives the parts.</param>
    /// <param name="folder">For parts while they are written.</param>
    /// <param name="observations">The observations.</param>
    /// <param name="teacher">The runs.</param>
    public ShardAlignment(
        AlignmentPlan plan,
        int shard,
        PartBlobs blobs,
        WorkFolder folder,
        ObservationStore observations,
        TeacherStore teacher)
    {
        (_plan, _shard, _blobs, _folder) = (plan, shard, blobs, folder);
        _record = new ShardRecord(plan, plan.Shards[shard], observations, teacher);
        var d = plan.Dataset;
        _share = new WindowShare(d.Halvings);
        _rule = string.Create(
            CultureInfo.InvariantCulture,
            $"{d.HistoryHours} {d.HorizonHours} {d.OriginEveryHours} {plan.Options.DeliveryDelayHours} {d.Halvings} "
            + $"{plan.LongestLead}|{List(d.Inputs)}|{List(d.Targets)}|{List(d.TeacherVariables)}|{List(plan.TeacherColumns)}");
    }

    /// <summary>Number of parts that were written; the others were there.</summary>
    public int Written { get; private set; }

    /// <summary>Aligns the shard.</summary>
    public async Task<ShardParts> RunAsync(CancellationToken cancellationToken)
    {
        var windows = new List<WindowPart>();
        var series = new List<SeriesPart>();
        foreach (var span in _plan.Spans)
        {
            if (span.HasWindows)
            {
                windows.Add(await WindowsAsync(span, cancellationToken));
            }

            if (span.HasSeries)
            {
                series.Add(await SeriesAsync(span, cancellationToken));
            }
        }

        return new ShardParts(windows, series);
    }

    private async Task<WindowPart> WindowsAsync(PlannedSpan span, CancellationToken cancellationToken)
    {
        var d = _plan.Dataset;
        var (first, last) = (span.FirstHour - d.HistoryHours + 1, span.LastHour + d.HorizonHours);
        var observed = _plan.Observed.Where(s => s.Meets(first, last)).ToList();
        var issued = _plan.Issued.Where(s => s.Meets(first - _plan.LongestLead, span.LastHour)).ToList();
        var name = NameOf("windows 2", span, observed.Concat(issued));
        var metadata = await _blobs.FindAsync(name, cancellationToken);
        if (metadata is null || !metadata.ContainsKey(CountsKey))
        {
            var grids = await _record.ObservationsAsync(observed, first, last, cancellationToken);
            var runs = await _record.RunsAsync(issued, cancellationToken);
            var windows = new MonthWindows(d, _plan.Options, grids, runs, _share, span.FirstHour, span.LastHour);
            metadata = await WriteAsync(
                name,
                stream => WindowPartFile.WriteAsync(windows.Blocks(), windows.Stations, stream, cancellationToken),
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [CountsKey] = WindowPart.Pack(windows.Counts),
                    [GroupKey] = windows.GroupWindows.ToString(CultureInfo.InvariantCulture),
                },
                cancellationToken);
        }

        return new WindowPart(
            name,
            PartBlobs.HashOf(metadata),
            _shard,
            span.FirstHour,
            int.Parse(metadata[GroupKey], CultureInfo.InvariantCulture),
            metadata[CountsKey]);
    }

    private async Task<SeriesPart> SeriesAsync(PlannedSpan span, CancellationToken cancellationToken)
    {
        var issued = _plan.Issued.Where(s => s.Meets(span.FirstHour - _plan.LongestLead, span.LastHour)).ToList();
        var name = NameOf("series 2", span, issued);
        var metadata = await _blobs.FindAsync(name, cancellationToken);
        if (metadata is null || !metadata.ContainsKey(EnteredKey))
        {
            var runs = await _record.RunsAsync(issued, cancellationToken);
            var values = runs.Values.Select(r => r.ValuesOf(span.FirstHour, span.LastHour)).ToList();
            metadata = await WriteAsync(
                name,
                stream => SeriesPartFile.WriteAsync(
                    runs.Values.Select(r => TeacherSeries.Between(r, span.FirstHour, span.LastHour)),
                    stream,
                    cancellationToken),
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [EnteredKey] = values.Sum(v => v.Entered).ToString(CultureInfo.InvariantCulture),
                    [FlaggedKey] = values.Sum(v => v.Flagged).ToString(CultureInfo.InvariantCulture),
                },
                cancellationToken);
        }

        return new SeriesPart(
            name,
            PartBlobs.HashOf(metadata),
            _shard,
            long.Parse(metadata[EnteredKey], CultureInfo.InvariantCulture),
            long.Parse(metadata[FlaggedKey], CultureInfo.InvariantCulture));
    }

    private async Task<IDictionary<string, string>> WriteAsync(
        string name,
        Func<Stream, Task> write,
        Dictionary<string, string> metadata,
        CancellationToken cancellationToken)
    {
        var path = _folder.NewPath();
        try
        {
            await using (var stream = File.Create(path))
            {
                await write(stream);
            }

            Written++;
            return await _blobs.StoreAsync(name, path, metadata, cancellationToken);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private string NameOf(string kind, PlannedSpan span, IEnumerable<SurveyedSegment> segments)
    {
        var stations = _plan.Shards[_shard];
        var hash = ContentHash.Of(
            [
                kind,
                _rule,
                stations.From ?? string.Empty,
                stations.To ?? string.Empty,
                span.FirstHour.SinceEpoch.ToString(CultureInfo.InvariantCulture),
                span.LastHour.SinceEpoch.ToString(CultureInfo.InvariantCulture),
                .. segments.Select(s => s.Name)
            ]);
        return $"{DatasetParts.Prefix}{hash}.parquet";
    }

    private static string List(IEnumerable<string> names) => string.Join(',', names);
}

/// <summary>
/// The parts of a shard; stored in the dataset's folder, so that nothing that passes between steps grows with the record.
/// </summary>
/// <param name="Windows">Parts with windows, by span.</param>
/// <param name="Series">Parts with the teacher's series, by span.</param>
public sealed record ShardParts(IReadOnlyList<WindowPart> Windows, IReadOnlyList<SeriesPart> Series);
